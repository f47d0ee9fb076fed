import type { Booking, CancellationPreview } from '#lib/api/types.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { dayAndTime } from './when.ts';

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
  place: Pick<Booking, 'startsAt' | 'timeZone'>,
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
