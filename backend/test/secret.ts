/** What tests sign with; it guards nothing. */
export const TEST_SECRET = 'a-secret-that-only-tests-use-0123456789';
