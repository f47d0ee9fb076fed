import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import CalendarGrid from './CalendarGrid.svelte';
import type { GridEvent, GridView } from './grid-view.ts';

vi.mock('$app/navigation', () => ({ goto: vi.fn() }));

const PEOPLE = 20;
const BOOKINGS = 800;
/** Milliseconds until a week of that many can be used, and that nothing may keep the page waiting while it is scrolled. */
const [READY, LONG] = [1_500, 50];

const columns = Array.from({ length: PEOPLE }, (_, n) => ({ id: `p${n}`, title: `Person ${n}` }));
const two = (n: number) => String(n).padStart(2, '0');

/** Forty bookings each, one after another, on six days of a week. */
const events = Array.from({ length: BOOKINGS }, (_, n): GridEvent => {
  const [person, turn] = [n % PEOPLE, Math.floor(n / PEOPLE)];
  const day = `2026-11-${two(16 + (turn % 6))}`;
  const hour = 9 + Math.floor(turn / 6);
  return {
    id: `b${n}`,
    of: `b${n}`,
    start: `${day}T${two(hour)}:00`,
    end: `${day}T${two(hour)}:45`,
    resourceIds: [`p${person}`],
    kind: 'booking',
    name: `Customer ${n}`,
    who: `Customer ${n}`,
    what: 'Cut',
    state: n % 7 === 0 ? 'pending' : 'confirmed',
    stateText: 'confirmed',
    tint: person % 12,
    initials: 'P',
    seriesId: null,
    providerId: `p${person}`,
    movable: true,
    mark: '',
    takes: true,
  };
});
const grid: GridView = {
  view: 'week',
  axis: 'provider',
  date: '2026-11-16',
  columns,
  events,
  hours: [8, 20],
};

test('a week of 20 people and 800 bookings is ready soon, and scrolls smoothly', async () => {
  await page.viewport(1280, 900);
  const began = performance.now();
  const screen = await render(CalendarGrid, {
    ...{ grid, color: 'who', locale: 'en', firstWeekday: 1, list: '/list' },
    onmove: () => Promise.resolve(true),
    onadd: () => undefined,
  });
  await expect.element(screen.getByText('Customer 799')).toBeInTheDocument();
  const ready = performance.now() - began;
  expect(document.querySelectorAll('.ec-event')).toHaveLength(BOOKINGS);
  await new Promise((done) => setTimeout(done, 500));

  const long: number[] = [];
  const observer = new PerformanceObserver((list) =>
    long.push(...list.getEntries().map(({ duration }) => duration)),
  );
  observer.observe({ type: 'longtask' });
  const scroller = [...document.querySelectorAll('.ec, .ec *')].find(
    (one) => one.scrollWidth > one.clientWidth + 100 && getComputedStyle(one).overflowX !== 'visible',
  );
  expect(scroller).toBeDefined();
  for (let step = 0; step < 60; step += 1) {
    scroller?.scrollBy(40, 12);
    await new Promise(requestAnimationFrame);
  }
  observer.disconnect();
  expect(scroller?.scrollLeft).toBeGreaterThan(500);
  expect({ ready: ready < READY, long: long.filter((duration) => duration > LONG) }, `${ready} ms`).toEqual({
    ready: true,
    long: [],
  });
});
