import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { deriveKey } from '../lib/secrets.ts';

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

/**
 * Seals an answer for the day it is kept: it may hold a secret that is shown only once (a new API key).
 * @param place where it is stored; it opens nowhere else
 */
export function sealAnswer(secret: string, place: string, answer: Answer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(secret, 'idempotency answer'), iv);
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

export function openAnswer(secret: string, place: string, text: string): Answer {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    deriveKey(secret, 'idempotency answer'),
    bytes.subarray(0, 12),
  );
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(12, 28));
  const opened = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
  return JSON.parse(opened.toString('utf8')) as Answer;
}
