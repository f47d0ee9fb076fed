import type { TaskList } from 'graphile-worker';
import type pg from 'pg';
import * as z from 'zod/mini';
import type { Deps } from '../../deps.ts';
import { systemCtx, type Tenant } from '../../lib/context.ts';
import { measureJobs } from './jobs.metrics.ts';
import { tenantOf, tenantSelect } from '../tenants/tenants.service.ts';
import { queued, type Task, type Tasks, type TenantTask } from './task.ts';

export type JobDeps = Pick<Deps, 'env' | 'log' | 'database' | 'clock' | 'verticals' | 'metrics' | 'media'>;

async function findTenant({ database }: JobDeps, tenantId: string): Promise<Tenant | null> {
  const row = await database.transaction({ tenantId, actorId: null }, (db) =>
    db.tenant.findUnique({ where: { id: tenantId }, select: tenantSelect }),
  );
  return row && tenantOf(row);
}

async function runForTenant(deps: JobDeps, name: string, task: TenantTask, payload: unknown): Promise<void> {
  const { tenantId, eventId, requestId, data } = z.parse(queued, payload);
  const log = deps.log.child({ task: name, tenantId, eventId, requestId });
  const tenant = await findTenant(deps, tenantId);
  if (!tenant) {
    log.warn('the tenant of a job is gone: nothing to do');
    return;
  }
  await task.run(systemCtx({ ...deps, log }, tenant, requestId ?? eventId), data, eventId);
}

/** graphile-worker's view of our tasks. */
export function taskListOf(deps: JobDeps, tasks: Tasks, pool: pg.Pool): TaskList {
  const measured = measureJobs(deps.metrics, Object.keys(tasks));
  const wrap = ([name, task]: [string, Task]) => [
    name,
    (payload: unknown) =>
      measured(name, () =>
        task.kind === 'tenant' ? runForTenant(deps, name, task, payload) : task.run(pool),
      ),
  ];
  return Object.fromEntries(Object.entries(tasks).map(wrap)) as TaskList;
}
