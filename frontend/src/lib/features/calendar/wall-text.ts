/** A time of the wall clock as people write it: `18:00`, `6:00 PM`. @param wall `2026-11-21T18:00` */
export function wallText(wall: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: locale.startsWith('en') ? 'h12' : 'h23',
  }).format(new Date(`${wall}Z`));
}
