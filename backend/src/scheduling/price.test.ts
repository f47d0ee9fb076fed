import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, weekdayOf } from './days.ts';
import { priceOf, type LocalTime, type Priced, type PriceLine, type PriceRule } from './price.ts';

const hour = 60;

/** "2026-03-06" (a Friday) and hours. */
function at(date: string, hours = 12): LocalTime {
  const day = dayOf(date);
  return { day, weekday: weekdayOf(day), minuteOfDay: hours * hour };
}
const friday = at('2026-03-06');
const more = { basisPoints: 1000 };

describe('lines', () => {
  test.each<[string, Partial<Priced>, [PriceLine['kind'], number][], number]>([
    ['the variant alone', {}, [['variant', 1000]], 1000],
    // 3 rooms at 4.00; windows only take time.
    [
      'inputs, at the price of each one',
      {
        inputs: [
          { key: 'rooms', perUnit: 400, n: 3 },
          { key: 'windows', perUnit: 0, n: 5 },
        ],
      },
      [
        ['variant', 1000],
        ['input', 1200],
      ],
      2200,
    ],
    [
      'add-ons by their quantity, those for nothing too',
      {
        addOns: [
          { key: 'towel', amount: 150, quantity: 2 },
          { key: 'tea', amount: 0, quantity: 1 },
        ],
      },
      [
        ['variant', 1000],
        ['addOn', 300],
        ['addOn', 0],
      ],
      1300,
    ],
    // 10 % of 1000 + 250 is 125; 21 % of 1375 is 288.75.
    [
      'a rule on the sum, and tax on what it makes of it',
      {
        addOns: [{ key: 'beard', amount: 250, quantity: 1 }],
        rules: [{ key: 'r', change: more }],
        tax: { basisPoints: 2100, mode: 'added' },
      },
      [
        ['variant', 1000],
        ['addOn', 250],
        ['rule', 125],
        ['tax', 289],
      ],
      1664,
    ],
    [
      'an amount',
      { rules: [{ key: 'r', change: { amount: -300 } }] },
      [
        ['variant', 1000],
        ['rule', -300],
      ],
      700,
    ],
    [
      'a fixed price, whatever it would have been',
      { addOns: [{ key: 'a', amount: 5, quantity: 1 }], rules: [{ key: 'r', change: { fixed: 800 } }] },
      [
        ['variant', 1000],
        ['addOn', 5],
        ['rule', -205],
      ],
      800,
    ],
    [
      'no price is below zero',
      { rules: [{ key: 'r', change: { amount: -1001 } }], tax: { basisPoints: 2100, mode: 'added' } },
      [
        ['variant', 1000],
        ['rule', -1000],
        ['tax', 0],
      ],
      0,
    ],
  ])('%s', (_name, priced, lines, total) => {
    const price = priceOf({ variantAmount: 1000, at: friday, ...priced });
    expect(price.lines.map(({ kind, amount }) => [kind, amount])).toEqual(lines);
    expect(price.total).toBe(total);
  });

  test('they name what they are of', () => {
    const { lines } = priceOf({
      variantAmount: 1,
      inputs: [{ key: 'rooms', perUnit: 1, n: 1 }],
      addOns: [{ key: 'towel', amount: 1, quantity: 1 }],
      rules: [{ key: 'evening', change: more }],
      at: friday,
    });
    expect(lines.map(({ key }) => key)).toEqual([undefined, 'rooms', 'towel', 'evening']);
  });
});

describe('rounding half up', () => {
  test.each([
    // amount, basis points, line: 5 % of 50 is 2.5, of 49 is 2.45.
    [50, 500, 3],
    [49, 500, 2],
    [51, 500, 3],
    [50, -500, -2],
    [49, -500, -2],
    [51, -500, -3],
    [999_999_999_999, 33_333, 3_333_299_999_997],
  ])('%i at %i basis points: %i', (variantAmount, basisPoints, line) => {
    const { lines } = priceOf({ variantAmount, rules: [{ key: 'r', change: { basisPoints } }], at: friday });
    expect(lines[1]?.amount).toBe(line);
  });

  test.each([
    // 21 % included: 1210 holds 210, 1000 holds 173.55, 3 holds 0.52.
    [1210, 210],
    [1000, 174],
    [3, 1],
    [2, 0],
  ])('of %i with 21 %% included, %i is tax', (variantAmount, tax) => {
    const price = priceOf({ variantAmount, at: friday, tax: { basisPoints: 2100, mode: 'included' } });
    expect(price).toEqual({ lines: [{ kind: 'variant', amount: variantAmount }], total: variantAmount, tax });
  });
});

describe('which rule matches', () => {
  const who = { customerGroups: ['member', 'student'], providerLevel: 'senior' };
  const night = { weekdays: [5], from: 22 * hour, to: 2 * hour };
  test.each<[string, Omit<PriceRule, 'key' | 'change'>, LocalTime, boolean]>([
    ['no condition', {}, friday, true],
    ['its weekday', { weekdays: [1, 5] }, friday, true],
    ['another weekday', { weekdays: [6, 7] }, friday, false],
    ['from, inclusive', { from: 12 * hour }, friday, true],
    ['just before from', { from: 12 * hour + 1 }, friday, false],
    ['to, exclusive', { to: 12 * hour }, friday, false],
    ['just before to', { to: 12 * hour + 1 }, friday, true],
    ['until midnight', { from: 18 * hour, to: 24 * hour }, at('2026-03-06', 23), true],
    ['Friday night: at its start', night, at('2026-03-06', 22), true],
    ['Friday night: on Saturday at 1', night, at('2026-03-07', 1), true],
    ['Friday night: not on Saturday at 2', night, at('2026-03-07', 2), false],
    ['Friday night: not on Friday at 1', night, at('2026-03-06', 1), false],
    ['Friday night: not on Saturday at 23', night, at('2026-03-07', 23), false],
    ['Sunday night on Monday', { ...night, weekdays: [7] }, at('2026-03-09', 1), true],
    ['first date, inclusive', { dateFrom: dayOf('2026-03-06') }, friday, true],
    ['before the first date', { dateFrom: dayOf('2026-03-07') }, friday, false],
    ['last date, inclusive', { dateTo: dayOf('2026-03-06') }, friday, true],
    ['after the last date', { dateTo: dayOf('2026-03-05') }, friday, false],
    [
      'the night of the last date',
      { ...night, weekdays: undefined, dateTo: dayOf('2026-03-06') },
      at('2026-03-07', 1),
      true,
    ],
    ['a group of the customer', { groups: ['vip', 'student'] }, friday, true],
    ['a group of others', { groups: ['vip'] }, friday, false],
    ['the level of the provider', { levels: ['junior', 'senior'] }, friday, true],
    ['another level', { levels: ['junior'] }, friday, false],
    ['all conditions', { weekdays: [5], groups: ['member'], levels: ['senior'] }, friday, true],
    ['all conditions but one', { weekdays: [5], groups: ['member'], levels: ['junior'] }, friday, false],
  ])('%s', (_name, conditions, at, matches) => {
    const rules = [{ key: 'r', change: more, ...conditions }];
    expect(priceOf({ variantAmount: 1000, rules, at, ...who }).total).toBe(matches ? 1100 : 1000);
  });

  test('a guest is in no group, and nobody in particular has no level', () => {
    const rules = [
      { key: 'group', groups: ['member'], change: more },
      { key: 'level', levels: ['senior'], change: more },
    ];
    expect(priceOf({ variantAmount: 1000, rules, at: friday, providerLevel: null }).total).toBe(1000);
  });

  test('the first that matches counts, no other', () => {
    const rules = [
      { key: 'sunday', weekdays: [7], change: { fixed: 1 } },
      { key: 'friday', weekdays: [5], change: { amount: 50 } },
      { key: 'always', change: { amount: 500 } },
    ];
    const { lines, total } = priceOf({ variantAmount: 1000, rules, at: friday });
    expect(lines.at(-1)).toEqual({ kind: 'rule', key: 'friday', amount: 50 });
    expect(total).toBe(1050);
  });
});

test('a total is the sum of its lines, in whole minor units, not below zero', () => {
  const amount = fc.nat(1_000_000_000_000);
  const key = fc.string();
  const change = fc.oneof(
    fc.record({ basisPoints: fc.integer({ min: -10_000, max: 100_000 }) }),
    fc.record({ amount: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }) }),
    fc.record({ fixed: amount }),
  );
  const priced = fc.record({
    variantAmount: amount,
    inputs: fc.array(fc.record({ key, perUnit: amount, n: fc.nat(20) }), { maxLength: 3 }),
    addOns: fc.array(fc.record({ key, amount, quantity: fc.nat(20) }), { maxLength: 3 }),
    rules: fc.array(fc.record({ key, change }), { maxLength: 2 }),
    at: fc.constant(friday),
    tax: fc.option(fc.record({ basisPoints: fc.nat(10_000), mode: fc.constantFrom('included', 'added') }), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(priced, (given) => {
      const { lines, total, tax } = priceOf(given);
      expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(total);
      expect(lines.every((line) => Number.isSafeInteger(line.amount))).toBe(true);
      expect(total).toBeGreaterThanOrEqual(tax);
      expect(tax).toBeGreaterThanOrEqual(0);
    }),
  );
});
