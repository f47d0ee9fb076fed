-- The tenant's commission on a payment, which a company that knows marketplaces hands over by itself. Decided when the payment is
-- asked for, because all that is sent must be the same in every repetition.
ALTER TABLE payments ADD COLUMN application_fee BIGINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT payments_application_fee CHECK (application_fee BETWEEN 0 AND amount);
