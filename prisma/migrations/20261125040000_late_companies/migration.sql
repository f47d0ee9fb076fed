-- A company whose answer was lost may have opened its page all the same, and take money there, while the payment went on to the next.
-- That money is a payment of its own, at that company, which knows it by the id of the one that was asked for.
ALTER TABLE payments ADD COLUMN asked_as UUID,
  ADD CONSTRAINT payments_tenant_id_asked_as_fkey FOREIGN KEY (tenant_id, asked_as)
    REFERENCES payments (tenant_id, id) ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT payments_asked_as CHECK (asked_as IS NULL OR account_id IS NOT NULL);
CREATE UNIQUE INDEX payments_tenant_id_asked_as_account_id_key ON payments (tenant_id, asked_as, account_id)
  WHERE asked_as IS NOT NULL;
