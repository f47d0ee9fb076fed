import { join } from 'node:path';
import { migrate } from '../../backend/src/database/migrate.ts';
import { readEnv } from '../../backend/src/env.ts';
import { dateOf } from '../../backend/src/scheduling/days.ts';
import { asVariables } from '../lib/settings.ts';
import { startPostgres } from '../lib/postgres.ts';
import type { Measurement } from '../bench.ts';
import { startChild, type Child } from './http/child.ts';
import type { Load, Outcome } from './http/load.ts';
import { createPlace } from './http/place.ts';
import { asked, availabilityPath } from './http/requests.ts';
import type { Kind, ServerQuestion } from './http/server.ts';
import { alternating } from './rounds.ts';

const here = (name: string) => join(import.meta.dirname, 'http', name);
const CLIENTS = 32;
const DAY_MS = 86_400_000;

type Loader = Child<Load, Outcome>;

/** @throws Error where not every answer was good */
async function cost(load: Loader, question: Load): Promise<number> {
  const { microseconds, statuses, body } = await load.ask(question);
  const others = Object.keys(statuses).filter((status) => !status.startsWith('2'));
  if (others.length > 0)
    throw new Error(`Answers were ${JSON.stringify(statuses)}, such as ${body.slice(0, 500)}`);
  return microseconds;
}

export async function httpCost(): Promise<Measurement[]> {
  const server = await startPostgres({ throwaway: true });
  const env = readEnv({
    NODE_ENV: 'production',
    APP_SECRET: 'a-secret-that-only-benches-use-012345678',
    DATABASE_URL: server.url,
  });
  const children: { stop: () => Promise<void> }[] = [];
  const start = async (kind: Kind) => {
    const child = startChild<ServerQuestion, number>(here('server.ts'), asVariables(env));
    children.push(child);
    return { ask: child.ask, port: await child.ask({ do: 'start', kind }) };
  };
  try {
    await migrate(env);
    const place = await createPlace(env);
    const load: Loader = startChild(here('load.ts'));
    children.push(load);
    const api = await start('api');
    const forgetful = await start('forgetful');
    const bare = await start('bare');
    const from = dateOf(Math.floor(Date.now() / DAY_MS) + 1);
    const to = dateOf(Math.floor(Date.now() / DAY_MS) + 30);
    const question = asked(place, availabilityPath(place, from, to));
    const round = (port: number, requests: readonly string[], seconds: number) => () =>
      cost(load, { port, clients: CLIENTS, requests, seconds });
    const rounds = 9;
    const uncached = await alternating(
      round(forgetful.port, question, 2),
      round(bare.port, asked(place, '/'), 1),
      rounds,
    );
    const { body } = await load.ask({ port: api.port, clients: 1, requests: question.slice(0, 1) });
    await api.ask({ do: 'fix', bytes: Buffer.byteLength(body) });
    const cached = await alternating(
      round(api.port, question, 1),
      round(api.port, asked(place, '/api/v1/fixed'), 1),
      rounds,
    );
    return [
      { name: 'availability, computed / Fastify with one SELECT', ...uncached, bound: 20 },
      { name: 'availability, kept / a fixed body of that size', ...cached, bound: 1.25 },
    ];
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await server.stop();
  }
}
