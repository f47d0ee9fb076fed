-- Who asked to join with a business, when, and what became of it.
CREATE TYPE application_state AS ENUM ('draft', 'waiting', 'refused', 'approved');

CREATE TABLE business_applications (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL DEFAULT uuidv7(),
  business_id UUID NOT NULL,
  user_id UUID NOT NULL,
  state application_state NOT NULL DEFAULT 'draft',
  reason TEXT,
  submitted_at TIMESTAMPTZ(3),
  decided_at TIMESTAMPTZ(3),
  decided_by UUID,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by UUID DEFAULT current_actor(),
  updated_by UUID DEFAULT current_actor(),
  CONSTRAINT business_applications_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT business_applications_tenant_id_fkey FOREIGN KEY (tenant_id)
    REFERENCES tenants (id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT business_applications_tenant_id_business_id_fkey FOREIGN KEY (tenant_id, business_id)
    REFERENCES businesses (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT business_applications_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id)
    REFERENCES users (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX business_applications_tenant_id_business_id_key
  ON business_applications (tenant_id, business_id);
CREATE INDEX business_applications_tenant_id_user_id_idx ON business_applications (tenant_id, user_id);
CREATE INDEX business_applications_tenant_id_state_created_at_idx
  ON business_applications (tenant_id, state, created_at);
SELECT protect_tenant_table('business_applications');
