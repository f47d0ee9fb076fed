import { formatDay, timeOf, todayIn } from '#lib/i18n/dates.ts';
import type { SlotPicture } from './slots-types.ts';

/** Minutes by which a zone is ahead of Greenwich at an instant. */
function offsetOf(instant: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    instant,
  );
  const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d{2}):(\d{2})/.exec(text) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

const cityOf = (zone: string) => zone.replace(/^.*\//, '').replaceAll('_', ' ');

/** A start at a place, and `{zone}` and `{when}` in the words for what it is elsewhere. */
export type OwnTime = { startsAt: string; timeZone: string; locale: string; words: string };

/** When something begins by the clock of whoever looks, with its weekday where that is another; nothing where clocks agree. */
export function ownTime(
  { startsAt, timeZone, locale, words }: OwnTime,
  here = Intl.DateTimeFormat().resolvedOptions().timeZone,
): string {
  const at = new Date(startsAt);
  if (offsetOf(at, here) === offsetOf(at, timeZone)) return '';
  const [mine, theirs] = [here, timeZone].map((zone) => todayIn(zone, at));
  const time = timeOf(startsAt, locale, here);
  const day = mine === theirs || !mine ? '' : `${formatDay(mine, locale, { weekday: 'long' })} `;
  return words.replace('{zone}', cityOf(here)).replace('{when}', day + time);
}

/**
 * How far the clock of whoever looks is from that of the place on the day shown; nothing where they agree. Only the
 * browser knows it: `here` is for trying.
 */
export function ownZone(
  { timeZone, date, words }: Pick<SlotPicture, 'timeZone' | 'date' | 'words'>,
  here = Intl.DateTimeFormat().resolvedOptions().timeZone,
): string {
  const noon = new Date(`${date}T12:00:00Z`);
  const minutes = offsetOf(noon, here) - offsetOf(noon, timeZone);
  if (minutes === 0) return '';
  const hours = String(Math.abs(minutes) / 60);
  return (minutes > 0 ? words.ownAhead : words.ownBehind)
    .replace('{zone}', cityOf(here))
    .replace('{hours}', hours);
}
