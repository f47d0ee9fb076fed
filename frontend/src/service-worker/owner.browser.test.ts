import { beforeEach, expect, test, vi } from 'vitest';
import { keepBookings, readBookings, readOwner, startAnew } from '#lib/features/offline/store.ts';

vi.mock('$app/service-worker', () => ({ self: { registration: {} } }));
const { noticeOwner } = await import('./owner.ts');

const forgetPages = vi.fn(() => Promise.resolve());
const answerFor = (visitor: string) => new Response('', { headers: { 'x-turnero-visitor': visitor } });
const request = new Request('/account');

/** Answers a load of a page; `preloaded` is what was on its way before the worker was awake. */
async function respond(response: Response, preloaded?: Promise<Response | undefined>): Promise<void> {
  const event = Object.assign(new Event('fetch'), { preloadResponse: preloaded }) as ExtendableEvent;
  const answer = await noticeOwner(forgetPages).handlerWillRespond?.({ event, request, response });
  expect(answer).toBe(response);
}

beforeEach(async () => {
  forgetPages.mockClear();
  const anybody = answerFor('ana');
  await respond(anybody, Promise.resolve(anybody));
  await startAnew('ana');
  await keepBookings({ at: '2026-11-21T15:00:00.000Z', bookings: [] });
});

test('a page that was loaded in advance for somebody else forgets what was kept', async () => {
  const beto = answerFor('beto');
  forgetPages.mockClear();
  await respond(beto, Promise.resolve(beto));
  expect(await readOwner()).toBe('beto');
  expect(await readBookings()).toBeUndefined();
  expect(forgetPages).toHaveBeenCalledOnce();
});

test.each([
  ['a copy, while the page itself is on its way', () => new Promise<undefined>(() => undefined)],
  ['a copy, after loading failed', () => Promise.reject<undefined>(new TypeError('Failed to fetch'))],
  ['a copy, where nothing is loaded in advance', () => undefined],
])('%s says nothing of who is here now', async (_, preloaded) => {
  await respond(answerFor('beto'), preloaded());
  expect(await readOwner()).toBe('ana');
  expect(await readBookings()).toBeDefined();
});
