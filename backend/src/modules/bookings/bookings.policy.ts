import * as z from 'zod/mini';
import type { Instant } from '../../scheduling/types.ts';
import type { Settings, Share } from '../verticals/verticals.contract.ts';
import { policies as policyContract } from '../verticals/verticals.policies.ts';

// What was agreed, evaluated. Pure: amounts in minor units, points in time in minutes or milliseconds since 1970.

export type Policies = Settings['policies'];
export type DepositRule = Policies['deposit'];

/** What a business knows of a customer: nothing yet, that they came, or that they did not too often. */
export type Standing = 'new' | 'regular' | 'risky';

const DEFAULTS = z.parse(policyContract, {});

/** The policies that a booking was made under. */
export const agreed = (policy: object): Policies => ({ ...DEFAULTS, ...policy });

/** @returns of `price`, rounded half up; never more than it, never below 0 */
export function shareOf({ basisPoints, amount }: Share, price: number): number {
  const most = Math.max(0, price);
  if (amount !== undefined) return Math.min(amount, most);
  return Number((BigInt(most) * BigInt(basisPoints ?? 0) + 5_000n) / 10_000n);
}

/** What cancelling costs until an instant (inclusive, milliseconds). */
export interface CancellationStep {
  until: number;
  fee: number;
}

const MINUTE = 60_000;

/** The whole ladder of a booking, the earliest step first; from the start on nothing can be cancelled. */
export function cancellationLadder(
  { cancellation }: Policies,
  { startsAt, total }: { startsAt: Instant; total: number },
): CancellationStep[] {
  return cancellation.map(({ untilMinutesBefore, fee }) => ({
    until: (startsAt - untilMinutesBefore) * MINUTE,
    fee: shareOf(fee, total),
  }));
}

/**
 * The first step that holds still.
 * @param at milliseconds
 * @returns undefined once the booking has begun
 */
export function cancellationAt(
  ladder: readonly CancellationStep[],
  at: number,
): CancellationStep | undefined {
  return ladder.find(({ until }) => at <= until);
}

/**
 * Why customers may not move a booking (any more).
 * @param moves how often they have
 */
export function whyNotMoved(
  { reschedule: { untilMinutesBefore, times } }: Policies,
  { startsAt, moves }: { startsAt: Instant; moves: number },
  at: number,
): 'TOO_LATE' | 'TOO_OFTEN' | undefined {
  if (at > (startsAt - untilMinutesBefore) * MINUTE) return 'TOO_LATE';
  return moves >= times ? 'TOO_OFTEN' : undefined;
}

/** @param noShows theirs, at this business */
export function standingOf(
  { riskyAfterNoShows }: Policies,
  { noShows, hasCome }: { noShows: number; hasCome: boolean },
): Standing {
  if (noShows >= riskyAfterNoShows) return 'risky';
  return hasCome ? 'regular' : 'new';
}

/**
 * What is to be paid before a booking is firm.
 * @param items each with its rule and price
 * @param total of the booking: never more than that
 */
export function depositOf(
  items: readonly { rule: DepositRule; price: number }[],
  standing: Standing,
  total: number,
): number {
  const asked = items.map(({ rule, price }) => {
    const share = rule[standing];
    return share === undefined || price <= (rule.above ?? -1) ? 0 : shareOf(share, price);
  });
  return Math.min(
    asked.reduce((sum, amount) => sum + amount, 0),
    Math.max(0, total),
  );
}
