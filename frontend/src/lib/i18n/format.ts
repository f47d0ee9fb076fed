import type { Money } from '#lib/api/types.ts';

const numberFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string, locale: string): Intl.NumberFormat {
  const key = `${currency} ${locale}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      trailingZeroDisplay: 'stripIfInteger',
    });
    numberFormats.set(key, format);
  }
  return format;
}

/** A price as people write it, "$" only where that is theirs (elsewhere "ARS"); cents only where there are some. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const format = moneyFormat(currency, locale);
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** `45 min`, `1 h`, `1 h 30 min`: the units are the same in all three languages. */
export function formatMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [hours ? `${hours} h` : '', rest || !hours ? `${rest} min` : ''];
  return parts.filter(Boolean).join(' ');
}

/** A day and time in the zone given, or in that of the machine when it is left out; as timetables are written (dates.ts). */
export function formatDateTime(instant: string, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(locale === 'en' ? {} : { hourCycle: 'h23' }),
    ...(timeZone ? { timeZone } : {}),
  })
    .format(new Date(instant))
    .replaceAll(' de ', ' ');
}

export function formatDate(instant: string, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...(timeZone ? { timeZone } : {}) }).format(
    new Date(instant),
  );
}

/** The clock of a place in words: `hora de Argentina`. */
export function zoneName(timeZone: string, locale: string, now = new Date()): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' });
  return format.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** The name of a weekday; 1 is Monday and 7 is Sunday, as ISO 8601 counts. */
export function formatWeekday(day: number, locale: string, style: 'long' | 'short' = 'long'): string {
  // 2024-01-01 was a Monday.
  const date = new Date(Date.UTC(2024, 0, day));
  return new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(date);
}
