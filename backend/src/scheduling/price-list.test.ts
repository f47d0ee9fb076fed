import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, dayOf, weekdayOf } from './days.ts';
import { possibleRules, type Opening } from './price-list.ts';
import { matchingRule, type PriceRule } from './price.ts';

const from = dayOf('2026-03-02');
const to = from + 60;
const change = { basisPoints: 1_000 };
const master: PriceRule = { key: 'master', levels: ['master'], change };
const early: PriceRule = { key: 'early', from: 360, to: 510, change };
const weekend: PriceRule = { key: 'weekend', weekdays: [6, 7], change };
const members: PriceRule = { key: 'members', groups: ['member'], change };

const opening = (level: string | null, since = 540, until = 1_020, weekday = 1): Opening => ({
  ...{ level, weekday, since, until },
});
const keysOf = (rules: PriceRule[], openings: Opening[]) =>
  [...possibleRules(rules, openings, [from, to])].map((rule) => rule?.key ?? 'none').sort();

test.each<[string, PriceRule[], Opening[], string[]]>([
  ['no rules', [], [opening(null)], ['none']],
  ['every level has one', [master], [opening('master')], ['master']],
  ['one level has one', [master], [opening('master'), opening('junior')], ['master', 'none']],
  ['nobody begins so early', [early], [opening(null)], ['none']],
  ['some begin so early', [early], [opening(null, 480)], ['early', 'none']],
  ['closed on weekends', [weekend], [opening(null)], ['none']],
  [
    'what opens on Friday goes on into Saturday',
    [weekend],
    [opening(null, 1_320, 1_500, 5)],
    ['none', 'weekend'],
  ],
  ['whose hours are not known', [weekend], [], ['none', 'weekend']],
  ['guests are in no group', [members], [opening(null)], ['none']],
  ['dates that are over', [{ ...weekend, dateTo: from - 1 }], [opening(null, 0, DAY, 6)], ['none']],
  ['dates to come', [{ key: 'may', dateFrom: to, change }], [], ['may', 'none']],
])('%s', (_name, rules, openings, expected) => {
  expect(keysOf(rules, openings)).toEqual(expected);
});

const step = 60;
const minute = fc.integer({ min: 0, max: 23 }).map((hour) => hour * step);
const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
const date = fc.integer({ min: from - 5, max: to + 5 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const rule = fc.record({
  key: fc.string(),
  weekdays: maybe(days),
  from: maybe(minute),
  to: maybe(minute),
  dateFrom: maybe(date),
  dateTo: maybe(date),
  levels: maybe(fc.constant(['master'])),
  change: fc.constant(change),
});
const openings = fc.record({
  level: fc.constantFrom('master', null),
  weekday: fc.integer({ min: 1, max: 7 }),
  since: minute,
  length: fc.integer({ min: 1, max: 20 }),
});

test('they are those of all starts of all days', () => {
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 4 }),
      fc.array(openings, { minLength: 1, maxLength: 4 }),
      (rules, drawn) => {
        const open = drawn.map(({ length, ...one }) => ({ ...one, until: one.since + length * step }));
        const found = new Set<PriceRule | undefined>();
        for (const { level, weekday, since, until } of open)
          // What began the evening before counts, too.
          for (let began = from - 1; began <= to; began += 1)
            for (let start = since; weekdayOf(began) === weekday && start < until; start += step) {
              const day = began + Math.floor(start / DAY);
              if (day < from || day > to) continue;
              const at = { day, weekday: weekdayOf(day), minuteOfDay: start % DAY };
              found.add(matchingRule({ rules, at, providerLevel: level }));
            }
        expect(possibleRules(rules, open, [from, to])).toEqual(found);
      },
    ),
  );
});
