-- What a business knows of its clients, in numbers, by which thousands of them are sorted. The worker counts them anew whenever
-- a booking or its money changes, so that a booking does not wait for it.
ALTER TABLE business_clients
  ADD COLUMN bookings INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN no_shows INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN cancellations INTEGER NOT NULL DEFAULT 0,
  -- Minor units: what was paid, and not given back.
  ADD COLUMN spent BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN first_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- Start of the latest booking, be it still to come.
  ADD COLUMN last_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN block_reason TEXT;
CREATE INDEX business_clients_by_last ON business_clients (tenant_id, business_id, last_at, id);
CREATE INDEX business_clients_by_bookings ON business_clients (tenant_id, business_id, bookings, id);
CREATE INDEX business_clients_by_spent ON business_clients (tenant_id, business_id, spent, id);
CREATE INDEX business_clients_by_customer ON business_clients (tenant_id, customer_id);
CREATE INDEX business_clients_blocked ON business_clients (tenant_id, business_id) WHERE blocked_at IS NOT NULL;

-- By what people are found: beginnings of the words of their name and address, ends of their number. Operators of trigrams and
-- of text search are not leakproof, so behind row-level security no index helps with them; comparing text is.
CREATE TABLE customer_words (
  tenant_id UUID NOT NULL,
  customer_id UUID NOT NULL,
  word TEXT COLLATE "C" NOT NULL,
  CONSTRAINT customer_words_pkey PRIMARY KEY (tenant_id, customer_id, word),
  CONSTRAINT customer_words_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT customer_words_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id)
    REFERENCES customers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX customer_words_tenant_id_word_customer_id_idx ON customer_words (tenant_id, word, customer_id);
SELECT protect_tenant_table('customer_words');

/* The words of a text as they are compared. */
CREATE FUNCTION search_words(written text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY(SELECT DISTINCT left(word, 60)
    FROM regexp_split_to_table(folded(coalesce(written, '')), '[\s@.,;:_+()/''"-]+') AS word WHERE word <> '');

CREATE FUNCTION keep_customer_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  digits text := regexp_replace(coalesce(NEW.phone, ''), '\D', '', 'g');
  words text[] := search_words(NEW.name || ' ' || coalesce(NEW.email::text, ''))
    || ARRAY(SELECT right(digits, n) FROM unnest(ARRAY[4, 6, 7, 8, 10]) AS n WHERE length(digits) >= n);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM customer_words WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.id AND word <> ALL (words);
  END IF;
  INSERT INTO customer_words (tenant_id, customer_id, word)
    SELECT NEW.tenant_id, NEW.id, word FROM unnest(words) AS word ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF name, email, phone ON customers
  FOR EACH ROW EXECUTE FUNCTION keep_customer_words();

CREATE INDEX bookings_tenant_id_starts_at_id_idx ON bookings (tenant_id, starts_at, id) INCLUDE (state);
CREATE INDEX ledger_transactions_tenant_id_created_at_id_idx ON ledger_transactions (tenant_id, created_at, id);

/* Refuses whom a business has blocked: the customer, or whoever gives the address or number of one. Sent behind the lock of the
   customer and not waited for: the transaction fails with it. */
CREATE FUNCTION refuse_blocked(wanted_tenant uuid, wanted_business uuid, customer uuid, address text, number text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  digits text := nullif(regexp_replace(coalesce(number, ''), '\D', '', 'g'), '');
BEGIN
  IF EXISTS (SELECT FROM business_clients k
      JOIN customers c ON c.tenant_id = k.tenant_id AND c.id = k.customer_id
      WHERE k.tenant_id = wanted_tenant AND k.business_id = wanted_business AND k.blocked_at IS NOT NULL
        AND (k.customer_id = customer OR c.email_key = lower(address)
          OR regexp_replace(c.phone, '\D', '', 'g') = digits)) THEN
    RAISE EXCEPTION 'the business does not take this client''s bookings' USING ERRCODE = 'TB001';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION refuse_blocked FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refuse_blocked TO turnero_app;

-- What is there already.
SELECT set_config('app.maintenance', 'on', true);
UPDATE customers SET name = name;
INSERT INTO business_clients (tenant_id, business_id, customer_id)
  SELECT DISTINCT tenant_id, business_id, customer_id FROM bookings
  WHERE customer_id IS NOT NULL AND state NOT IN ('held', 'expired')
  ON CONFLICT DO NOTHING;
UPDATE business_clients k SET bookings = s.bookings, no_shows = s.no_shows, cancellations = s.cancellations,
  first_at = s.first_at, last_at = s.last_at, spent = s.spent
FROM (
  SELECT b.tenant_id, b.business_id, b.customer_id,
    count(*) FILTER (WHERE b.state IN ('pending', 'confirmed', 'checked_in', 'completed')) AS bookings,
    count(*) FILTER (WHERE b.state = 'no_show') AS no_shows,
    count(*) FILTER (WHERE b.state = 'cancelled') AS cancellations,
    min(b.starts_at) AS first_at, max(b.starts_at) AS last_at,
    coalesce(sum((SELECT sum(c.amount - (SELECT coalesce(sum(r.amount), 0) FROM refunds r
        WHERE r.tenant_id = c.tenant_id AND r.charge_id = c.id AND r.state = 'completed'))
      FROM payments p JOIN payment_charges c ON c.tenant_id = p.tenant_id AND c.payment_id = p.id
      WHERE p.tenant_id = b.tenant_id AND p.booking_id = b.id)), 0) AS spent
  FROM bookings b WHERE b.customer_id IS NOT NULL AND b.state NOT IN ('held', 'expired')
  GROUP BY 1, 2, 3
) s
WHERE s.tenant_id = k.tenant_id AND s.business_id = k.business_id AND s.customer_id = k.customer_id;
SELECT set_config('app.maintenance', 'off', true);
