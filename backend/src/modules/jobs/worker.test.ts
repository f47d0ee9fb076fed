import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { testDatabase, type TestDatabase } from '../../../test/database.ts';
import { closeDeps, openDeps, type Deps } from '../../deps.ts';
import type { Ctx } from '../../lib/context.ts';
import { inTransaction } from '../../lib/context.ts';
import { emit } from '../../events.ts';
import { tenantTask, type Tasks } from './task.ts';
import { sweep, sweepIdempotencyKeys } from './upkeep.ts';
import { startWorker } from './worker.ts';

const CHILD = fileURLToPath(new URL('../../../test/worker-child.ts', import.meta.url));
const tenant = { id: randomUUID(), slug: 'a', name: 'A', vertical: 'barbershop' };

let database: TestDatabase;
let deps: Deps;
let pool: pg.Pool;
let ctx: Ctx;

beforeAll(async () => {
  database = await testDatabase();
  deps = await openDeps(database.env, 'test');
  pool = new pg.Pool({ connectionString: database.env.DATABASE_DIRECT_URL, max: 3 });
  await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: tenant }),
  );
  const actor = {
    kind: 'system',
    id: null,
    sessionId: null,
    permissions: new Set<string>(),
    grants: [],
  } as const;
  ctx = { database: deps.database, tenant, actor, now: deps.clock, log: deps.log, requestId: 'request-1' };
});
afterAll(async () => {
  await pool.end();
  await closeDeps(deps);
  await database.drop();
});

async function askForMail(name = 'Ana'): Promise<void> {
  await inTransaction(ctx, (ctx) =>
    emit(ctx, 'mail.requested', {
      to: 'ana@example.com',
      locale: 'en',
      template: 'password-changed',
      params: { name, url: 'http://a.localhost/reset' },
    }),
  );
}

function tasksWith(run: (ctx: Ctx, eventId: string) => Promise<void>): Tasks {
  return {
    'mail.send': tenantTask({ payload: z.unknown(), maxAttempts: 5, run: (ctx, _data, id) => run(ctx, id) }),
  };
}

test('a job runs as the system in its own tenant, soon after the commit', async () => {
  const seen: Ctx[] = [];
  const worker = await startWorker(
    deps,
    tasksWith(async (ctx) => void seen.push(ctx)),
  );
  await askForMail();
  await expect.poll(() => seen.length, { timeout: 3_000 }).toBe(1);
  expect(seen[0]).toMatchObject({ tenant, requestId: 'request-1', actor: { kind: 'system', id: null } });
  await worker.stop();
});

test('a failed job is tried again, later each time, under the same event id', async () => {
  const ids: string[] = [];
  const times: number[] = [];
  const worker = await startWorker(
    deps,
    tasksWith(async (_ctx, id) => {
      ids.push(id);
      times.push(Date.now());
      if (ids.length < 3) throw new Error('not yet');
    }),
  );
  await askForMail();
  await expect.poll(() => ids.length, { timeout: 18_000, interval: 100 }).toBe(3);
  expect(new Set(ids).size).toBe(1);
  const [first = 0, second = 0, third = 0] = times;
  expect(third - second).toBeGreaterThan(second - first);
  await worker.stop();
}, 25_000);

test('a stop finishes what is under way and leaves the rest', async () => {
  let finished = 0;
  const begun = Promise.withResolvers<void>();
  const worker = await startWorker(
    deps,
    tasksWith(async () => {
      begun.resolve();
      await sleep(500);
      finished += 1;
    }),
  );
  await askForMail();
  await begun.promise;
  await worker.stop();
  expect(finished).toBe(1);
  const { rows } = await pool.query('SELECT FROM graphile_worker.jobs');
  expect(rows).toHaveLength(0);
  expect((await pool.query('SELECT FROM worker_heartbeats')).rows).toHaveLength(0);
});

test('the job of a worker killed with SIGKILL is taken over within 30 s', async () => {
  const child = fork(CHILD, {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      DATABASE_URL: database.env.DATABASE_URL,
      APP_SECRET: database.env.APP_SECRET,
      LOG_LEVEL: 'silent',
    },
  });
  await askForMail();
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const killed = Date.now();
  const taken = Promise.withResolvers<number>();
  const worker = await startWorker(
    deps,
    tasksWith(async () => taken.resolve(Date.now())),
  );
  const after = await taken.promise;
  await worker.stop();
  expect(after - killed).toBeGreaterThan(5_000);
  expect(after - killed).toBeLessThan(30_000);
}, 45_000);

test('jobs that failed for good are forgotten after two weeks, younger ones are kept', async () => {
  await pool.query(
    `SELECT graphile_worker.add_job('old', max_attempts => 1), graphile_worker.add_job('young', max_attempts => 1)`,
  );
  await pool.query(
    `UPDATE graphile_worker._private_jobs AS jobs SET attempts = 1,
       updated_at = now() - CASE identifier WHEN 'old' THEN interval '15 days' ELSE interval '13 days' END
     FROM graphile_worker._private_tasks AS tasks WHERE tasks.id = jobs.task_id`,
  );
  await sweep.run(pool);
  const { rows } = await pool.query('SELECT task_identifier FROM graphile_worker.jobs');
  expect(rows).toEqual([{ task_identifier: 'young' }]);
});

test('idempotency keys go when their day is over, those of the day stay', async () => {
  const data = (key: string, expiresAt: Date) => ({
    tenantId: tenant.id,
    key,
    actorKey: 'a',
    requestHash: 'h',
    expiresAt,
  });
  await inTransaction(ctx, (ctx) =>
    ctx.db.idempotencyKey.createMany({
      data: [data('old', new Date(Date.now() - 1_000)), data('young', new Date(Date.now() + 60_000))],
    }),
  );
  expect(await sweepIdempotencyKeys(pool)).toBe(1);
  const where = { tenantId: tenant.id };
  const left = await inTransaction(ctx, (ctx) => ctx.db.idempotencyKey.findMany({ where }));
  expect(left.map(({ key }) => key)).toEqual(['young']);
});
