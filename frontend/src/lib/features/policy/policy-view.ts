import type { Booking, Money, ServiceTerms } from '#lib/api/types.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { momentIn } from '#lib/i18n/moment.ts';
import { m } from '#lib/i18n/words.ts';

type Policies = ServiceTerms['policies'];
type Share = Policies['noShowFee'];

/** What was agreed, as sentences with dates; empty where there is nothing to tell. */
export type PolicyView = { cancel: string; move: string; noShow: string };

export type Agreed = {
  /** As the booking keeps it. */
  policy: object;
  price: Money;
  startsAt: string;
  timeZone: string;
  /** How often it was moved. */
  moves?: number;
};

const DEFAULTS: Policies = {
  cancellation: [{ untilMinutesBefore: 0, fee: { basisPoints: 0 } }],
  reschedule: { untilMinutesBefore: 0, times: 20 },
  noShowFee: { basisPoints: 0 },
};
/** As often as nobody moves anything: then the number is not worth a word. */
const MANY = 20;
const WHOLE = 10_000;
const MINUTE = 60_000;

/** A part of a price in minor units, rounded half up as the API does; never more than it. */
export function shareOf({ basisPoints = 0, amount }: Share, price: number): number {
  const most = Math.max(0, price);
  return amount === undefined ? Math.floor((most * basisPoints + 5_000) / WHOLE) : Math.min(amount, most);
}

function feeText(share: Share, price: Money, locale: string): string {
  const fee = shareOf(share, price.amount);
  const amount = formatMoney({ amount: fee, currency: price.currency }, locale);
  if (fee === price.amount) return m.policy_fee_whole({ amount });
  if (share.basisPoints === undefined) return amount;
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
    share.basisPoints / WHOLE,
  );
  return m.policy_fee_part({ percent, amount });
}

function cancelText(
  steps: Policies['cancellation'],
  { price, startsAt, timeZone }: Agreed,
  locale: string,
  now: number,
): string {
  const start = Date.parse(startsAt);
  const open = steps
    .map(({ untilMinutesBefore, fee }) => ({ until: start - untilMinutesBefore * MINUTE, fee }))
    .filter(({ until }) => now <= until);
  if (open.length === 0) return m.policy_begun();
  // Steps that cost the same are one.
  const costs = open.map((step) => ({ ...step, amount: shareOf(step.fee, price.amount) }));
  const told = costs.filter(({ amount }, index) => amount !== costs[index + 1]?.amount);
  const parts = told.map(({ until, fee, amount }, index) => {
    const isLast = index === told.length - 1;
    const moment = momentIn(until, locale, { timeZone, now });
    const text = feeText(fee, price, locale);
    if (index === 0) {
      if (amount === 0) return isLast ? m.policy_free_always() : m.policy_free_until({ moment });
      return isLast ? m.policy_costs({ fee: text }) : m.policy_costs_until({ fee: text, moment });
    }
    if (amount === 0) return m.policy_then_free();
    if (!isLast) return m.policy_then_until({ fee: text, moment });
    return index > 1 ? m.policy_later({ fee: text }) : m.policy_then({ fee: text });
  });
  return `${parts.join('; ').replace(/\.$/, '')}.`;
}

const lastMove = ({ reschedule }: Policies, startsAt: string): number =>
  Date.parse(startsAt) - reschedule.untilMinutesBefore * MINUTE;

function moveText(policies: Policies, agreed: Agreed, locale: string, now: number): string {
  const { times } = policies.reschedule;
  const { startsAt, timeZone, moves = 0 } = agreed;
  const until = lastMove(policies, startsAt);
  if (times === 0) return m.policy_no_move();
  if (now > until) return m.policy_move_over();
  if (moves >= times) return m.policy_moved_enough();
  const moment = momentIn(until, locale, { timeZone, now });
  const left = times - moves;
  if (left === 1) return m.policy_move_once({ moment });
  return times < MANY ? m.policy_move_times({ count: left, moment }) : m.policy_move_until({ moment });
}

/** Whether its customer may move a booking still. */
export function mayMove(
  { policy, startsAt, state }: Pick<Booking, 'policy' | 'startsAt' | 'state'>,
  moves: number,
  now: Date,
): boolean {
  const policies: Policies = { ...DEFAULTS, ...policy };
  const isFirm = state === 'confirmed' || state === 'pending';
  return isFirm && now.getTime() <= lastMove(policies, startsAt) && moves < policies.reschedule.times;
}

/** What cancelling, moving and not coming cost, with the dates of this booking in the zone of its place. */
export function policyView(agreed: Agreed, locale: string, now: Date): PolicyView {
  const policies: Policies = { ...DEFAULTS, ...agreed.policy };
  const { cancellation, noShowFee } = policies;
  const isFree = shareOf(noShowFee, agreed.price.amount) === 0;
  return {
    cancel: cancelText(cancellation, agreed, locale, now.getTime()),
    move: moveText(policies, agreed, locale, now.getTime()),
    noShow: isFree ? '' : m.policy_no_show({ fee: feeText(noShowFee, agreed.price, locale) }),
  };
}
