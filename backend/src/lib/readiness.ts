import type { ServerResponse } from 'node:http';
import type { Database } from './database.ts';

export type Readiness = 'ready' | 'draining' | 'failed';

/** Of a process that cannot work without the database. */
export async function readinessOf(
  { database }: { database: Pick<Database, 'ping'> },
  draining: boolean,
): Promise<Readiness> {
  if (draining) return 'draining';
  return database.ping().then(
    () => 'ready',
    () => 'failed',
  );
}

/** Answers a probe as the API's /ready does, for processes that have no API. */
export function answerReadiness(response: ServerResponse, status: Readiness): void {
  response.writeHead(status === 'ready' ? 200 : 503, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify({ status }));
}
