import type { ServerResponse } from 'node:http';

export type Readiness = 'ready' | 'draining' | 'failed';

/** Answers a probe as the API's /ready does, for processes that have no API. */
export function answerReadiness(response: ServerResponse, status: Readiness): void {
  response.writeHead(status === 'ready' ? 200 : 503, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify({ status }));
}
