import type { Acquisition } from '../bookings/bookings.standing.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { ChargeFacts } from './ledger.reckon.ts';

/** The tenant's part in hundredths of a percent (`marketplace.commission`). */
export function commissionRate({ marketplace }: Vertical, acquisition: Acquisition): number {
  return marketplace.commission[acquisition];
}

/** The tenant's part of one payment, in minor units. Tips are the business's wholly. */
export function commissionOn(
  vertical: Vertical,
  acquisition: Acquisition,
  { kind, amount }: { kind: ChargeFacts['kind']; amount: number },
): number {
  return kind === 'tip' ? 0 : shareOf(amount, commissionRate(vertical, acquisition));
}

/** So many hundredths of a percent of an amount, in whole minor units; half a unit goes up. */
export function shareOf(amount: number, basisPoints: number): number {
  return Number((BigInt(amount) * BigInt(basisPoints) + 5_000n) / 10_000n);
}
