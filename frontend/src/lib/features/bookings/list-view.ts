import type { Booking, Tenant, WaitlistEntry } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { genderOf, term } from '#lib/theme/terms.ts';
import { cardView, groupCards, type BookingCard, type CardGroup } from './card-view.ts';
import { isAhead } from './state-view.ts';
import { waitlistView, type WaitlistCard } from './waitlist-view.ts';

type MyBookings = {
  next: CardGroup[];
  past: BookingCard[];
  waiting: WaitlistCard[];
};

const byStart = (a: Booking, b: Booking) => Date.parse(a.startsAt) - Date.parse(b.startsAt);

/** Each once, whichever way it was found. */
function once<T extends { id: string }>(things: readonly T[]): T[] {
  return [...new Map(things.map((thing) => [thing.id, thing])).values()];
}

/** Everything of one person in two lists: what is ahead, the nearest first, and what is over, the latest first. */
export function myBookings(
  bookings: readonly Booking[],
  entries: readonly WaitlistEntry[],
  tenant: Tenant,
  locale: Locale,
  now = new Date(),
): MyBookings {
  const known = once(bookings).filter(({ state, customer }) => state !== 'held' || customer !== null);
  const open = (booking: Booking) => isAhead(booking, now) || booking.state === 'held';
  const past = known.filter((booking) => !open(booking)).toSorted((a, b) => byStart(b, a));
  return {
    next: groupCards(known.filter(open).toSorted(byStart), tenant, locale, now),
    past: past.map((booking) => cardView(booking, tenant, locale, now)),
    waiting: waitlistView(once(entries), locale),
  };
}

export function listWords(tenant: Tenant, locale: Locale) {
  const things = term(tenant, locale, 'booking');
  const isFeminine = genderOf(tenant, locale, 'booking') === 'f';
  return {
    title: isFeminine ? m.bookings_mine_f({ things }) : m.bookings_mine_m({ things }),
    next: m.bookings_next(),
    past: m.bookings_past(),
    emptyTitle: m.bookings_empty_title(),
    emptyText: m.bookings_empty_text(),
    emptyNext: m.bookings_empty_next(),
    find: m.bookings_empty_button(),
    morePast: m.bookings_more_past(),
    moreNext: m.bookings_more_next(),
    rebook: m.bookings_rebook(),
    showCode: m.bookings_show_code(),
    code: m.bookings_code(),
    guestTitle: m.bookings_guest_title(),
    guestText: m.bookings_guest_text(),
    lost: m.lost_link(),
    login: m.login_button(),
    register: m.register_button(),
    waitlist: m.waitlist_title(),
    accept: m.waitlist_accept(),
    decline: m.waitlist_decline(),
    leave: m.waitlist_leave(),
  };
}

export type ListWords = ReturnType<typeof listWords>;
