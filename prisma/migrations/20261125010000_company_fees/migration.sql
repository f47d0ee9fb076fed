-- What payment companies keep for themselves is in the ledger, too: an account of each company, and a transaction of each charge.
ALTER TYPE ledger_account_kind ADD VALUE 'company_fees';
ALTER TYPE ledger_transaction_kind ADD VALUE 'fee';

-- As text, because a value that was added just now may not be used yet.
ALTER TABLE ledger_accounts
  DROP CONSTRAINT ledger_accounts_owner,
  DROP CONSTRAINT ledger_accounts_company,
  ADD CONSTRAINT ledger_accounts_owner
    CHECK ((kind::text IN ('company_clearing', 'company_fees', 'commission')) = (business_id IS NULL)),
  ADD CONSTRAINT ledger_accounts_company
    CHECK ((kind::text IN ('company_clearing', 'company_fees')) = (provider IS NOT NULL));

-- Some tell their fee only later: it is written down once, and nothing else of a charge ever changes.
CREATE OR REPLACE FUNCTION keep_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.fee IS NULL AND to_jsonb(NEW) - 'fee' = to_jsonb(OLD) - 'fee' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a charge stays what it is' USING ERRCODE = 'check_violation';
END
$$;
GRANT UPDATE (fee) ON payment_charges TO turnero_app;
ALTER TABLE payment_charges ADD CONSTRAINT payment_charges_fee CHECK (fee >= 0);
