import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble, smallApp, type Answer, type SmallApp } from '../../test/small-app.ts';
import type { App } from '../app.ts';
import { closeDeps, openDeps } from '../deps.ts';
import { inTransaction, type TxCtx } from '../lib/context.ts';
import { openDatabase } from '../lib/database.ts';

let t: SmallApp;

type Work = (ctx: TxCtx) => Promise<unknown>;
const customer =
  (name: string, id?: string): Work =>
  (ctx) =>
    ctx.db.customer.create({ data: { tenantId: ctx.tenant.id, name, ...(id === undefined ? {} : { id }) } });

const id = '0198f0c4-0000-7000-8000-000000000001';
const works: Record<string, Work> = {
  unique: async (ctx) => {
    await customer('first', id)(ctx);
    await customer('second', id)(ctx);
  },
  foreign: (ctx) =>
    ctx.db.apiKey.create({
      data: { tenantId: ctx.tenant.id, userId: id, name: 'x', keyHash: 'x', prefix: 'x', scopes: [] },
    }),
  nul: customer('a\0b'),
  surrogate: customer('a\ud800'),
  malformed: (ctx) => ctx.db.customer.findMany({ where: { id: 'not-a-uuid' } }),
  range: (ctx) => ctx.db.$executeRaw`SELECT ${'99999999999'}::int`,
  missing: (ctx) =>
    ctx.db.customer.findUniqueOrThrow({ where: { tenantId_id: { tenantId: ctx.tenant.id, id } } }),
  forbidden: (ctx) => ctx.db.$executeRaw`DELETE FROM audit_events`,
  syntax: (ctx) => ctx.db.$executeRaw`SELEC 1`,
  lock: async (ctx) => {
    await ctx.db.$executeRaw`SELECT set_config('lock_timeout', '50', true)`;
    await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(1)`;
  },
  cancelled: async (ctx) => {
    await ctx.db.$executeRaw`SELECT set_config('statement_timeout', '50', true)`;
    await ctx.db.$executeRaw`SELECT pg_sleep(1)`;
  },
};

beforeAll(async () => {
  t = await smallApp((api) => {
    for (const [name, work] of Object.entries(works)) {
      api.get(`/api/v1/${name}`, { config: { access: 'public' } }, async (request) => {
        await inTransaction(request.ctx, work);
        return { data: null };
      });
    }
  });
});

afterAll(() => t.close());

async function get(url: string, from: App = t.app) {
  const response = await from.inject({ url, headers: { host: 'fade.localhost' } });
  return {
    status: response.statusCode,
    code: response.json<Answer>().error?.code,
    headers: response.headers,
    text: response.payload,
  };
}

describe('what the database refuses', () => {
  it.each([
    ['unique', 409, 'CONFLICT'],
    ['foreign', 409, 'CONFLICT'],
    ['nul', 400, 'VALIDATION'],
    ['malformed', 400, 'VALIDATION'],
    ['range', 400, 'VALIDATION'],
    ['missing', 404, 'NOT_FOUND'],
    ['forbidden', 500, 'INTERNAL'],
    ['syntax', 500, 'INTERNAL'],
    ['cancelled', 503, 'UNAVAILABLE'],
  ])('%s is %i %s', async (name, status, code) => {
    const answer = await get(`/api/v1/${name}`);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.text).not.toMatch(/prisma|select|customers/i);
  });

  it('does not break on half a surrogate pair', async () => {
    expect((await get('/api/v1/surrogate')).status).toBeLessThan(500);
  });

  it('a lock that is not given in time is 503, with the time to come back', async () => {
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    const holding = t.deps.database.transaction({ tenantId: null, actorId: null }, async (db) => {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(1)`;
      hold();
      await done;
    });
    await held;
    const { status, code, headers } = await get('/api/v1/lock');
    release();
    await holding;
    expect([status, code, headers['retry-after']]).toEqual([503, 'UNAVAILABLE', '1']);
  });
});

describe('a database that is gone', () => {
  /** An app on a database at `port`, which remembers nothing. */
  async function appOn(port: number): Promise<{ app: App; close: () => Promise<void> }> {
    const url = new URL(t.env.DATABASE_APP_URL);
    url.port = String(port);
    const own = await openDeps(t.env, 'test', { database: openDatabase(url.href, 1) });
    const lost = await assemble(own, (api) => {
      api.get('/api/v1/anything', { config: { access: 'public' } }, async () => ({ data: null }));
    });
    return {
      app: lost,
      async close() {
        await lost.close();
        await closeDeps(own);
      },
    };
  }

  it('refuses connections: 503, and health says which', async () => {
    const lost = await appOn(1);
    expect(await get('/api/v1/anything', lost.app)).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    const health = await lost.app.inject('/health');
    expect([
      health.statusCode,
      health.json<{ checks: { database: { status: string } } }>().checks.database.status,
    ]).toEqual([503, 'failed']);
    expect((await lost.app.inject('/ready')).statusCode).toBe(503);
    await lost.close();
  });

  it('hangs up in the middle: 503', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const lost = await appOn(port);
    expect(await get('/api/v1/anything', lost.app)).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    await lost.close();
    server.close();
  });
});
