import type { Booking, BookingState, Tenant } from '#lib/api/types.ts';
import { timeOf } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { genderOf } from '#lib/theme/terms.ts';
import { whenView } from './when.ts';

export type StateView = {
  key: BookingState;
  label: string;
  text: string;
  tone: 'plain' | 'good' | 'bad' | 'accent';
};

const upcoming: ReadonlySet<BookingState> = new Set(['pending', 'confirmed', 'checked_in']);

/** Whether somebody is still expected. */
export function isAhead({ state, endsAt }: Pick<Booking, 'state' | 'endsAt'>, now: Date): boolean {
  return upcoming.has(state) && Date.parse(endsAt) > now.getTime();
}

/** What a booking's state means to its customer: a word, and what follows from it. */
export function stateView(booking: Booking, tenant: Tenant, locale: Locale, now = new Date()): StateView {
  const { state: key, businessName: business, timeZone } = booking;
  const isFeminine = genderOf(tenant, locale, 'booking') === 'f';
  const over = Date.parse(booking.endsAt) <= now.getTime();
  switch (key) {
    case 'held': {
      const time = timeOf(booking.expiresAt ?? booking.startsAt, locale, timeZone);
      return { key, tone: 'accent', label: m.booking_is_held(), text: m.booking_held_text({ time }) };
    }
    case 'pending':
      if (over)
        return {
          key,
          tone: 'plain',
          label: m.booking_is_unanswered(),
          text: m.booking_unanswered_text({ business }),
        };
      return {
        key,
        tone: 'accent',
        label: m.booking_is_pending(),
        text: m.booking_pending_text({ business }),
      };
    case 'confirmed': {
      if (over)
        return { key, tone: 'plain', label: m.booking_is_completed(), text: m.booking_completed_text() };
      const label = isFeminine ? m.booking_is_confirmed_f() : m.booking_is_confirmed_m();
      const day = whenView(booking, locale, now).near;
      return { key, tone: 'good', label, text: m.booking_confirmed_text({ day }) };
    }
    case 'checked_in':
      return { key, tone: 'good', label: m.booking_is_checked_in(), text: m.booking_checked_in_text() };
    case 'completed':
      return { key, tone: 'plain', label: m.booking_is_completed(), text: m.booking_completed_text() };
    case 'expired':
      return { key, tone: 'bad', label: m.booking_is_expired(), text: m.booking_expired_text() };
    case 'declined':
      return {
        key,
        tone: 'bad',
        label: m.booking_is_declined(),
        text: m.booking_declined_text({ business }),
      };
    case 'cancelled': {
      const label = isFeminine ? m.booking_is_cancelled_f() : m.booking_is_cancelled_m();
      return { key, tone: 'plain', label, text: m.booking_cancelled_text() };
    }
    case 'no_show':
      return { key, tone: 'bad', label: m.booking_is_no_show(), text: m.booking_no_show_text({ business }) };
  }
}
