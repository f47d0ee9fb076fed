import { beforeEach, expect, test, vi } from 'vitest';
import { keepBookings, readBookings, readOwner, startAnew } from '#lib/features/offline/store.ts';

vi.mock('$app/service-worker', () => ({ self: { registration: {} } }));
const { noticeOwner, wipe } = await import('./owner.ts');

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

test('the first page of somebody new is kept once what was of others is forgotten, and forgotten once', async () => {
  const beto = answerFor('beto');
  const order: string[] = [];
  forgetPages.mockClear();
  forgetPages.mockImplementationOnce(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push('forgotten');
  });
  const event = new Event('fetch') as ExtendableEvent;
  const answers = [1, 2].map(() => respond(beto, Promise.resolve(beto)));
  await new Promise((resolve) => setTimeout(resolve));
  const copy = await noticeOwner(forgetPages).cacheWillUpdate?.({ event, request, response: beto });
  order.push('kept');
  await Promise.all(answers);
  expect(copy).toBe(beto);
  expect(order).toEqual(['forgotten', 'kept']);
  expect(forgetPages).toHaveBeenCalledOnce();
});

test('what comes for somebody who has left meanwhile is not kept', async () => {
  await wipe('guest', forgetPages);
  const event = new Event('fetch') as ExtendableEvent;
  const copy = await noticeOwner(forgetPages).cacheWillUpdate?.({
    event,
    request,
    response: answerFor('ana'),
  });
  expect(copy).toBeNull();
});
