import { expect, test } from 'vitest';
import type { CouponView } from '#lib/api/types.ts';
import { readRules, readWorth } from './coupon-form.ts';
import { couponState, couponValues, rulesOf } from './coupon-view.ts';

const place = {
  locale: 'en' as const,
  timeZone: 'America/Argentina/Buenos_Aires',
  currency: 'ARS',
  now: new Date('2026-03-11T12:00:00Z'),
};
const written = {
  name: '',
  from: '2026-03-01',
  to: '2026-03-31',
  least: '1500',
  total: '',
  each: '1',
  first: 'on',
};
const coupon: CouponView = {
  ...{ id: 'x', businessId: null, code: 'HOLA', name: {}, basisPoints: 1_000, amount: null },
  ...{ validFrom: '2026-03-01T03:00:00.000Z', validTo: '2026-04-01T03:00:00.000Z', leastTotal: 150_000 },
  ...{ totalUses: null, customerUses: 1, firstVisit: true, serviceIds: [], uses: 3 },
};

test('what is written of a coupon is what its form shows again', () => {
  expect(readRules(written, place)).toEqual({
    rules: {
      ...{ validFrom: coupon.validFrom, validTo: coupon.validTo, leastTotal: 150_000 },
      ...{ totalUses: null, customerUses: 1, firstVisit: true },
    },
  });
  expect(couponValues(coupon, place)).toEqual({ ...written, total: '' });
  expect(rulesOf(coupon, place)).toHaveLength(4);
});

test('what is left empty is no limit', () => {
  const empty = { name: '', from: '', to: '', least: '', total: '', each: '', first: '' };
  expect(readRules(empty, place)).toEqual({
    rules: {
      ...{ validFrom: null, validTo: null, leastTotal: 0 },
      ...{ totalUses: null, customerUses: null, firstVisit: false },
    },
  });
});

test('what is wrong is said by its field', () => {
  const wrong = { ...written, to: '2026-02-01', least: 'much', total: '0', each: '1.5' };
  expect(Object.keys((readRules(wrong, place) as { errors: object }).errors)).toEqual([
    'to',
    'least',
    'total',
    'each',
  ]);
});

test.each([
  ['percent', '12,5', { basisPoints: 1_250 }],
  ['percent', '0', null],
  ['percent', '101', null],
  ['percent', '', null],
  ['amount', '1.500', { amount: 150_000 }],
  ['amount', '', null],
])('%s %s takes off %j', (kind, worth, taken) => expect(readWorth({ kind, worth }, 'ARS')).toEqual(taken));

test('whether it holds', () => {
  const tone = (change: Partial<CouponView>) => couponState({ ...coupon, ...change }, place.now).tone;
  expect(tone({})).toBe('good');
  expect(tone({ validFrom: '2026-03-12T03:00:00.000Z' })).toBe('accent');
  expect(tone({ validTo: '2026-03-11T03:00:00.000Z' })).toBe('plain');
  expect(tone({ totalUses: 3 })).toBe('plain');
});
