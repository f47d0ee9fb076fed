import { randomUUID } from 'node:crypto';
import type * as z from 'zod/mini';
import { browser, dataOf, outcome, type Browser, type Method } from '../../backend/test/browser.ts';
import type { App } from '../../backend/src/app.ts';

/** What a site did that it should not have done. */
export class Failure extends Error {}

/** A browser on a tenant's site whose every request must be answered well. */
export interface Visitor {
  /** @throws Failure with the request, the status, and the code and details of a refusal */
  ask: <Schema extends z.ZodMiniType>(
    schema: Schema,
    method: Method,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ) => Promise<z.output<Schema>>;
  logIn: Browser['logIn'];
}

/** @param credentials headers that every request has */
export function visitor(app: App, host: string, credentials: Record<string, string> = {}): Visitor {
  const { send, logIn } = browser({ app }, { host });
  return {
    logIn,
    async ask(schema, method, path, body, headers = {}) {
      const once = method === 'POST' ? { 'idempotency-key': randomUUID() } : {};
      const answer = await send(method, path, body, { ...once, ...credentials, ...headers });
      if (answer.statusCode >= 300) {
        const { error } = answer.json<{ error: { details?: unknown } }>();
        const details = error.details === undefined ? '' : ` ${JSON.stringify(error.details)}`;
        throw new Failure(`${method} ${path} is answered with ${outcome(answer).join(' ')}${details}`);
      }
      return dataOf(schema, answer);
    },
  };
}
