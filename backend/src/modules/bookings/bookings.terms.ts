import type { Instant } from '../../scheduling/types.ts';
import type { Settings } from '../verticals/verticals.contract.ts';
import type { Draft } from './bookings.draft.ts';
import type { DepositRule } from './bookings.policy.ts';

/** What was agreed beside policy and price. */
export interface Terms {
  tax: Settings['payments']['tax'] | null;
  /** The business says yes or no. */
  approval: boolean;
  /** Of each item; where nothing can be paid from afar, nothing is asked for. */
  deposits: DepositRule[];
  /** Minutes in which a deposit is to be paid. */
  payMinutes: number;
  /** Minutes before the start. */
  checkInMinutesBefore: number;
  /** Minutes after the start; null: never. */
  autoReleaseMinutes: number | null;
  /** Minutes after the end; null: never. */
  completeAfterMinutes: number | null;
}

export function termsOf({ loaded: { items, settings } }: Pick<Draft, 'loaded'>): Terms {
  const { payments, scheduling } = settings;
  const isPayable = payments.chain.some((way) => way !== 'venue');
  return {
    tax: payments.tax ?? null,
    approval: items.some(({ settings }) => settings.scheduling.approval),
    deposits: items.map(({ settings }) => (isPayable ? settings.policies.deposit : {})),
    payMinutes: payments.payMinutes,
    checkInMinutesBefore: scheduling.checkInMinutesBefore,
    autoReleaseMinutes: scheduling.autoReleaseMinutes ?? null,
    completeAfterMinutes: scheduling.completeAfterMinutes ?? null,
  };
}

/** When what nobody has checked in to is given free; null: never. */
export function releaseOf({ autoReleaseMinutes }: Terms, startsAt: Instant): Instant | null {
  return autoReleaseMinutes === null ? null : startsAt + autoReleaseMinutes;
}
