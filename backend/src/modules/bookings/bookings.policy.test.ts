import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agreed,
  cancellationAt,
  cancellationLadder,
  depositOf,
  shareOf,
  standingOf,
  whyNotMoved,
  type DepositRule,
  type Standing,
} from './bookings.policy.ts';

const half = { basisPoints: 5_000 };
/** 10:00 on a day, in minutes. */
const startsAt = 30_000_000;
const ms = (minutesBefore: number, more = 0) => (startsAt - minutesBefore) * 60_000 + more;

describe('a share', () => {
  it.each([
    ['half of 1,001 is rounded up', half, 1_001, 501],
    ['a third of 100', { basisPoints: 3_333 }, 100, 33],
    ['a hundredth of a percent of 5,000 is half a unit', { basisPoints: 1 }, 5_000, 1],
    ['nothing', { basisPoints: 0 }, 5_000, 0],
    ['all', { basisPoints: 10_000 }, 5_000, 5_000],
    ['an amount', { amount: 600 }, 5_000, 600],
    ['an amount that is more than the price', { amount: 6_000 }, 5_000, 5_000],
    ['of what costs nothing', half, 0, 0],
    ['of what a coupon has made cost less than nothing', { amount: 600 }, -5, 0],
    ['of more than 53 bits on the way', half, 1_999_999_999_999, 1_000_000_000_000],
  ])('%s', (_name, share, price, expected) => {
    expect(shareOf(share, price)).toBe(expected);
  });

  it('is never more than the price, and never below nothing', () => {
    const share = fc.oneof(
      fc.record({ basisPoints: fc.integer({ min: 0, max: 10_000 }) }),
      fc.record({ amount: fc.integer({ min: 0, max: 1_000_000_000_000 }) }),
    );
    fc.assert(
      fc.property(share, fc.integer({ min: -1_000, max: 1_000_000_000_000 }), (share, price) => {
        const part = shareOf(share, price);
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(Math.max(0, price));
      }),
    );
  });
});

describe('the ladder of cancelling', () => {
  const policy = agreed({
    cancellation: [
      { untilMinutesBefore: 1_440, fee: { basisPoints: 0 } },
      { untilMinutesBefore: 120, fee: { basisPoints: 3_000 } },
      { untilMinutesBefore: 0, fee: { amount: 900 } },
    ],
  });
  const ladder = cancellationLadder(policy, { startsAt, total: 1_000 });

  it.each([
    ['days before', ms(5_000), 0, ms(1_440)],
    ['at the end of the first step', ms(1_440), 0, ms(1_440)],
    ['a moment later', ms(1_440, 1), 300, ms(120)],
    ['at the end of the second', ms(120), 300, ms(120)],
    ['a moment later', ms(120, 1), 900, ms(0)],
    ['at the start', ms(0), 900, ms(0)],
  ])('costs %s', (_name, at, fee, until) => {
    expect(cancellationAt(ladder, at)).toEqual({ fee, until });
  });

  it('has no step after the start', () => {
    expect(cancellationAt(ladder, ms(0, 1))).toBeUndefined();
  });

  it('costs nothing until the start where nothing was agreed', () => {
    const [only, ...others] = cancellationLadder(agreed({}), { startsAt, total: 1_000 });
    expect([only, others]).toEqual([{ fee: 0, until: ms(0) }, []]);
  });
});

describe('moving', () => {
  const policy = agreed({ reschedule: { untilMinutesBefore: 60, times: 2 } });
  it.each([
    ['in time, for the first time', ms(61), 0, undefined],
    ['at the last moment, for the last time', ms(60), 1, undefined],
    ['a moment too late', ms(60, 1), 0, 'TOO_LATE'],
    ['once too often', ms(61), 2, 'TOO_OFTEN'],
    ['both', ms(0), 5, 'TOO_LATE'],
  ])('%s', (_name, at, moves, expected) => {
    expect(whyNotMoved(policy, { startsAt, moves }, at)).toBe(expected);
  });

  it('never, where it is so agreed', () => {
    const never = agreed({ reschedule: { untilMinutesBefore: 0, times: 0 } });
    expect(whyNotMoved(never, { startsAt, moves: 0 }, ms(9_000))).toBe('TOO_OFTEN');
  });
});

describe('a deposit', () => {
  it.each([
    [0, false, 'new'],
    [1, false, 'new'],
    [1, true, 'regular'],
    [2, true, 'risky'],
    [3, false, 'risky'],
  ])('after %i no-shows, come before: %s, is that of %s customers', (noShows, hasCome, standing) => {
    expect(standingOf(agreed({ riskyAfterNoShows: 2 }), { noShows, hasCome })).toBe(standing);
  });

  const rule: DepositRule = { new: half, regular: { amount: 300 }, risky: { basisPoints: 10_000 } };
  it.each<[string, DepositRule[], number[], Standing, number, number]>([
    ['half, of new customers', [rule], [1_001], 'new', 1_001, 501],
    ['an amount, of regular ones', [rule], [1_000], 'regular', 1_000, 300],
    ['all, of risky ones', [rule], [1_000], 'risky', 1_000, 1_000],
    ['nothing of those not named', [{ risky: half }], [1_000], 'new', 1_000, 0],
    ['nothing of what costs no more than that', [{ ...rule, above: 1_000 }], [1_000], 'new', 1_000, 0],
    ['half of what costs more', [{ ...rule, above: 999 }], [1_000], 'new', 1_000, 500],
    [
      'each service by its own rule',
      [rule, {}, { new: { amount: 50 } }],
      [1_000, 9_000, 40],
      'new',
      10_040,
      540,
    ],
    ['no more than the whole', [rule, rule], [1_000, 1_000], 'risky', 1_500, 1_500],
  ])('is %s', (_name, rules, prices, standing, total, expected) => {
    const items = rules.map((rule, index) => ({ rule, price: prices[index] ?? 0 }));
    expect(depositOf(items, standing, total)).toBe(expected);
  });
});
