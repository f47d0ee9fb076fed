import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../test/database.ts';
import { openBus, type Bus, type BusMessage } from '../../lib/bus.ts';
import { openDatabase, type Database } from '../../lib/database.ts';
import { relayBatch, startRelay } from './relay.ts';
import { tenantTask, type Tasks } from './task.ts';
import * as z from 'zod/mini';

const log = pino({ level: 'silent' });
const tasks: Tasks = {
  'mail.send': tenantTask({ payload: z.unknown(), maxAttempts: 7, run: async () => undefined }),
};
const tenantId = randomUUID();
let user: { userId: string };
const mail = {
  to: 'ana@example.com',
  locale: 'en',
  template: 'password-changed',
  params: { name: 'Ana', url: 'http://a.localhost/reset' },
};

let database: TestDatabase;
let app: Database;
let pool: pg.Pool;
let bus: Bus;
let heard: BusMessage[];

beforeAll(async () => {
  database = await testDatabase();
  app = openDatabase(database.env.DATABASE_APP_URL, 4);
  pool = new pg.Pool({ connectionString: database.env.DATABASE_DIRECT_URL, max: 6 });
  bus = openBus({ url: database.env.DATABASE_DIRECT_URL, log });
  const operators = openDatabase(database.env.DATABASE_OPERATOR_URL, 1);
  await operators.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: { id: tenantId, slug: 'a', name: 'A', vertical: 'barbershop' } }),
  );
  await operators.close();
  // What an earlier test said may arrive late.
  bus.subscribe((message) => {
    const { userId } = message.payload as typeof user;
    if (userId === user.userId) heard.push(message);
  });
  await bus.ready();
});
beforeEach(() => {
  heard = [];
  user = { userId: randomUUID() };
});
afterEach(async () => {
  await pool.query('DELETE FROM outbox');
  await pool.query('SELECT graphile_worker.complete_jobs(ARRAY(SELECT id FROM graphile_worker.jobs))');
});
afterAll(async () => {
  await bus.close();
  await Promise.all([pool.end(), app.close()]);
  await database.drop();
});

async function write(kind: string, payload: object, times = 1): Promise<void> {
  const data = Array.from({ length: times }, () => ({ tenantId, kind, payload, requestId: 'request-1' }));
  await app.transaction({ tenantId, actorId: null }, (db) => db.outboxEvent.createMany({ data }));
}

async function count(table: 'outbox' | 'graphile_worker.jobs'): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]?.n ?? -1;
}

test('a mail that somebody waits for goes first, and what is counted last', async () => {
  await write('money.changed', { bookingId: randomUUID() });
  await write('messages.wanted', { bookingId: randomUUID() });
  await write('mail.requested', mail);
  await relayBatch(pool, tasks, log);
  const { rows } = await pool.query<{ task: string }>(
    'SELECT task_identifier AS task FROM graphile_worker.jobs ORDER BY priority, run_at, id',
  );
  const [first, second, ...later] = rows.map(({ task }) => task);
  expect([first, second]).toEqual(['mail.send', 'messages.plan']);
  expect(later.toSorted()).toEqual(['customers.count', 'insights.count', 'payments.settle']);
});

test('an event is heard once, with its tenant and request, and leaves the outbox', async () => {
  await write('user.updated', user);
  expect(await relayBatch(pool, tasks, log)).toBe(1);
  expect(await relayBatch(pool, tasks, log)).toBe(0);
  await expect
    .poll(() => heard)
    .toMatchObject([
      {
        tenantId,
        kind: 'user.updated',
        payload: user,
        requestId: 'request-1',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      },
    ]);
  expect(await count('outbox')).toBe(0);
});

test('a mail becomes a job of its tenant and is never said aloud: it holds secrets', async () => {
  await write('mail.requested', mail);
  await write('user.updated', user);
  await relayBatch(pool, tasks, log);
  await expect.poll(() => heard.map(({ kind }) => kind)).toEqual(['user.updated']);
  const { rows } = await pool.query('SELECT payload, max_attempts FROM graphile_worker._private_jobs');
  expect(rows).toMatchObject([
    { max_attempts: 7, payload: { tenantId, requestId: 'request-1', data: mail } },
  ]);
});

test('what rolls back is neither done nor said, and what comes later is', async () => {
  await app
    .transaction({ tenantId, actorId: null }, async (db) => {
      await db.outboxEvent.create({ data: { tenantId, kind: 'user.updated', payload: user } });
      throw new Error('changed my mind');
    })
    .catch(() => undefined);
  expect(await relayBatch(pool, tasks, log)).toBe(0);
});

test('a crash in the middle of a batch loses nothing and does nothing twice', async () => {
  await write('mail.requested', mail, 3);
  const broken: Tasks = {
    'mail.send': tenantTask({ payload: z.unknown(), maxAttempts: 1e9, run: async () => undefined }),
  };
  await expect(relayBatch(pool, broken, log)).rejects.toThrow(/out of range/);
  expect(await count('outbox')).toBe(3);
  expect(await count('graphile_worker.jobs')).toBe(0);
  // The rows are free again once the database has seen the lost connection.
  await expect.poll(() => relayBatch(pool, tasks, log)).toBe(3);
  expect(await count('graphile_worker.jobs')).toBe(3);
});

test('events of a newer version wait for a worker that knows them', async () => {
  await write('moon.landed', {});
  await write('user.updated', user);
  expect(await relayBatch(pool, tasks, log)).toBe(1);
  expect(await count('outbox')).toBe(1);
});

test('several relays share a long queue: each event once, in well under a poll per batch', async () => {
  await write('user.updated', user, 3_000);
  const began = performance.now();
  const relays = [1, 2, 3].map(() => startRelay(pool, tasks, log));
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(3_000);
  expect(performance.now() - began).toBeLessThan(5_000);
  await Promise.all(relays.map((relay) => relay.stop()));
  expect(new Set(heard.map(({ id }) => id)).size).toBe(3_000);
  expect(await count('outbox')).toBe(0);
});

test('the app role can promise but not take back, and cannot touch the queue', async () => {
  await write('user.updated', user);
  const attempt = (sql: string) =>
    app
      .transaction({ tenantId, actorId: null }, (db) => db.$executeRawUnsafe(sql))
      .catch((error: unknown) => String(error));
  expect(await attempt('DELETE FROM outbox')).toMatch(/permission denied/);
  expect(await attempt(`SELECT graphile_worker.add_job('mail.send')`)).toMatch(/permission denied/);
  expect(await attempt('DELETE FROM graphile_worker._private_jobs')).toMatch(/permission denied/);
});

test('of jobs under one key the last one waits, in a queue of its own tenant', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  await write('schedule.changed', { businessId: one }, 3);
  await write('schedule.changed', { businessId: other });
  await relayBatch(pool, tasks, log);
  await write('schedule.changed', { businessId: one });
  await relayBatch(pool, tasks, log);
  const { rows } = await pool.query<{ key: string; queue_name: string }>(
    `SELECT key, queue_name FROM graphile_worker.jobs WHERE task_identifier = 'waitlist.offer' ORDER BY key`,
  );
  const keys = [one, other].toSorted().map((id) => `${tenantId} waitlist.offer ${id} first`);
  expect(rows.map(({ key }) => key)).toEqual(keys);
  expect(rows.map(({ queue_name: queue }) => queue)).toEqual(
    [one, other].toSorted().map((id) => `${tenantId} waitlist ${id}`),
  );
});
