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
  const zone = here.replace(/^.*\//, '').replaceAll('_', ' ');
  const hours = String(Math.abs(minutes) / 60);
  return (minutes > 0 ? words.ownAhead : words.ownBehind).replace('{zone}', zone).replace('{hours}', hours);
}
