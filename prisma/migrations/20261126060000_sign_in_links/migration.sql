-- A link by mail that signs in whoever reads it.
ALTER TYPE user_token_purpose ADD VALUE 'sign_in';
