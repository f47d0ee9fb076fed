// Where clocks change, found by asking Intl.
import { DAY, shownAt } from './reference/clock.ts';

/** The IANA zones this Node knows. */
export const ZONES = Intl.supportedValuesOf('timeZone');

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
