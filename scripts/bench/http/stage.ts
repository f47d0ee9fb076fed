import { join } from 'node:path';
import { migrate } from '../../../backend/src/database/migrate.ts';
import { readEnv } from '../../../backend/src/env.ts';
import { startPostgres } from '../../lib/postgres.ts';
import { asVariables } from '../../lib/settings.ts';
import { startChild, type Child } from './child.ts';
import type { Load, Outcome } from './load.ts';
import { createPlace, type Place } from './place.ts';
import type { Kind, ServerQuestion } from './server.ts';

export interface Server {
  port: number;
  ask: Child<ServerQuestion, number>['ask'];
}

/** Processes on a database of their own: servers, and one that asks them. */
export interface Stage {
  place: Place;
  /** Only tries whether everything works: too short to tell what it costs. */
  isQuick: boolean;
  load: (load: Load) => Promise<Outcome>;
  start: (kind: Kind) => Promise<Server>;
}

const here = (name: string) => join(import.meta.dirname, name);

export async function onStage<Result>(
  isQuick: boolean,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const postgres = await startPostgres({ throwaway: true });
  const children: { stop: () => Promise<void> }[] = [];
  try {
    const env = readEnv({
      NODE_ENV: 'production',
      APP_SECRET: 'a-secret-that-only-benches-use-012345678',
      DATABASE_URL: postgres.url,
    });
    await migrate(env);
    const place = await createPlace(env, isQuick ? 7 : 62);
    const loader = startChild<Load, Outcome>(here('load.ts'));
    children.push(loader);
    return await work({
      place,
      isQuick,
      load: loader.ask,
      async start(kind) {
        const server = startChild<ServerQuestion, number>(here('server.ts'), asVariables(env));
        children.push(server);
        return { port: await server.ask({ do: 'start', kind }), ask: server.ask };
      },
    });
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await postgres.stop();
  }
}

/**
 * Microseconds that each answer took, from the first request to the last answer.
 * @throws Error where one was a refusal
 */
export async function costOf({ load }: Stage, question: Load): Promise<number> {
  const { microseconds, statuses, body } = await load(question);
  if (Object.keys(statuses).every((status) => status.startsWith('2'))) return microseconds;
  throw new Error(`Answers were ${JSON.stringify(statuses)}; the last: ${body.slice(0, 500)}`);
}
