import pg from 'pg';
import { buildApp } from '../../../backend/src/app.ts';
import { closeDeps, openDeps } from '../../../backend/src/deps.ts';
import type { Env } from '../../../backend/src/env.ts';

/** As the driver takes them. */
export type Value = string | number | boolean | null | Date | Value[];

/** A statement as it was sent. */
export interface Recorded {
  text: string;
  values: readonly Value[];
  /** Whether nothing that was sent before was unanswered: a round trip begins. */
  isFirst: boolean;
}

type Query = (this: pg.Client, config: string | pg.QueryConfig) => Promise<pg.QueryResult>;

/** Notes every statement that this process sends while `work` runs. */
async function recordWhile(work: () => Promise<unknown>): Promise<Recorded[]> {
  const client = pg.Client.prototype as unknown as { query: Query };
  const { query } = client;
  const recorded: Recorded[] = [];
  let underWay = 0;
  client.query = function (config) {
    const { text, values = [] } = typeof config === 'string' ? { text: config } : config;
    recorded.push({ text, values: values as Value[], isFirst: underWay === 0 });
    underWay += 1;
    const done = () => (underWay -= 1);
    const answer = query.call(this, config);
    answer.then(done, done);
    return answer;
  };
  try {
    await work();
  } finally {
    client.query = query;
  }
  return recorded;
}

/**
 * What the API sends to the database for a booking.
 * @param requests bodies; the last counts: at the first, what does not change is looked up too
 */
export async function statementsOf(env: Env, host: string, requests: readonly object[]): Promise<Recorded[]> {
  const deps = await openDeps({ ...env, LOG_LEVEL: 'silent' }, 'bench');
  const app = await buildApp(deps);
  const send = async (payload: object) => {
    const answer = await app.inject({ method: 'POST', url: '/api/v1/bookings', headers: { host }, payload });
    if (answer.statusCode !== 201) throw new Error(answer.body);
  };
  try {
    const recorded: Recorded[][] = [];
    for (const request of requests) recorded.push(await recordWhile(() => send(request)));
    return recorded.at(-1) ?? [];
  } finally {
    await app.close();
    await closeDeps(deps);
  }
}
