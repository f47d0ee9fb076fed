import type { ErrorDetail } from '../../lib/errors.ts';
import { dayOf, instantOf, weekdayOf } from '../../scheduling/days.ts';
import type { Instant } from '../../scheduling/types.ts';
import type { Zone } from '../../scheduling/zones.ts';
import { MOST_SESSIONS, type NewSession } from './sessions.contract.ts';

/** Days from the first session to the last. */
const LONGEST = 400;

/** The starts that are asked for, ascending: the same wall time on each date. */
export function startsOf(
  zone: Zone,
  { startsAt, repeat }: Pick<NewSession, 'startsAt' | 'repeat'>,
): { starts: Instant[] } | { mistake: ErrorDetail } {
  const first = instantOf(startsAt);
  if (!repeat) return { starts: [first] };
  const { day, minute } = zone.toLocal(first);
  const last = dayOf(repeat.until);
  const weekdays = new Set(repeat.weekdays ?? [weekdayOf(day)]);
  const wrong = (field: string, message: string) => ({ mistake: { field: `repeat.${field}`, message } });
  if (last < day) return wrong('until', 'is before the first one');
  if (last > day + LONGEST) return wrong('until', `is more than ${LONGEST} days after the first one`);
  if (!weekdays.has(weekdayOf(day))) return wrong('weekdays', 'leaves out that of the first one');
  const starts = [first];
  for (let date = day + 1; date <= last; date += 1)
    if (weekdays.has(weekdayOf(date))) starts.push(zone.toInstant(date, minute));
  return starts.length > MOST_SESSIONS
    ? wrong('until', `makes more than ${MOST_SESSIONS} sessions`)
    : { starts };
}
