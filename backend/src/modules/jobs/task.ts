import type pg from 'pg';
import * as z from 'zod/mini';
import type { Ctx } from '../../lib/context.ts';

/** Work in the name of one tenant. It may run more than once: whoever writes one makes it idempotent. */
export interface TenantTask<Schema extends z.ZodMiniType = z.ZodMiniType> {
  kind: 'tenant';
  payload: Schema;
  /** Tries in all; they are e, e², e³ ... seconds apart, six hours at most. */
  maxAttempts: number;
  /** @param eventId id of the event that asked for it: the same in every try */
  run: (ctx: Ctx, payload: z.output<Schema>, eventId: string) => Promise<void>;
}

/** Upkeep of the installation, at set times, as turnero_direct: it sees no tenant's rows but what policies allow. */
export interface UpkeepTask {
  kind: 'upkeep';
  /** When, as in a crontab; UTC. */
  at: string;
  run: (client: pg.Pool) => Promise<void>;
}

export type Task = TenantTask | UpkeepTask;
export type Tasks = Readonly<Record<string, Task>>;

/** Keeps the payload's type between the schema and `run`. */
export function tenantTask<Schema extends z.ZodMiniType>(task: Omit<TenantTask<Schema>, 'kind'>): TenantTask {
  const { payload, run, maxAttempts } = task;
  return {
    kind: 'tenant',
    payload,
    maxAttempts,
    run: (ctx, data, eventId) => run(ctx, z.parse(payload, data), eventId),
  };
}

/** What stands in the queue: whose work it is, and what asked for it. */
export const queued = z.object({
  tenantId: z.uuid(),
  eventId: z.string(),
  requestId: z.nullable(z.string()),
  data: z.unknown(),
});
export type Queued = z.infer<typeof queued>;

/**
 * Upkeep that asks tenants for work of theirs; one such job of a tenant in the queue is enough.
 * @param at as in a crontab; UTC
 * @param found a query of the tenants' ids, each once
 */
export const askTenants = (at: string, task: string, found: string, data: unknown = null): UpkeepTask => ({
  kind: 'upkeep',
  at,
  async run(client) {
    const payload: Omit<Queued, 'tenantId'> = { eventId: 'upkeep', requestId: null, data };
    await client.query(
      `SELECT graphile_worker.add_job($1, ($2::jsonb || jsonb_build_object('tenantId', id))::json, job_key => $1 || ' ' || id)
       FROM (${found}) AS found (id)`,
      [task, JSON.stringify(payload)],
    );
  },
});
