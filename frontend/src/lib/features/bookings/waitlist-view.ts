import type { WaitlistEntry } from '#lib/api/types.ts';
import { formatDay, timeOf } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { dayAndTime } from './when.ts';

export type WaitlistCard = {
  id: string;
  what: string;
  when: string;
  text: string;
  offer: { holdId: string; when: string; kept: string; until: string } | null;
};

/** What somebody still waits for. */
export function waitlistView(entries: readonly WaitlistEntry[], locale: Locale): WaitlistCard[] {
  return entries
    .filter(({ state }) => state === 'waiting' || state === 'offered')
    .map(({ id, serviceName, from, to, timeZone, offer }) => {
      const day = (date: string) => formatDay(date, locale, { day: 'numeric', month: 'long' });
      return {
        id,
        what: localized(serviceName, locale),
        when:
          from === to
            ? m.waitlist_day({ from: day(from) })
            : m.waitlist_range({ from: day(from), to: day(to) }),
        text: m.waitlist_waiting(),
        offer: offer && {
          holdId: offer.holdId,
          when: m.waitlist_offer({ when: dayAndTime(offer.startsAt, locale, timeZone) }),
          kept: m.waitlist_kept({ time: timeOf(offer.expiresAt, locale, timeZone) }),
          until: offer.expiresAt,
        },
      };
    });
}
