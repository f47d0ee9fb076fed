// What is measured, in a process of its own: the API as it is in production, and what it is compared with.
import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { buildApp } from '../../../backend/src/app.ts';
import { openDeps } from '../../../backend/src/deps.ts';
import { readEnv, type Env } from '../../../backend/src/env.ts';
import { openFreshness } from '../../../backend/src/modules/availability/availability.freshness.ts';
import { answerParent } from './child.ts';

/** `api`: as it is. `forgetful`: the same, but no kept answer is ever good. `bare`: what Fastify and a query cost. */
export type Kind = 'api' | 'forgetful' | 'bare';

export type ServerQuestion =
  | { do: 'start'; kind: Kind }
  /** Lets `/api/v1/fixed` answer with a body of so many bytes. */
  | { do: 'fix'; bytes: number }
  /** Begins to watch the event loop. */
  | { do: 'watch' }
  /** Ends it. Answers with the longest stretch, in microseconds of CPU time. */
  | { do: 'longest' };

let fixed = Buffer.alloc(0);

/** Whoever looks at it sees that something has changed. */
function neverTheSame() {
  let gaps = 0;
  return Object.defineProperty(openFreshness(undefined), 'gaps', {
    get: () => (gaps += 1),
    set: () => undefined,
  });
}

async function startApi(env: Env, kind: Kind): Promise<number> {
  const deps = await openDeps(env, 'api', kind === 'forgetful' ? { freshness: neverTheSame() } : {});
  const app = await buildApp(deps);
  app.get('/api/v1/fixed', { config: { access: 'public' } }, (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(fixed),
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

/** A single row by its key, by a prepared statement, as large a pool as the API's. */
async function startBare(env: Env): Promise<number> {
  const pool = new pg.Pool({ connectionString: env.DATABASE_OPERATOR_URL, max: env.DATABASE_POOL_SIZE });
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM tenants');
  const query = {
    name: 'tenant',
    text: 'SELECT id, slug, name FROM tenants WHERE id = $1',
    values: [rows[0]?.id],
  };
  const text = { type: 'string' };
  const schema = {
    response: { 200: { type: 'object', properties: { id: text, slug: text, name: text } } },
  };
  const app = Fastify();
  app.get('/', { schema }, async () => (await pool.query(query)).rows[0] as object);
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

let watching: NodeJS.Immediate | undefined;
let longest = 0;

/**
 * What the thread works from one turn of the event loop to the next. CPU time: how long others keep it from its CPU is not what
 * it keeps them waiting. Where that is counted in ticks of some milliseconds, no more than the clock says.
 */
function watch(): void {
  longest = 0;
  let before = process.threadCpuUsage();
  let beganAt = performance.now();
  function look(): void {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    const microseconds = (performance.now() - beganAt) * 1000;
    beganAt = performance.now();
    longest = Math.max(longest, Math.min(user + system, Math.round(microseconds)));
    watching = setImmediate(look);
  }
  watching = setImmediate(look);
}

answerParent(async (asked): Promise<number> => {
  const question = asked as ServerQuestion;
  switch (question.do) {
    case 'start': {
      const env = readEnv();
      return question.kind === 'bare' ? startBare(env) : startApi(env, question.kind);
    }
    case 'fix':
      fixed = Buffer.alloc(question.bytes, 'x');
      return question.bytes;
    case 'watch':
      watch();
      return 0;
    case 'longest':
      clearImmediate(watching);
      return longest;
  }
});
