import type { Acquisition } from '../bookings/bookings.standing.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';

/** The tenant's part in hundredths of a percent (`marketplace.commission`). */
export function commissionRate({ marketplace }: Vertical, acquisition: Acquisition): number {
  return marketplace.commission[acquisition];
}

/** So many hundredths of a percent of an amount, in whole minor units; half a unit goes up. */
export function shareOf(amount: number, basisPoints: number): number {
  return Number((BigInt(amount) * BigInt(basisPoints) + 5_000n) / 10_000n);
}
