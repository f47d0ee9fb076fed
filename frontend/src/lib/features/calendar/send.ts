import { deserialize } from '$app/forms';

type Sent =
  | { kind: 'done' }
  /** Kept until the connection is back. */
  | { kind: 'waits' }
  | { kind: 'refused'; message: string; data: Record<string, unknown> };

/** Sends a form of a page to its action, as the page would. */
export async function send(action: string, fields: Record<string, string>): Promise<Sent> {
  const answer = await fetch(action, {
    method: 'POST',
    headers: { 'x-sveltekit-action': 'true', accept: 'application/json' },
    body: new URLSearchParams(fields),
  }).catch(() => undefined);
  if (!answer) return { kind: 'refused', message: '', data: {} };
  const result = deserialize(await answer.text());
  if (result.type === 'redirect')
    return result.location.startsWith('/offline') ? { kind: 'waits' } : { kind: 'done' };
  if (result.type === 'success') return { kind: 'done' };
  const data = result.type === 'failure' ? (result.data ?? {}) : {};
  return { kind: 'refused', message: typeof data['message'] === 'string' ? data['message'] : '', data };
}
