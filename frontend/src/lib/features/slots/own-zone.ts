import { formatDay, timeOf, todayIn } from '#lib/i18n/dates.ts';
import { aheadOf } from '#lib/i18n/zone.ts';
import type { SlotPicture } from './slots-types.ts';

const cityOf = (zone: string) => zone.replace(/^.*\//, '').replaceAll('_', ' ');

/** A start by the clock of its place, which is so many minutes ahead of Greenwich; the words have `{zone}` and `{when}` for another's. */
export type OwnTime = { startsAt: string; ahead: number; timeZone: string; locale: string; words: string };

/** When something begins by the clock of whoever looks, with its weekday where that is another; nothing where clocks agree. */
export function ownTime(
  { startsAt, ahead, timeZone, locale, words }: OwnTime,
  here = Intl.DateTimeFormat().resolvedOptions().timeZone,
): string {
  if (aheadOf(startsAt, here) === ahead) return '';
  const [mine, theirs] = [here, timeZone].map((zone) => todayIn(zone, new Date(startsAt)));
  const time = timeOf(startsAt, locale, here);
  const day = mine === theirs || !mine ? '' : `${formatDay(mine, locale, { weekday: 'long' })} `;
  return words.replace('{zone}', cityOf(here)).replace('{when}', day + time);
}

/**
 * How far the clock of whoever looks is from that of the place on the day shown; nothing where they agree. Only the
 * browser knows it: `here` is for trying.
 */
export function ownZone(
  { ahead, date, words }: Pick<SlotPicture, 'ahead' | 'date' | 'words'>,
  here = Intl.DateTimeFormat().resolvedOptions().timeZone,
): string {
  const minutes = aheadOf(`${date}T12:00:00Z`, here) - ahead;
  if (minutes === 0) return '';
  const hours = String(Math.abs(minutes) / 60);
  return (minutes > 0 ? words.ownAhead : words.ownBehind)
    .replace('{zone}', cityOf(here))
    .replace('{hours}', hours);
}
