import type { Booking } from '#lib/api/types.ts';
import { m } from '#lib/i18n/words.ts';
import { aheadOf } from '#lib/i18n/zone.ts';
import type { OwnTime } from './own-zone.ts';

/** When a booking begins, for whoever may have another clock: only the browser knows. */
export const ownOf = ({ startsAt, timeZone }: Booking, locale: string): OwnTime => ({
  ...{ startsAt, timeZone, locale, ahead: aheadOf(startsAt, timeZone) },
  words: m.slots_own_time({ zone: '{zone}', when: '{when}' }),
});
