-- Files that forms were to be answered with, and nobody booked with: swept after a day. Those that are there already count as used.
ALTER TABLE intake_files ADD COLUMN used_at TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE intake_files ALTER COLUMN used_at DROP DEFAULT;
CREATE INDEX intake_files_unused ON intake_files (created_at) WHERE used_at IS NULL;
GRANT UPDATE (used_at), DELETE ON intake_files TO turnero_app;

-- The worker sees which tenants have some, and nothing else of them.
CREATE POLICY sweeper_reads ON intake_files FOR SELECT TO turnero_direct
  USING (used_at IS NULL AND created_at < now() - interval '1 day');
GRANT SELECT (tenant_id, used_at, created_at) ON intake_files TO turnero_direct;
