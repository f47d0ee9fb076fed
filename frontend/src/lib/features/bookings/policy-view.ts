import type { Booking, CancellationPreview, Money } from '#lib/api/types.ts';
import { shareOf } from '#lib/features/policy/policy-view.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { dayAndTime } from './when.ts';

type Place = Pick<Booking, 'startsAt' | 'timeZone' | 'policy'>;
type Step = CancellationPreview['later'][number];

function stepText(step: Step, first: boolean, place: Place, locale: string): string {
  const until = dayAndTime(step.until ?? place.startsAt, locale, place.timeZone);
  const fee = formatMoney(step.fee, locale);
  if (first) return step.fee.amount === 0 ? m.plan_free_until({ until }) : m.plan_fee_until({ until, fee });
  return step.fee.amount === 0 ? m.plan_then_free({ until }) : m.plan_then_fee({ until, fee });
}

/** Until when its customer may move it, and whether they still may; `moves` is how often they have. */
export function moveRule(
  { startsAt, policy, state }: Pick<Booking, 'startsAt' | 'policy' | 'state'>,
  moves: number,
  now: Date,
): { until: Date; allowed: boolean; why: 'never' | 'late' | 'often' | null } {
  const rule = (policy['reschedule'] ?? {}) as { untilMinutesBefore?: number; times?: number };
  const until = new Date(Date.parse(startsAt) - (rule.untilMinutesBefore ?? 0) * 60_000);
  const times = rule.times ?? 20;
  const why = times === 0 ? 'never' : now > until ? 'late' : moves >= times ? 'often' : null;
  return { until, why, allowed: why === null && (state === 'confirmed' || state === 'pending') };
}

/** What was agreed about changes, as sentences with dates: what cancelling costs and when, then moving, then not coming. */
export function policySentences(
  booking: Booking,
  preview: CancellationPreview | null,
  moves: number,
  locale: string,
  now = new Date(),
): string[] {
  const steps = preview ? [preview, ...preview.later] : [];
  const move = moveRule(booking, moves, now);
  const until = dayAndTime(move.until.toISOString(), locale, booking.timeZone);
  const moving = {
    never: () => m.plan_move_never(),
    late: () => m.plan_move_over({ until }),
    often: () => m.plan_move_enough(),
  };
  const noShow = noShowFee(booking);
  return [
    ...steps.map((step, index) => stepText(step, index === 0, booking, locale)),
    move.why ? moving[move.why]() : m.plan_move_until({ until }),
    ...(noShow.amount > 0 ? [m.plan_no_show({ fee: formatMoney(noShow, locale) })] : []),
  ];
}

function noShowFee({ policy, price }: Booking): Money {
  const share = (policy['noShowFee'] ?? { basisPoints: 0 }) as Parameters<typeof shareOf>[0];
  return { ...price, amount: shareOf(share, price.amount) };
}

/** What cancelling would mean at this moment, and later. */
type CancellationView = {
  now: string;
  refund: string;
  until: string;
  later: string[];
  button: string;
};

export function cancellationView(
  preview: CancellationPreview,
  place: Place,
  paid: number,
  locale: string,
): CancellationView {
  const at = (until: string | null) => dayAndTime(until ?? place.startsAt, locale, place.timeZone);
  const fee = formatMoney(preview.fee, locale);
  const isFree = preview.fee.amount === 0;
  return {
    now: isFree ? m.cancel_free() : m.cancel_costs({ fee }),
    refund:
      preview.refund.amount > 0
        ? m.cancel_refund({ refund: formatMoney(preview.refund, locale) })
        : paid > 0
          ? m.cancel_no_refund()
          : '',
    until: preview.later.length > 0 ? m.cancel_until({ until: at(preview.until) }) : '',
    later: preview.later.map((step) =>
      step.fee.amount === 0
        ? m.cancel_later_free({ until: at(step.until) })
        : m.cancel_later_fee({ until: at(step.until), fee: formatMoney(step.fee, locale) }),
    ),
    button: isFree ? m.cancel_button() : m.cancel_button_fee({ fee }),
  };
}
