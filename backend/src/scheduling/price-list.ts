import { DAY, weekdayOf } from './days.ts';
import { matchingRule, type LocalTime, type PriceRule } from './price.ts';
import type { LocalDay, MinuteOfDay } from './types.ts';

/** When something begins every week, and with whom; `until` is exclusive, and past midnight where it is more than a day. */
export interface Opening {
  level: string | null;
  /** ISO: 1 is Monday. */
  weekday: number;
  since: MinuteOfDay;
  until: number;
}

/** As many days as tell all weekdays, and what began the evening before them. */
const WEEK = 8;

function isOpen({ weekday, since, until }: Opening, at: LocalTime): boolean {
  if (at.weekday === weekday) return at.minuteOfDay >= since && at.minuteOfDay < until;
  return at.weekday === (weekday % 7) + 1 && at.minuteOfDay + DAY < until;
}

/** Days on which everything is found that any day has: nothing changes but where the dates of a rule begin and end. */
function daysOf(rules: readonly PriceRule[], from: LocalDay, to: LocalDay): Set<LocalDay> {
  const changes = rules.flatMap(({ dateFrom = from, dateTo = to }) => [dateFrom, dateTo + 1]);
  const found = new Set<LocalDay>();
  for (const first of [from, ...changes])
    for (let day = Math.max(first, from); day < first + WEEK && day <= to; day += 1) found.add(day);
  return found;
}

/**
 * The rules that count at some start, and undefined where none does at some: everything that a guest may be asked for (scheduling
 * rules, section 7).
 * @param openings when, and with whom, something can begin; where there are none it is at any time and with nobody
 * @param from local days, both inclusive
 */
export function possibleRules(
  rules: readonly PriceRule[],
  openings: readonly Opening[],
  [from, to]: readonly [LocalDay, LocalDay],
): Set<PriceRule | undefined> {
  const changes = rules.flatMap(({ from = 0, to = DAY }) => [from, to % DAY]);
  const minutes = new Set([0, ...changes, ...openings.map(({ since }) => since)]);
  const open = openings.length > 0 ? openings : [1, 2, 3, 4, 5, 6, 7].map(always);
  const found = new Set<PriceRule | undefined>();
  for (const day of daysOf(rules, from, to)) {
    const weekday = weekdayOf(day);
    if (found.size > rules.length) break;
    for (const minuteOfDay of minutes) {
      const at = { day, weekday, minuteOfDay };
      const levels = new Set(open.filter((opening) => isOpen(opening, at)).map(({ level }) => level));
      for (const providerLevel of levels) found.add(matchingRule({ rules, at, providerLevel }));
    }
  }
  return found.size > 0 ? found : new Set([undefined]);
}

const always = (weekday: number): Opening => ({ level: null, weekday, since: 0, until: DAY });
