import { m } from '#lib/i18n/words.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { heading, term } from '#lib/theme/terms.ts';
import type { Tenant } from '#lib/api/types.ts';

/** What stands around the facts of one booking. */
export function detailsWords(tenant: Tenant, locale: Locale) {
  return {
    thing: heading(tenant, locale, 'booking', 'one'),
    when: m.booking_when(),
    where: m.booking_where(),
    what: m.booking_what(),
    directions: m.directions(),
    calendar: m.booking_calendar(),
    move: m.booking_move(),
    cancel: m.booking_cancel(),
    rebook: m.bookings_rebook(),
    code: m.bookings_code(),
    codeAlt: m.booking_code_alt(),
    codeSay: m.booking_code_say(),
    money: m.booking_money(),
    allPaid: m.booking_nothing_due(),
    payDeposit: m.booking_pay_deposit(),
    payOn: m.booking_pay_on(),
    receipts: m.booking_receipts(),
    tipOther: m.booking_tip_other(),
    tipButton: m.booking_tip_button(),
    answers: m.booking_answers(),
    guests: m.booking_guests(),
    policy: m.booking_policy(),
    history: m.booking_history(),
    seriesOne: m.booking_series_one(),
    push: {
      title: m.push_offer_title(),
      text: m.push_offer_text({ thing: term(tenant, locale, 'booking', 'one') }),
      yes: m.push_offer_yes(),
      no: m.push_offer_no(),
      done: m.push_done(),
      denied: m.push_denied(),
    },
  };
}

export type DetailsWords = ReturnType<typeof detailsWords>;
