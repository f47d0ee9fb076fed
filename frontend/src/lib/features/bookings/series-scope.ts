import type { Booking, SeriesView } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { isAhead } from './state-view.ts';
import { dayAndTime } from './when.ts';

type Scope = 'this' | 'following' | 'all';
export type ScopeChoice = { value: Scope; text: string };

export function isScope(value: string): value is Scope {
  return value === 'this' || value === 'following' || value === 'all';
}

/** Which dates of a series can be meant; none where there is only one left. */
export function scopeChoices(
  booking: Booking,
  series: SeriesView | null,
  locale: Locale,
  now = new Date(),
): ScopeChoice[] {
  const open = series?.bookings.filter((one) => isAhead(one, now)) ?? [];
  const following = open.filter(({ startsAt }) => Date.parse(startsAt) >= Date.parse(booking.startsAt));
  if (open.length < 2) return [];
  const when = dayAndTime(booking.startsAt, locale, booking.timeZone);
  return [
    { value: 'this', text: m.scope_this({ when }) },
    ...(following.length > 1 && following.length < open.length
      ? [{ value: 'following' as const, text: m.scope_following({ count: following.length }) }]
      : []),
    { value: 'all', text: m.scope_all({ count: open.length }) },
  ];
}
