import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { smallApp, type Answer, type SmallApp } from '../../test/small-app.ts';
import { fail } from '../lib/errors.ts';
import { reply201 } from './envelope.ts';
import { withIdempotency } from './idempotency.ts';

const SLOW_MS = 3_000;
const shop = z.strictObject({
  name: z.string(),
  fails: z.optional(z.boolean()),
  waitMs: z.optional(z.int()),
});

let t: SmallApp;
/** Resolves when the slow work of a request has begun. */
const working = Promise.withResolvers<void>();

beforeAll(async () => {
  t = await smallApp((api) => {
    api.post(
      '/api/v1/shops',
      {
        config: { access: 'public', idempotent: true },
        schema: { body: shop, response: reply201(z.object({ id: z.string(), name: z.string() })) },
      },
      async (request, reply) => {
        const { name, fails, waitMs } = request.body;
        return withIdempotency(request, reply, async (ctx) => {
          const data = await ctx.db.customer.create({
            data: { tenantId: ctx.tenant.id, name },
            select: { id: true, name: true },
          });
          if (waitMs === SLOW_MS) working.resolve();
          if (waitMs) await ctx.db.$executeRaw`SELECT pg_sleep(${waitMs / 1_000})`;
          if (fails) throw fail('CONFLICT');
          return { status: 201, body: { data } };
        });
      },
    );
  });
});

afterAll(() => t.close());

async function send(
  key: string | undefined,
  payload: object,
  { host = 'fade.localhost', remoteAddress = '203.0.113.1' } = {},
) {
  return t.app.inject({
    method: 'POST',
    url: '/api/v1/shops',
    payload,
    remoteAddress,
    headers: { host, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  });
}

const asMaintenance = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: t.env.DATABASE_URL });
  await client.connect();
  try {
    await client.query(`SELECT set_config('app.maintenance', 'on', false)`);
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
};
const named = async (name: string) =>
  (await asMaintenance<{ n: number }>(`SELECT count(*)::int AS n FROM customers WHERE name = '${name}'`))[0]
    ?.n;

describe('an idempotency key', () => {
  it('gives the same answer once', async () => {
    const first = await send('key-1', { name: 'once' });
    const second = await send('key-1', { name: 'once' });
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.json<Answer>().data).toEqual(first.json<Answer>().data);
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([
      undefined,
      'true',
    ]);
    expect(await named('once')).toBe(1);
  });

  it('refuses another body', async () => {
    await send('key-2', { name: 'two' });
    const other = await send('key-2', { name: 'other' });
    expect([other.statusCode, other.json<Answer>().error?.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    expect(await named('other')).toBe(0);
  });

  it('belongs to its sender and tenant', async () => {
    await send('key-3', { name: 'three' });
    await send('key-3', { name: 'three' }, { remoteAddress: '203.0.113.2' });
    await send('key-3', { name: 'three' }, { host: 'smash.localhost' });
    expect(await named('three')).toBe(3);
  });

  it('is free again when the work failed', async () => {
    expect((await send('key-4', { name: 'four', fails: true })).statusCode).toBe(409);
    expect(await named('four')).toBe(0);
    const again = await send('key-4', { name: 'four' });
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('lets one of many through, and the others have its answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send('key-5', { name: 'five', waitMs: 100 })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.json<Answer>().data))).size).toBe(1);
    expect(await named('five')).toBe(1);
  });

  it('says so when the first takes too long', async () => {
    const slow = send('key-6', { name: 'six', waitMs: SLOW_MS });
    await working.promise;
    const second = await send('key-6', { name: 'six', waitMs: SLOW_MS });
    expect([second.statusCode, second.json<Answer>().error?.code, second.headers['retry-after']]).toEqual([
      409,
      'IDEMPOTENCY_IN_PROGRESS',
      '1',
    ]);
    expect((await slow).statusCode).toBe(201);
  });

  it.each(['', 'with space', 'x'.repeat(256), 'ñ'])('is refused as %j', async (key) => {
    const response = await send(key, { name: 'bad' });
    expect([response.statusCode, response.json<Answer>().error?.details[0]?.field]).toEqual([
      400,
      'idempotency-key',
    ]);
  });

  it('is not needed', async () => {
    await send(undefined, { name: 'none' });
    await send(undefined, { name: 'none' });
    expect(await named('none')).toBe(2);
  });

  it('keeps its answer unreadable, and for a day', async () => {
    await send('key-7', { name: 'seven' });
    const [row] = await asMaintenance<{ response: string }>(
      `SELECT response FROM idempotency_keys WHERE key = 'key-7'`,
    );
    expect(Buffer.from(String(row?.response), 'base64url').toString('latin1')).not.toContain('seven');
    await asMaintenance(
      `UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE key = 'key-7'`,
    );
    expect((await send('key-7', { name: 'eight' })).statusCode).toBe(201);
  });
});
