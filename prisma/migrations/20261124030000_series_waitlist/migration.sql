-- What is asked with a booking, who else comes, coupons, series and the waitlist.

-- ── Answers and guests

-- A file that somebody answers with: never public.
CREATE TABLE intake_files (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID NOT NULL,
  storage_key TEXT NOT NULL,
  content_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT intake_files_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT intake_files_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT intake_files_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT intake_files_size CHECK (bytes >= 1)
);
CREATE INDEX intake_files_tenant_id_business_id_idx ON intake_files (tenant_id, business_id);
SELECT protect_tenant_table('intake_files', 'SELECT, INSERT');

-- The form as it was, and the answers: what was agreed to is never rewritten.
CREATE TABLE booking_answers (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  booking_id UUID NOT NULL,
  position INTEGER NOT NULL,
  form TEXT NOT NULL,
  form_version INTEGER NOT NULL,
  answers JSONB NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT booking_answers_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT booking_answers_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT booking_answers_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id)
    REFERENCES bookings (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX booking_answers_tenant_id_booking_id_position_key ON booking_answers (tenant_id, booking_id, position);
SELECT protect_tenant_table('booking_answers', 'SELECT, INSERT');

-- What is asked of a customer once, by the key of the field.
CREATE TABLE customer_answers (
  tenant_id UUID NOT NULL,
  customer_id UUID NOT NULL,
  answers JSONB NOT NULL DEFAULT '{}',
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT customer_answers_pkey PRIMARY KEY (tenant_id, customer_id),
  CONSTRAINT customer_answers_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT customer_answers_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id)
    REFERENCES customers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
SELECT protect_tenant_table('customer_answers');

-- Who comes along with the customer.
CREATE TABLE booking_guests (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  booking_id UUID NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  email CITEXT,
  phone TEXT,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT booking_guests_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT booking_guests_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT booking_guests_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id)
    REFERENCES bookings (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX booking_guests_tenant_id_booking_id_position_key ON booking_guests (tenant_id, booking_id, position);
SELECT protect_tenant_table('booking_guests');

-- ── Coupons

CREATE TABLE coupons (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID,
  code TEXT NOT NULL,
  name JSONB NOT NULL DEFAULT '{}',
  basis_points INTEGER,
  amount BIGINT,
  currency CHAR(3),
  valid_from TIMESTAMPTZ(3),
  valid_to TIMESTAMPTZ(3),
  least_total BIGINT NOT NULL DEFAULT 0,
  total_uses INTEGER,
  customer_uses INTEGER,
  first_visit BOOLEAN NOT NULL DEFAULT false,
  uses INTEGER NOT NULL DEFAULT 0,
  deleted_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT coupons_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT coupons_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT coupons_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT coupons_one_reduction CHECK (
    (basis_points BETWEEN 1 AND 10000 AND amount IS NULL AND currency IS NULL)
    OR (basis_points IS NULL AND amount >= 1 AND currency IS NOT NULL)),
  CONSTRAINT coupons_validity CHECK (valid_from < valid_to),
  CONSTRAINT coupons_least CHECK (least_total >= 0),
  CONSTRAINT coupons_limits CHECK (total_uses >= 1 AND customer_uses >= 1),
  -- However many ask for the last use at the same instant.
  CONSTRAINT coupons_used CHECK (uses >= 0 AND uses <= total_uses)
);
CREATE INDEX coupons_tenant_id_business_id_idx ON coupons (tenant_id, business_id);
CREATE UNIQUE INDEX coupons_code_once ON coupons (tenant_id, business_id, code)
  NULLS NOT DISTINCT WHERE deleted_at IS NULL;
SELECT protect_tenant_table('coupons');

-- For which services; none: for all.
CREATE TABLE coupon_services (
  tenant_id UUID NOT NULL,
  coupon_id UUID NOT NULL,
  service_id UUID NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT coupon_services_pkey PRIMARY KEY (tenant_id, coupon_id, service_id),
  CONSTRAINT coupon_services_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT coupon_services_tenant_id_coupon_id_fkey FOREIGN KEY (tenant_id, coupon_id)
    REFERENCES coupons (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT coupon_services_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id)
    REFERENCES services (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX coupon_services_tenant_id_service_id_idx ON coupon_services (tenant_id, service_id);
SELECT protect_tenant_table('coupon_services');

CREATE TABLE coupon_uses (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  coupon_id UUID NOT NULL,
  booking_id UUID NOT NULL,
  customer_key TEXT NOT NULL,
  customer_number INTEGER,
  customer_uses INTEGER,
  released_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT coupon_uses_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT coupon_uses_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT coupon_uses_tenant_id_coupon_id_fkey FOREIGN KEY (tenant_id, coupon_id)
    REFERENCES coupons (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT coupon_uses_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id)
    REFERENCES bookings (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT coupon_uses_within CHECK (customer_number BETWEEN 1 AND customer_uses)
);
CREATE INDEX coupon_uses_tenant_id_coupon_id_customer_key_idx ON coupon_uses (tenant_id, coupon_id, customer_key);
CREATE UNIQUE INDEX coupon_uses_tenant_id_booking_id_key ON coupon_uses (tenant_id, booking_id);
CREATE UNIQUE INDEX coupon_uses_customer_once ON coupon_uses (tenant_id, coupon_id, customer_key, customer_number)
  WHERE released_at IS NULL;
SELECT protect_tenant_table('coupon_uses');

CREATE FUNCTION count_coupon_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE coupons SET uses = uses + CASE WHEN NEW.released_at IS NULL THEN 1 ELSE -1 END
  WHERE tenant_id = NEW.tenant_id AND id = NEW.coupon_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_new AFTER INSERT ON coupon_uses FOR EACH ROW
  WHEN (NEW.released_at IS NULL) EXECUTE FUNCTION count_coupon_use();
CREATE TRIGGER count_released AFTER UPDATE OF released_at ON coupon_uses FOR EACH ROW
  WHEN ((OLD.released_at IS NULL) <> (NEW.released_at IS NULL)) EXECUTE FUNCTION count_coupon_use();

/* Whoever ends a booking that did not come about gives its coupon back. One that is booked again after all takes it
   again, if a use is left: what was agreed is kept in any case. */
CREATE FUNCTION release_coupon() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN ('cancelled', 'expired', 'declined') THEN
    UPDATE coupon_uses SET released_at = now()
    WHERE tenant_id = NEW.tenant_id AND booking_id = NEW.id AND released_at IS NULL;
  ELSE
    UPDATE coupon_uses u SET released_at = NULL FROM coupons c
    WHERE u.tenant_id = NEW.tenant_id AND u.booking_id = NEW.id AND u.released_at IS NOT NULL
      AND c.tenant_id = u.tenant_id AND c.id = u.coupon_id AND (c.total_uses IS NULL OR c.uses < c.total_uses)
      AND NOT EXISTS (SELECT FROM coupon_uses o WHERE o.tenant_id = u.tenant_id AND o.coupon_id = u.coupon_id
        AND o.customer_key = u.customer_key AND o.customer_number = u.customer_number AND o.released_at IS NULL);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER release_coupon AFTER UPDATE OF state ON bookings FOR EACH ROW
  WHEN ((OLD.state IN ('cancelled', 'expired', 'declined')) <> (NEW.state IN ('cancelled', 'expired', 'declined')))
  EXECUTE FUNCTION release_coupon();

-- ── Series

-- Bookings that were agreed on together, in a rhythm of the local time.
CREATE TABLE series (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID NOT NULL,
  customer_id UUID,
  rhythm TEXT NOT NULL,
  rule JSONB NOT NULL,
  time_zone TEXT NOT NULL,
  discount_basis_points INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT series_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT series_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT series_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT series_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id)
    REFERENCES customers (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT series_discount CHECK (discount_basis_points BETWEEN 0 AND 10000)
);
CREATE INDEX series_tenant_id_business_id_idx ON series (tenant_id, business_id);
CREATE INDEX series_tenant_id_customer_id_idx ON series (tenant_id, customer_id);
SELECT protect_tenant_table('series');

ALTER TABLE bookings
  ADD COLUMN series_id UUID,
  ADD CONSTRAINT bookings_tenant_id_series_id_fkey FOREIGN KEY (tenant_id, series_id)
    REFERENCES series (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION;
CREATE INDEX bookings_by_series ON bookings (tenant_id, series_id, starts_at) WHERE series_id IS NOT NULL;

-- ── Waitlist

CREATE TABLE waitlist_entries (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID NOT NULL,
  customer_id UUID NOT NULL,
  service_id UUID NOT NULL,
  variant_id UUID,
  location_id UUID,
  choices JSONB NOT NULL DEFAULT '{}',
  time_zone TEXT NOT NULL,
  date_from DATE NOT NULL,
  date_to DATE NOT NULL,
  weekdays INTEGER[] NOT NULL DEFAULT '{}',
  minute_from INTEGER NOT NULL DEFAULT 0,
  minute_to INTEGER NOT NULL DEFAULT 1440,
  seats INTEGER NOT NULL DEFAULT 1,
  fulfilled_at TIMESTAMPTZ(3),
  cancelled_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT waitlist_entries_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT waitlist_entries_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_entries_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_entries_tenant_id_customer_id_fkey FOREIGN KEY (tenant_id, customer_id)
    REFERENCES customers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_entries_tenant_id_service_id_fkey FOREIGN KEY (tenant_id, service_id)
    REFERENCES services (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_entries_tenant_id_variant_id_fkey FOREIGN KEY (tenant_id, variant_id)
    REFERENCES service_variants (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_entries_tenant_id_location_id_fkey FOREIGN KEY (tenant_id, location_id)
    REFERENCES locations (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_entries_dates CHECK (date_from <= date_to),
  CONSTRAINT waitlist_entries_minutes CHECK (minute_from >= 0 AND minute_from < minute_to AND minute_to <= 1440),
  CONSTRAINT waitlist_entries_seats CHECK (seats >= 1),
  CONSTRAINT waitlist_entries_one_end CHECK (num_nonnulls(fulfilled_at, cancelled_at) <= 1)
);
CREATE INDEX waitlist_entries_tenant_id_customer_id_idx ON waitlist_entries (tenant_id, customer_id);
CREATE INDEX waitlist_entries_waiting ON waitlist_entries (tenant_id, business_id, id)
  WHERE fulfilled_at IS NULL AND cancelled_at IS NULL;
SELECT protect_tenant_table('waitlist_entries');

-- Whom they wait for; nobody: anybody.
CREATE TABLE waitlist_providers (
  tenant_id UUID NOT NULL,
  entry_id UUID NOT NULL,
  provider_id UUID NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT waitlist_providers_pkey PRIMARY KEY (tenant_id, entry_id, provider_id),
  CONSTRAINT waitlist_providers_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_providers_tenant_id_entry_id_fkey FOREIGN KEY (tenant_id, entry_id)
    REFERENCES waitlist_entries (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_providers_tenant_id_provider_id_fkey FOREIGN KEY (tenant_id, provider_id)
    REFERENCES providers (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX waitlist_providers_tenant_id_provider_id_idx ON waitlist_providers (tenant_id, provider_id);
SELECT protect_tenant_table('waitlist_providers');

-- A hold that was made for somebody who waits: what became of it is what became of the hold.
CREATE TABLE waitlist_offers (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  entry_id UUID NOT NULL,
  booking_id UUID NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT waitlist_offers_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT waitlist_offers_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_offers_tenant_id_entry_id_fkey FOREIGN KEY (tenant_id, entry_id)
    REFERENCES waitlist_entries (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT waitlist_offers_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id)
    REFERENCES bookings (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX waitlist_offers_tenant_id_entry_id_idx ON waitlist_offers (tenant_id, entry_id);
CREATE UNIQUE INDEX waitlist_offers_tenant_id_booking_id_key ON waitlist_offers (tenant_id, booking_id);
SELECT protect_tenant_table('waitlist_offers', 'SELECT, INSERT');

-- Whoever books what was kept for them waits no more, whatever makes the hold a booking.
CREATE FUNCTION fulfil_waitlist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE waitlist_entries e SET fulfilled_at = now() FROM waitlist_offers o
  WHERE o.tenant_id = NEW.tenant_id AND o.booking_id = NEW.id AND e.tenant_id = o.tenant_id AND e.id = o.entry_id
    AND e.fulfilled_at IS NULL AND e.cancelled_at IS NULL;
  RETURN NULL;
END
$$;
CREATE TRIGGER fulfil_waitlist AFTER UPDATE OF state ON bookings FOR EACH ROW
  WHEN (OLD.state IN ('held', 'expired') AND NEW.state IN ('pending', 'confirmed')) EXECUTE FUNCTION fulfil_waitlist();
