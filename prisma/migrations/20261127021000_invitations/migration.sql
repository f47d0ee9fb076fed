-- Roles offered by mail to whoever reads an address; only the hash of the link's token is kept.
CREATE TABLE invitations (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  email CITEXT NOT NULL,
  role role NOT NULL,
  business_id UUID,
  token_hash TEXT NOT NULL,
  sent_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  expires_at TIMESTAMPTZ(3) NOT NULL,
  accepted_at TIMESTAMPTZ(3),
  revoked_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT invitations_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT invitations_where CHECK (business_id IS NULL OR role NOT IN ('customer', 'admin')),
  CONSTRAINT invitations_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT invitations_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX invitations_tenant_id_token_hash_key ON invitations (tenant_id, token_hash);
CREATE INDEX invitations_tenant_id_created_at_idx ON invitations (tenant_id, created_at);
CREATE INDEX invitations_tenant_id_business_id_idx ON invitations (tenant_id, business_id);
-- Asked again, an offer is sent again.
CREATE UNIQUE INDEX invitations_open_once ON invitations (tenant_id, email, role, business_id) NULLS NOT DISTINCT
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
SELECT protect_tenant_table('invitations');
