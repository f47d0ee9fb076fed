import * as z from 'zod/mini';
import type { Verticals } from '../verticals/verticals.service.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { tenantTask, type Queued, type Task, type UpkeepTask } from '../jobs/task.ts';
import { refreshSearch } from './search.refresh.ts';

/** Every night: asks each tenant to look another day ahead. */
export const rollSearch: UpkeepTask = {
  kind: 'upkeep',
  at: '23 3 * * *',
  async run(client) {
    const { rows } = await client.query<{ tenantId: string }>('SELECT id AS "tenantId" FROM tenants');
    for (const { tenantId } of rows) {
      const payload: Queued = { tenantId, eventId: 'upkeep', requestId: null, data: { businessId: null } };
      // One in the queue is enough.
      await client.query(`SELECT graphile_worker.add_job('search.refresh', $1::json, job_key => $2)`, [
        JSON.stringify(payload),
        `search.refresh ${tenantId}`,
      ]);
    }
  },
};

/** Makes anew what search keeps of a business, or of all. */
export const refreshSearchTask = (deps: { verticals: Verticals }): Task =>
  tenantTask({
    payload: z.strictObject({ businessId: z.nullable(z.uuid()) }),
    maxAttempts: 10,
    run: (ctx, { businessId }) =>
      refreshSearch(ctx, verticalOf(deps.verticals, ctx.tenant), businessId === null ? null : [businessId]),
  });
