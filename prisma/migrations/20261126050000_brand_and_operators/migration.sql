-- What a tenant says of its look and where it lives, and what the operators' console looks at.

-- ── Customs of a tenant that differ from its vertical's file: { locale, currency, timeZone, mode } ───────────
ALTER TABLE tenants ADD COLUMN customs jsonb NOT NULL DEFAULT '{}';

-- ── A tenant's brand: every change is a version of its own, the newest holds; {} is the vertical's file ──────
CREATE TABLE brand_versions (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT uuidv7(),
  version integer NOT NULL,
  value jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by uuid DEFAULT current_actor(),
  CONSTRAINT brand_versions_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT brand_versions_once UNIQUE (tenant_id, version),
  CONSTRAINT brand_versions_count CHECK (version >= 1)
);
SELECT protect_tenant_table('brand_versions', 'SELECT, INSERT');

-- What an admin tries out; nobody else sees it.
CREATE TABLE brand_drafts (
  tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  user_id uuid NOT NULL,
  value jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  created_by uuid DEFAULT current_actor(),
  updated_by uuid DEFAULT current_actor(),
  CONSTRAINT brand_drafts_pkey PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
SELECT protect_tenant_table('brand_drafts');

-- ── Own domains: anybody may claim a host, only who proves it has it ─────────────────────────────────────────
ALTER TABLE domains DROP CONSTRAINT domains_pkey;
ALTER TABLE domains ADD CONSTRAINT domains_pkey PRIMARY KEY (tenant_id, host);
DROP INDEX domains_tenant_id_idx;
-- What stands in the host's DNS as a proof.
ALTER TABLE domains ADD COLUMN token text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', '');
ALTER TABLE domains ADD COLUMN checked_at timestamptz(3);
-- Since when mails and addresses name this host; at most one of a tenant.
ALTER TABLE domains ADD COLUMN primary_since timestamptz(3);
ALTER TABLE domains ADD CONSTRAINT domains_primary CHECK (primary_since IS NULL OR verified_at IS NOT NULL);
CREATE UNIQUE INDEX domains_host_once ON domains (host) WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX domains_primary_once ON domains (tenant_id) WHERE primary_since IS NOT NULL;

CREATE POLICY tenant_claims ON domains FOR INSERT TO turnero_app
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid) AND verified_at IS NULL);
CREATE POLICY tenant_changes ON domains FOR UPDATE TO turnero_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY tenant_gives_up ON domains FOR DELETE TO turnero_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
GRANT INSERT (tenant_id, host, created_at), UPDATE (verified_at, checked_at, primary_since), DELETE ON domains TO turnero_app;

-- ── What the operators' console shows of the installation's health: times, never what is in a row ───────────
CREATE POLICY operator_counts ON outbox FOR SELECT TO turnero_operator USING (true);
GRANT SELECT (created_at) ON outbox TO turnero_operator;
GRANT SELECT ON worker_heartbeats TO turnero_operator;
DO $$
BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO turnero_operator;
  END IF;
END
$$;
