import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepPage } from './keep-page.ts';

const HERE = 'https://fade.example/search?q=corte+y+barba';
const DATA = 'https://fade.example/search/__data.json?q=corte+y+barba&x-sveltekit-invalidated=11';
const real = globalThis.fetch;
const cut = new TypeError('Failed to fetch');
let shown = HERE;
const ask = vi.fn<typeof fetch>();

beforeEach(() => {
  shown = HERE;
  ask
    .mockReset()
    .mockRejectedValueOnce(cut)
    .mockRejectedValueOnce(cut)
    .mockResolvedValue(new Response('new'));
  globalThis.fetch = ask;
  vi.useFakeTimers();
  keepPage(() => shown);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  globalThis.fetch = real;
});

test('data of the open page is asked for again until it comes', async () => {
  const answer = fetch(DATA);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await (await answer).text()).toBe('new');
  expect(ask).toHaveBeenCalledTimes(3);
});

test('the site’s own home has its data at the top', async () => {
  shown = 'https://fade.example/#people';
  const answer = fetch(
    'https://fade.example/__data.json?x-sveltekit-trailing-slash=1&x-sveltekit-invalidated=1',
  );
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await answer).ok).toBe(true);
});

test('without a connection nothing is asked until it is back', async () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValueOnce(false).mockReturnValue(true);
  const answer = fetch(DATA);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(1);
  dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await answer).ok).toBe(true);
});

test('who has gone on to another page does not wait for this one', async () => {
  const answer = expect(fetch(DATA)).rejects.toBe(cut);
  shown = 'https://fade.example/bookings';
  await vi.advanceTimersByTimeAsync(1_000);
  await answer;
  expect(ask).toHaveBeenCalledTimes(1);
});

test.each([
  ['another page', 'https://fade.example/bookings/__data.json?x-sveltekit-invalidated=11'],
  ['other filters', 'https://fade.example/search/__data.json?q=barba&x-sveltekit-invalidated=11'],
  ['what is sent', HERE],
  ['what no page asks for', new URL(DATA)],
])('%s fails at once', async (_, input) => {
  await expect(fetch(input)).rejects.toBe(cut);
});
