import { portion } from '../../scheduling/price.ts';
import type { PriceLine } from '../bookings/bookings.contract.ts';
import type { Settings } from '../verticals/verticals.contract.ts';

/** What is taken off the price of some items. */
export interface Reduction {
  kind: 'coupon' | 'series';
  name: PriceLine['name'];
  /** Hundredths of a percent of each item, or minor units of all of them together. */
  by: { basisPoints: number } | { amount: number };
  /** Positions of the items that it is for; absent: all. */
  items?: readonly number[] | undefined;
}

const WHOLE = 10_000;

/**
 * Price lines after a reduction (scheduling rules, section 7): it comes after the rules and before the tax, which is computed anew
 * on what is left. An amount is taken off the first item, and what is more than its price off the next; no item goes below zero.
 * Each line is rounded half up, once.
 *
 * 1000 with 10 % off and 21 % tax added: 1000 - 100 + 189 = 1089.
 * @param lines of whole bookings, by item
 */
export function reduced(
  lines: readonly PriceLine[],
  { kind, name, by, items }: Reduction,
  tax: Settings['payments']['tax'],
): PriceLine[] {
  let left = 'amount' in by ? by.amount : 0;
  return [...new Set(lines.map(({ item }) => item))].flatMap((item) => {
    const own = lines.filter((line) => line.item === item);
    const net = own.filter((line) => line.kind !== 'tax');
    const sum = net.reduce((sum, { amount }) => sum + amount, 0);
    if (sum <= 0 || (items && !items.includes(item))) return own;
    const off = 'basisPoints' in by ? portion(sum, -by.basisPoints, WHOLE) : -Math.min(left, sum);
    left += 'amount' in by ? off : 0;
    if (off === 0) return own;
    const added = own
      .filter((line) => line.kind === 'tax')
      .map((line) => ({ ...line, amount: portion(sum + off, tax?.basisPoints ?? 0, WHOLE) }));
    return [...net, { item, kind, name, amount: off }, ...added];
  });
}

/** Minor units. */
export const totalOf = (lines: readonly PriceLine[]) => lines.reduce((sum, { amount }) => sum + amount, 0);
