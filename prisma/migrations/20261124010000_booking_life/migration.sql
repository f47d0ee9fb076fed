-- The life of a booking: what it costs not to come, what is asked beforehand, and a history of more than states.

ALTER TABLE bookings
  ADD COLUMN deposit BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN fee BIGINT,
  ADD COLUMN acquisition TEXT NOT NULL DEFAULT 'marketplace',
  ADD COLUMN release_at TIMESTAMPTZ(3),
  ADD CONSTRAINT bookings_deposit CHECK (deposit BETWEEN 0 AND total_amount),
  ADD CONSTRAINT bookings_fee CHECK (fee BETWEEN 0 AND total_amount),
  ADD CONSTRAINT bookings_fee_of_ended CHECK (fee IS NULL OR state IN ('cancelled', 'no_show')),
  ADD CONSTRAINT bookings_acquisition CHECK (acquisition IN ('marketplace', 'direct', 'returning'));

-- What a row of the history tells, and what changed beside the state.
ALTER TABLE booking_events ADD COLUMN kind TEXT NOT NULL DEFAULT 'state';
ALTER TABLE booking_events RENAME COLUMN details TO data;

-- Holds of one person, to bound them.
CREATE INDEX bookings_held_by ON bookings (tenant_id, created_by) WHERE state = 'held';

-- What is given free where nobody checks in. The worker sees which tenants have some, and nothing else of them.
CREATE INDEX bookings_to_release ON bookings (release_at) WHERE state = 'confirmed' AND release_at IS NOT NULL;
CREATE POLICY releaser_reads ON bookings FOR SELECT TO turnero_direct
  USING (state = 'confirmed' AND release_at <= now());
GRANT SELECT (release_at) ON bookings TO turnero_direct;

-- Who gave the same address before. As text, because citext's comparison is not leakproof: behind row-level security no index
-- would help with it.
ALTER TABLE customers ADD COLUMN email_key TEXT GENERATED ALWAYS AS (lower(email::text)) STORED;
CREATE INDEX customers_by_address ON customers (tenant_id, email_key);
