import { asOperator, fail, readAsOperator, type OperatorCtx } from './operators.context.ts';
import type { JobsQuery, JobView } from './operators.console.contract.ts';

interface JobRow {
  id: bigint;
  task: string;
  tenantId: string | null;
  state: JobView['state'];
  attempts: number;
  maxAttempts: number;
  runAt: Date;
  createdAt: Date;
  updatedAt: Date;
  error: string | null;
}

/** The queue's jobs, the newest first, through the functions of database/job-console.ts. */
export async function listJobs(
  ctx: OperatorCtx,
  { state, limit, cursor }: JobsQuery,
): Promise<{ data: JobView[]; nextCursor: string | null }> {
  return readAsOperator(ctx, async (db) => {
    const rows = await db.$queryRaw<JobRow[]>`
      SELECT id, task, tenant_id::text AS "tenantId", state, attempts, max_attempts AS "maxAttempts",
             run_at AS "runAt", created_at AS "createdAt", updated_at AS "updatedAt", error
      FROM operator_jobs.list(${state ?? null}::text, ${cursor ?? null}::bigint, ${limit + 1}::int)`;
    const page = rows.slice(0, limit);
    const ids = page.flatMap(({ tenantId }) => tenantId ?? []);
    const tenants = await db.tenant.findMany({
      where: { id: { in: ids } },
      select: { id: true, name: true },
    });
    const known = new Map(tenants.map((tenant) => [tenant.id, tenant]));
    const data = page.map(({ id, tenantId, runAt, createdAt, updatedAt, ...job }) => ({
      ...job,
      id: String(id),
      tenant: known.get(tenantId ?? '') ?? null,
      runAt: runAt.toISOString(),
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    }));
    return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
  });
}

/** Lets a job run again at once, with all its tries. @throws JOB_BUSY while a worker holds it, or when it is gone */
export async function retryJob(ctx: OperatorCtx, id: string): Promise<void> {
  await asOperator(ctx, { action: 'job.retried', details: { job: id } }, async (db) => {
    const rows = await db.$queryRaw<unknown[]>`SELECT task FROM operator_jobs.retry(${id}::bigint)`;
    if (rows.length === 0) throw fail('JOB_BUSY');
  });
}

/** Takes a job out of the queue for good. @throws as `retryJob` */
export async function removeJob(ctx: OperatorCtx, id: string): Promise<void> {
  await asOperator(ctx, { action: 'job.removed', details: { job: id } }, async (db) => {
    const rows = await db.$queryRaw<unknown[]>`SELECT task FROM operator_jobs.remove(${id}::bigint)`;
    if (rows.length === 0) throw fail('JOB_BUSY');
  });
}
