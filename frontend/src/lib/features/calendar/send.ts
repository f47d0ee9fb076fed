import { deserialize } from '$app/forms';

type Sent =
  | { kind: 'done' }
  /** Kept until the connection is back. */
  | { kind: 'waits' }
  /** @param isLost there was no answer */
  | { kind: 'refused'; message: string; data: Record<string, unknown>; isLost: boolean };

/** Sends a form of a page to its action, as the page would. */
export async function send(action: string, fields: Record<string, string>): Promise<Sent> {
  const answer = await fetch(action, {
    method: 'POST',
    headers: { 'x-sveltekit-action': 'true', accept: 'application/json' },
    body: new URLSearchParams(fields),
  }).catch(() => undefined);
  const result = await answer
    ?.text()
    .then(deserialize)
    // What is no answer of ours: the connection ended in the middle, or something on the way spoke instead.
    .catch(() => undefined);
  if (!result) return { kind: 'refused', message: '', data: {}, isLost: true };
  if (result.type === 'redirect')
    return result.location.startsWith('/offline') ? { kind: 'waits' } : { kind: 'done' };
  if (result.type === 'success') return { kind: 'done' };
  const data = result.type === 'failure' ? (result.data ?? {}) : {};
  const message = typeof data['message'] === 'string' ? data['message'] : '';
  return { kind: 'refused', message, data, isLost: false };
}
