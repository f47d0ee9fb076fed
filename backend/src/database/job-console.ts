import pg from 'pg';
import type { Env } from '../env.ts';

/**
 * The operators' narrow way to the job queue: functions that belong to the queue's owner, and that turnero_operator may
 * call and nobody else. It sees no payload (mails to be sent are in there, with the tokens of their links) but whose the
 * job is; it takes no job that a worker holds, and adds none. They stand in a schema of their own, since that of the
 * queue is changed by graphile-worker's own migrations.
 */
const SQL = `
CREATE SCHEMA IF NOT EXISTS operator_jobs;
REVOKE ALL ON SCHEMA operator_jobs FROM PUBLIC;

CREATE OR REPLACE FUNCTION operator_jobs.list(wanted text, before bigint, most int)
RETURNS TABLE (id bigint, task text, tenant_id uuid, queue text, state text, attempts int, max_attempts int,
               run_at timestamptz, created_at timestamptz, updated_at timestamptz, locked_at timestamptz, error text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = graphile_worker, pg_temp AS $$
  SELECT * FROM (
    SELECT j.id::bigint, j.task_identifier::text, (p.payload->>'tenantId')::uuid, j.queue_name::text,
           CASE WHEN j.locked_at IS NOT NULL THEN 'running'
                WHEN j.attempts >= j.max_attempts THEN 'failed'
                ELSE 'waiting' END AS state,
           j.attempts::int, j.max_attempts::int, j.run_at, j.created_at, j.updated_at, j.locked_at,
           left(j.last_error, 2000)
    FROM jobs j JOIN _private_jobs p ON p.id = j.id
  ) AS found
  WHERE (wanted IS NULL OR found.state = wanted) AND (before IS NULL OR found.id < before)
  ORDER BY found.id DESC LIMIT most
$$;

CREATE OR REPLACE FUNCTION operator_jobs.counts()
RETURNS TABLE (waiting bigint, late bigint, running bigint, failed bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = graphile_worker, pg_temp AS $$
  SELECT count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts),
         count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at < now()),
         count(*) FILTER (WHERE locked_at IS NOT NULL),
         count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts),
         min(run_at) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts)
  FROM jobs
$$;

CREATE OR REPLACE FUNCTION operator_jobs.retry(wanted bigint) RETURNS TABLE (task text, tenant_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = graphile_worker, pg_temp AS $$
  SELECT (SELECT identifier FROM _private_tasks t WHERE t.id = done.task_id), (done.payload->>'tenantId')::uuid
  FROM reschedule_jobs(ARRAY[wanted], run_at => now(), attempts => 0) AS done
$$;

CREATE OR REPLACE FUNCTION operator_jobs.remove(wanted bigint) RETURNS TABLE (task text, tenant_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = graphile_worker, pg_temp AS $$
  SELECT (SELECT identifier FROM _private_tasks t WHERE t.id = done.task_id), (done.payload->>'tenantId')::uuid
  FROM complete_jobs(ARRAY[wanted]) AS done
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA operator_jobs FROM PUBLIC;
GRANT USAGE ON SCHEMA operator_jobs TO turnero_operator;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA operator_jobs TO turnero_operator;
`;

/** Makes the functions of this version, as the queue's owner: after its migrations, with each `migrate`. */
export async function openJobConsole({ DATABASE_DIRECT_URL }: Env): Promise<void> {
  const client = new pg.Client({ connectionString: DATABASE_DIRECT_URL });
  await client.connect();
  try {
    // Two that migrate at once must not replace the same function together.
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('operator_jobs')); ${SQL} COMMIT`);
  } finally {
    await client.end();
  }
}
