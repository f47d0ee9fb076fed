-- Money: payments through companies and at the venue, refunds, what companies told us, and the double-entry ledger.
CREATE TYPE payment_provider AS ENUM ('mercadopago', 'stripe', 'paypal', 'sandbox', 'venue');
CREATE TYPE payment_kind AS ENUM ('deposit', 'balance', 'full', 'fee', 'tip');
CREATE TYPE payment_state AS ENUM ('pending', 'completed', 'failed');
CREATE TYPE refund_state AS ENUM ('requested', 'pending', 'completed', 'failed');
CREATE TYPE refund_reason AS ENUM ('staff', 'overpaid', 'duplicate', 'mismatch', 'company');
CREATE TYPE ledger_account_kind AS ENUM ('company_clearing', 'venue_cash', 'prepayments', 'business', 'commission');
CREATE TYPE ledger_transaction_kind AS ENUM ('charge', 'refund', 'settlement');

-- An account of the tenant at a payment company. Its webhook address carries a token; only the token's hash is kept.
CREATE TABLE payment_accounts (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  provider payment_provider NOT NULL,
  webhook_token_hash TEXT NOT NULL,
  credentials TEXT,
  position INTEGER NOT NULL DEFAULT 0,
  disabled_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT payment_accounts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT payment_accounts_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  -- Nobody holds an account for paying at the venue.
  CONSTRAINT payment_accounts_company CHECK (provider <> 'venue'),
  -- Those of the sandbox are derived.
  CONSTRAINT payment_accounts_credentials CHECK (provider = 'sandbox' OR credentials IS NOT NULL)
);
CREATE UNIQUE INDEX payment_accounts_tenant_id_webhook_token_hash_key
  ON payment_accounts (tenant_id, webhook_token_hash);
CREATE INDEX payment_accounts_webhook_token_hash_idx ON payment_accounts (webhook_token_hash);
SELECT protect_tenant_table('payment_accounts', 'SELECT, INSERT, UPDATE');

/* Whose a webhook is: the one look-up by the token in its address, before a tenant is known. Of one row, two ids. The owner,
   whom the policies bind too, says that it looks across tenants, for the length of this call. */
CREATE FUNCTION resolve_payment_account(wanted_provider payment_provider, token_hash text)
RETURNS TABLE (tenant_id uuid, account_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before text := coalesce(current_setting('app.maintenance', true), '');
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT a.tenant_id, a.id FROM payment_accounts a
    WHERE a.webhook_token_hash = token_hash AND a.provider = wanted_provider LIMIT 1;
  PERFORM set_config('app.maintenance', before, true);
END
$$;
REVOKE EXECUTE ON FUNCTION resolve_payment_account FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resolve_payment_account TO turnero_app;

CREATE TABLE payments (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  booking_id UUID NOT NULL,
  kind payment_kind NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) NOT NULL,
  state payment_state NOT NULL DEFAULT 'pending',
  provider payment_provider,
  account_id UUID,
  reference TEXT,
  redirect_url TEXT,
  page_expires_at TIMESTAMPTZ(3),
  opening_until TIMESTAMPTZ(3),
  check_at TIMESTAMPTZ(3),
  checks INTEGER NOT NULL DEFAULT 0,
  failure TEXT,
  completed_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT payments_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT payments_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT payments_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id)
    REFERENCES bookings (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT payments_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id)
    REFERENCES payment_accounts (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT payments_amount CHECK (amount > 0),
  CONSTRAINT payments_account CHECK (provider IS NULL OR (provider = 'venue') = (account_id IS NULL)),
  CONSTRAINT payments_completed CHECK (state <> 'completed' OR (provider IS NOT NULL AND completed_at IS NOT NULL))
);
CREATE INDEX payments_tenant_id_booking_id_idx ON payments (tenant_id, booking_id);
CREATE INDEX payments_check_at_idx ON payments (check_at) WHERE check_at IS NOT NULL;
SELECT protect_tenant_table('payments', 'SELECT, INSERT, UPDATE');

-- What was asked stays as it was asked, and what is paid is never unpaid: money goes back by refunds.
CREATE FUNCTION keep_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.booking_id, NEW.kind, NEW.amount, NEW.currency) IS DISTINCT FROM
     (OLD.booking_id, OLD.kind, OLD.amount, OLD.currency)
     OR (OLD.state = 'completed' AND NEW.state <> 'completed')
     OR (OLD.reference IS NOT NULL AND
       (NEW.reference, NEW.account_id) IS DISTINCT FROM (OLD.reference, OLD.account_id)) THEN
    RAISE EXCEPTION 'a payment stays what it is' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION keep_payment();

-- Money that came. Usually one of a payment; a page that was paid twice has two.
CREATE TABLE payment_charges (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  payment_id UUID NOT NULL,
  reference TEXT NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) NOT NULL,
  fee BIGINT,
  paid_at TIMESTAMPTZ(3) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT payment_charges_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT payment_charges_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT payment_charges_tenant_id_payment_id_fkey FOREIGN KEY (tenant_id, payment_id)
    REFERENCES payments (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT payment_charges_amount CHECK (amount > 0)
);
CREATE UNIQUE INDEX payment_charges_tenant_id_payment_id_reference_key
  ON payment_charges (tenant_id, payment_id, reference);
CREATE INDEX payment_charges_tenant_id_reference_idx ON payment_charges (tenant_id, reference);
SELECT protect_tenant_table('payment_charges', 'SELECT, INSERT');

CREATE TABLE refunds (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  charge_id UUID NOT NULL,
  amount BIGINT NOT NULL,
  reason refund_reason NOT NULL,
  note TEXT,
  state refund_state NOT NULL DEFAULT 'requested',
  reference TEXT,
  failure TEXT,
  check_at TIMESTAMPTZ(3),
  checks INTEGER NOT NULL DEFAULT 0,
  completed_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT refunds_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT refunds_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT refunds_tenant_id_charge_id_fkey FOREIGN KEY (tenant_id, charge_id)
    REFERENCES payment_charges (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT refunds_amount CHECK (amount > 0),
  CONSTRAINT refunds_completed CHECK ((state = 'completed') <= (completed_at IS NOT NULL))
);
CREATE INDEX refunds_tenant_id_charge_id_idx ON refunds (tenant_id, charge_id);
CREATE INDEX refunds_check_at_idx ON refunds (check_at) WHERE check_at IS NOT NULL;
SELECT protect_tenant_table('refunds', 'SELECT, INSERT, UPDATE');

-- Never more back than came. The row of the charge is locked, so that two refunds at once count each other.
CREATE FUNCTION limit_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  charged bigint;
  given bigint;
BEGIN
  SELECT amount INTO charged FROM payment_charges
    WHERE tenant_id = NEW.tenant_id AND id = NEW.charge_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO given FROM refunds
    WHERE tenant_id = NEW.tenant_id AND charge_id = NEW.charge_id AND state <> 'failed' AND id <> NEW.id;
  IF NEW.state <> 'failed' AND given + NEW.amount > charged THEN
    RAISE EXCEPTION 'more would be given back than was paid' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER limit_refunds BEFORE INSERT OR UPDATE ON refunds FOR EACH ROW EXECUTE FUNCTION limit_refunds();
-- A row lock needs the right to change; there is none to change any value by.
GRANT UPDATE (created_at) ON payment_charges TO turnero_app;
CREATE FUNCTION keep_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a charge stays what it is' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER keep BEFORE UPDATE ON payment_charges FOR EACH ROW EXECUTE FUNCTION keep_charge();

-- What companies told us, by their ids of the events, for ever: each counts once.
CREATE TABLE payment_events (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  account_id UUID NOT NULL,
  event_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- What the company calls our payment; whether there is one by that id is another question.
  payment_ref TEXT,
  charge TEXT,
  amount BIGINT,
  currency TEXT,
  occurred_at TIMESTAMPTZ(3) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT payment_events_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT payment_events_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT payment_events_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id)
    REFERENCES payment_accounts (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX payment_events_tenant_id_account_id_event_id_key
  ON payment_events (tenant_id, account_id, event_id);
CREATE INDEX payment_events_tenant_id_payment_ref_idx ON payment_events (tenant_id, payment_ref);
SELECT protect_tenant_table('payment_events', 'SELECT, INSERT');

-- The worker sees which tenants have payments or refunds to ask about, and nothing else of them.
CREATE POLICY upkeep_reads ON payments FOR SELECT TO turnero_direct USING (check_at <= now());
GRANT SELECT (tenant_id, check_at) ON payments TO turnero_direct;
CREATE POLICY upkeep_reads ON refunds FOR SELECT TO turnero_direct USING (check_at <= now());
GRANT SELECT (tenant_id, check_at) ON refunds TO turnero_direct;

-- ── The ledger ─────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE ledger_accounts (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  kind ledger_account_kind NOT NULL,
  business_id UUID,
  provider payment_provider,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT ledger_accounts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT ledger_accounts_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ledger_accounts_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT ledger_accounts_owner CHECK ((kind IN ('company_clearing', 'commission')) = (business_id IS NULL)),
  CONSTRAINT ledger_accounts_company CHECK ((kind = 'company_clearing') = (provider IS NOT NULL))
);
CREATE UNIQUE INDEX ledger_accounts_tenant_id_kind_business_id_provider_key
  ON ledger_accounts (tenant_id, kind, business_id, provider) NULLS NOT DISTINCT;
SELECT protect_tenant_table('ledger_accounts', 'SELECT, INSERT');

CREATE TABLE ledger_transactions (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  kind ledger_transaction_kind NOT NULL,
  -- What it writes down ("charge:<id>"): each is written once.
  key TEXT NOT NULL,
  business_id UUID NOT NULL,
  booking_id UUID NOT NULL,
  -- Of settlements: where the customer came from, and the commission's rate; decided with the first of a booking.
  acquisition TEXT,
  commission_basis_points INTEGER,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT ledger_transactions_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT ledger_transactions_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ledger_transactions_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT ledger_transactions_tenant_id_booking_id_fkey FOREIGN KEY (tenant_id, booking_id)
    REFERENCES bookings (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT ledger_transactions_settlement CHECK
    ((kind = 'settlement') = (acquisition IS NOT NULL AND commission_basis_points IS NOT NULL))
);
CREATE UNIQUE INDEX ledger_transactions_tenant_id_key_key ON ledger_transactions (tenant_id, key);
CREATE INDEX ledger_transactions_tenant_id_booking_id_idx ON ledger_transactions (tenant_id, booking_id);
CREATE INDEX ledger_transactions_tenant_id_business_id_created_at_idx
  ON ledger_transactions (tenant_id, business_id, created_at);
SELECT protect_tenant_table('ledger_transactions', 'SELECT, INSERT');

-- Above zero: debit, what is ours to have. Below: credit, what is owed.
CREATE TABLE ledger_entries (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  transaction_id UUID NOT NULL,
  account_id UUID NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  CONSTRAINT ledger_entries_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT ledger_entries_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ledger_entries_tenant_id_transaction_id_fkey FOREIGN KEY (tenant_id, transaction_id)
    REFERENCES ledger_transactions (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT ledger_entries_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id)
    REFERENCES ledger_accounts (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX ledger_entries_tenant_id_transaction_id_idx ON ledger_entries (tenant_id, transaction_id);
CREATE INDEX ledger_entries_tenant_id_account_id_idx ON ledger_entries (tenant_id, account_id) INCLUDE (amount, currency);
SELECT protect_tenant_table('ledger_entries', 'SELECT, INSERT');

-- Nobody changes what is written, the owner neither; erasing a whole tenant is maintenance.
CREATE FUNCTION keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('app.maintenance', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the ledger is only added to' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION keep_ledger();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION keep_ledger();

CREATE FUNCTION balance_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM ledger_entries
      WHERE tenant_id = NEW.tenant_id AND transaction_id = NEW.transaction_id
      GROUP BY currency HAVING sum(amount) <> 0) THEN
    RAISE EXCEPTION 'the entries of a transaction do not sum to zero' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER balance AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION balance_ledger();

-- ── The sandbox company: what it remembers of its pages. No money moves there. ─────────────────────────
CREATE TABLE sandbox_checkouts (
  tenant_id UUID NOT NULL,
  id TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  state JSONB NOT NULL,
  due_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT sandbox_checkouts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT sandbox_checkouts_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX sandbox_checkouts_tenant_id_payment_id_key ON sandbox_checkouts (tenant_id, payment_id);
CREATE INDEX sandbox_checkouts_due_at_idx ON sandbox_checkouts (due_at) WHERE due_at IS NOT NULL;
SELECT protect_tenant_table('sandbox_checkouts', 'SELECT, INSERT, UPDATE');

/* Which pages of the sandbox have something to do by then: their ids, of all tenants. */
CREATE FUNCTION sandbox_due(by_then timestamptz) RETURNS TABLE (id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before text := coalesce(current_setting('app.maintenance', true), '');
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT c.id FROM sandbox_checkouts c WHERE c.due_at <= by_then ORDER BY c.due_at LIMIT 100;
  PERFORM set_config('app.maintenance', before, true);
END
$$;
REVOKE EXECUTE ON FUNCTION sandbox_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sandbox_due TO turnero_app;
