import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Env } from '../../backend/src/env.ts';
import { send } from '../lib/send.ts';
import { count, noteAnswer, type Journal } from './journal.ts';
import type { Random } from './random.ts';

export interface Reply {
  status: number;
  body: unknown;
}

export interface Question {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below /api/v1. */
  path: string;
  body?: object | undefined;
  /** Of the booking that it is about. */
  token?: string | undefined;
  key?: string | undefined;
  /** Milliseconds after which whoever asks goes away without an answer. */
  leaveAfter?: number | undefined;
}

/** Longer than the server gives any answer. */
const PATIENCE_MS = 20_000;

export type Ask = (question: Question) => Promise<Reply>;

/** Asks over HTTP, as a page of the tenant's site would. @throws Error where no whole answer came */
export function openSite({ PORT }: Pick<Env, 'PORT'>, slug: string): { ask: Ask; close: () => void } {
  const agent = new Agent({ connections: 128 });
  const host = `${slug}.localhost:${PORT}`;
  const ask: Ask = async ({ method, path, body, token, key, leaveAfter = PATIENCE_MS }) => {
    const { status, text } = await send({
      ...{ port: PORT, host, method, body, agent },
      path: `/api/v1${path}`,
      headers: { ...(token && { 'x-booking-token': token }), ...(key && { 'idempotency-key': key }) },
      signal: AbortSignal.timeout(leaveAfter),
    });
    return { status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  return { ask, close: () => void agent.destroy() };
}

export const codeOf = ({ body }: Reply): string =>
  (body as { error?: { code?: string } } | null)?.error?.code ?? '';

/** Whether the same request may get another answer a moment later. */
const isPassing = (reply: Reply) =>
  reply.status >= 500 || reply.status === 429 || codeOf(reply) === 'IDEMPOTENCY_IN_PROGRESS';

/** Who asks until there is an answer. */
export interface Asker {
  ask: Ask;
  journal: Journal;
  random: Random;
  /** Instant after which nobody asks again. */
  givesUpAt: () => number;
  /** Goes away now and then before the answer can be there. */
  isHasty?: boolean;
}

/**
 * Asks, again and again under the same key where no answer came, or was lost on the way to somebody in a hurry.
 * @returns the answer that stands; undefined where there was none until the end
 */
export async function persist(asker: Asker, question: Question): Promise<Reply | undefined> {
  const { ask, journal, random, givesUpAt, isHasty = true } = asker;
  const { key, path, body = {}, token } = question;
  for (let tries = 0; ; tries += 1) {
    journal.sent += 1;
    if (tries > 0) journal.repeated += 1;
    // Somebody in a hurry goes away, and does not know whether it was done.
    const leaveAfter = isHasty && random.chance(0.1) ? 1 + random.below(60) : undefined;
    const reply = await ask({ ...question, leaveAfter }).catch(() => undefined);
    if (reply && !isPassing(reply)) {
      if (reply.status >= 400) count(journal.refused, codeOf(reply) || String(reply.status));
      else if (key) noteAnswer(journal, { key, path, body, token }, reply.body);
      return reply;
    }
    if (Date.now() > givesUpAt()) {
      journal.givenUp += 1;
      return undefined;
    }
    await sleep(20 + random.below(Math.min(1_000, 50 * 2 ** tries)));
  }
}
