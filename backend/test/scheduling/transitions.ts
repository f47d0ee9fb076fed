// Where clocks change, found by asking Intl, and a problem about each place.
import { DAY, dateOf, dayShownAt, minuteShownAt, shownAt, writeInstant } from './reference/clock.ts';
import type { WrittenProblem, WrittenRules } from './reference/form.ts';

/** The IANA zones this Node knows. */
export const ZONES = Intl.supportedValuesOf('timeZone');

/** From 2020 to 2040, both inclusive, in instants [from, to). */
export const YEARS = [Date.UTC(2020, 0) / 60_000, Date.UTC(2041, 0) / 60_000] as const;

/**
 * The instants within [from, to) at which a zone's clocks are put forward or back, ascending.
 * @param step minutes between two questions: two changes that undo each other within it are missed
 */
export function transitionsOf(zone: string, from: number, to: number, step = 4 * DAY): number[] {
  const found: number[] = [];
  const ahead = (instant: number) => shownAt(zone, instant) - instant;
  for (let begin = from; begin < to; begin += step) {
    const end = Math.min(begin + step, to);
    if (ahead(begin) === ahead(end)) continue;
    let [before, after] = [begin, end];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (ahead(middle) === ahead(begin)) before = middle;
      else after = middle;
    }
    found.push(after);
  }
  return found;
}

/**
 * The local date on which clocks change (two, where they change at midnight) on each kind of grid: one provider who works
 * through the night and one who begins within the hour before the change, both with something taken right at it.
 */
export function problemsAround(zone: string, transition: number): WrittenProblem[] {
  const wall = (minutes: number) => {
    const minute = (minuteShownAt(zone, transition - 1) + 1 + minutes + DAY) % DAY;
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  };
  const at = (minutes: number) => writeInstant(transition + minutes);
  const days = [1, 2, 3, 4, 5, 6, 7];
  const grids: WrittenRules[] = [
    { slotInterval: 15 },
    { slotInterval: 25, alignment: 'workStart' },
    { fixedStarts: [wall(-60), wall(-30), wall(0), wall(10), wall(30), wall(60)] },
  ];
  return grids.map((grid) => ({
    now: at(-DAY),
    timeZone: zone,
    from: dateOf(dayShownAt(zone, transition - 1)),
    to: dateOf(dayShownAt(zone, transition)),
    service: { durationMinutes: 40, bufferAfter: 5 },
    rules: { ...grid, cutoff: { daysBefore: 1, time: wall(20) } },
    providers: [
      { id: 'p1', weekly: [{ days, start: '20:00', end: '12:00' }], busy: [[at(-10), at(20)]] },
      { id: 'p2', weekly: [{ days, start: wall(-50), end: wall(400) }], busy: [[at(90), at(95)]] },
    ],
  }));
}
