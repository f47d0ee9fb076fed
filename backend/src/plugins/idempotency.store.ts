import { createHmac } from 'node:crypto';
import { deriveKey, openText, sealText } from '../lib/secrets.ts';

export interface Answer {
  status: number;
  body: unknown;
}

/** JSON with sorted keys: the same request has one spelling. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );
}

/** What identifies a request beside its key. Keyed: bodies hold passwords, which a plain hash would let one guess. */
export function requestHash(secret: string, request: { method: string; url: string; body: unknown }): string {
  const text = `${request.method} ${request.url} ${canonical(request.body ?? null)}`;
  return createHmac('sha256', deriveKey(secret, 'idempotency hash')).update(text).digest('base64url');
}

const PURPOSE = 'idempotency answer';

/**
 * Seals an answer for the day it is kept: it may hold a secret that is shown only once (a new API key).
 * @param place where it is stored; it opens nowhere else
 */
export function sealAnswer(secret: string, place: string, answer: Answer): string {
  return sealText(secret, PURPOSE, place, JSON.stringify(answer));
}

export function openAnswer(secret: string, place: string, text: string): Answer {
  return JSON.parse(openText(secret, PURPOSE, place, text)) as Answer;
}
