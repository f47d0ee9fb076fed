import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PriceLine } from '../bookings/bookings.contract.ts';
import { reduced, totalOf } from './coupons.price.ts';

const name = { en: 'x' };
const amounts = fc.array(fc.record({ item: fc.nat(2), amount: fc.integer({ min: -500, max: 100_000 }) }), {
  maxLength: 8,
});
const by = fc.oneof(
  fc.record({ basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({ amount: fc.integer({ min: 1, max: 200_000 }) }),
);

it('no item goes below zero, no more is taken off than was said, and tax follows what is left', () => {
  fc.assert(
    fc.property(amounts, by, fc.nat(3_000), (drawn, by, basisPoints) => {
      const lines = drawn.map(({ item, amount }): PriceLine => ({ item, amount, kind: 'variant', name }));
      const tax = { name, basisPoints, mode: 'added' as const };
      const taxed = [
        ...lines,
        ...[0, 1, 2].map((item): PriceLine => ({ item, kind: 'tax', name, amount: 0 })),
      ];
      const after = reduced(taxed, { kind: 'coupon', name, by }, tax);
      const off = -totalOf(after.filter(({ kind }) => kind === 'coupon'));
      for (const item of [0, 1, 2]) {
        const before = totalOf(lines.filter((line) => line.item === item));
        const own = after.filter((line) => line.item === item);
        const net = totalOf(own.filter(({ kind }) => kind !== 'tax'));
        expect(net).toBeGreaterThanOrEqual(Math.min(0, before));
        const added = totalOf(own.filter(({ kind }) => kind === 'tax'));
        if (net < before) expect(Math.abs(added - (net * basisPoints) / 10_000)).toBeLessThanOrEqual(0.5);
      }
      if ('amount' in by) expect(off).toBeLessThanOrEqual(by.amount);
      expect(off).toBeGreaterThanOrEqual(0);
      expect(after.every(({ amount }) => Number.isSafeInteger(amount))).toBe(true);
    }),
  );
});
