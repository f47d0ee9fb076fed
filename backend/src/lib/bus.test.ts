import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../../test/database.ts';
import { openBus, pack, type Bus, type BusMessage } from './bus.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let one: Bus;
let two: Bus;

beforeAll(async () => {
  database = await testDatabase();
  const url = database.env.DATABASE_DIRECT_URL;
  one = openBus({ url, log });
  two = openBus({ url, log });
  await Promise.all([one.ready(), two.ready()]);
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.drop();
});

function message(id: string, payload: unknown = {}): BusMessage {
  return { id, tenantId: 't1', kind: 'user.updated', payload, requestId: null };
}

test('every subscriber of every process hears a message, even after one handler threw', async () => {
  const heard: string[] = [];
  const ends = [
    one.subscribe(() => {
      throw new Error('bad handler');
    }),
    one.subscribe(({ id }) => heard.push(`one ${id}`)),
    two.subscribe(({ id }) => heard.push(`two ${id}`)),
  ];
  await one.publish([message('1'), message('2')]);
  await expect.poll(() => heard.toSorted()).toEqual(['one 1', 'one 2', 'two 1', 'two 2']);
  for (const end of ends) end();
  await one.publish([message('3')]);
  await sleep(50);
  expect(heard).toHaveLength(4);
});

test('many messages arrive complete and in order, in few payloads', async () => {
  const messages = Array.from({ length: 500 }, (_, i) => message(String(i), { text: 'ñ'.repeat(50) }));
  const payloads = pack(messages, log);
  expect(payloads.every((payload) => Buffer.byteLength(payload) < 8_000)).toBe(true);
  expect(payloads.length).toBeLessThan(20);
  const heard: BusMessage[] = [];
  const end = two.subscribe((one) => void heard.push(one));
  await one.publish(messages);
  await expect.poll(() => heard.length).toBe(500);
  expect(heard).toEqual(messages);
  end();
});

test('a message of the largest size passes, a larger one is logged and left out', async () => {
  const empty = Buffer.byteLength(JSON.stringify([message('x', '')]));
  const errors: unknown[] = [];
  const listening = pino({ level: 'error' }, { write: (line: string) => void errors.push(JSON.parse(line)) });
  const largest = message('x', 'a'.repeat(7_999 - empty));
  expect(pack([largest, message('y', 'a'.repeat(8_000 - empty)), message('z')], listening)).toHaveLength(2);
  expect(errors).toMatchObject([{ kind: 'user.updated', eventId: 'y' }]);
  const heard: string[] = [];
  const end = two.subscribe(({ id }) => void heard.push(id));
  await one.publish([largest]);
  await expect.poll(() => heard).toEqual(['x']);
  end();
});

test('a lost connection comes back and says that something may have been missed', async () => {
  let gaps = 0;
  const heard: string[] = [];
  one.onGap(() => (gaps += 1));
  const end = one.subscribe(({ id }) => void heard.push(id));
  const direct = new pg.Client({ connectionString: database.env.DATABASE_DIRECT_URL });
  await direct.connect();
  await direct.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'turnero bus' AND datname = current_database()`,
  );
  await direct.end();
  await expect.poll(() => gaps, { timeout: 5_000 }).toBe(1);
  await two.publish([message('after')]).catch(() => sleep(200).then(() => two.publish([message('after')])));
  await expect.poll(() => heard).toEqual(['after']);
  end();
});
