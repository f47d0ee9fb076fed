import type { Booking, CancellationPreview } from '#lib/api/types.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { dayAndTime } from './when.ts';

/** What a person had before their eyes when they decided; `key` is all of it, as a form carries it. */
export type Snapshot = { key: string; lines: string[] };

type Seen = { start: string; state: string; people: string; fee: number | null };

function linesOf({ start, people, fee }: Seen, { price, timeZone }: Booking, locale: Locale): string[] {
  return [
    dayAndTime(start, locale, timeZone),
    people && m.bookings_with({ people }),
    fee === null ? '' : m.conflict_fee({ fee: formatMoney({ ...price, amount: fee }, locale) }),
  ].filter(Boolean);
}

/** A booking at this moment: what would make somebody decide otherwise if it were different. */
export function snapshot(booking: Booking, preview: CancellationPreview | null, locale: Locale): Snapshot {
  const names = new Set(booking.items.flatMap(({ providers }) => providers.map(({ name }) => name)));
  const seen: Seen = {
    start: booking.startsAt,
    state: booking.state,
    people: [...names].join(', '),
    fee: preview?.fee.amount ?? null,
  };
  return { key: JSON.stringify(seen), lines: linesOf(seen, booking, locale) };
}

/**
 * What a form had seen, if that is another than what is now. Who sends nothing, or nonsense, has seen what is now.
 * @returns null where nothing changed
 */
export function outdated(sent: string, now: Snapshot, booking: Booking, locale: Locale): Snapshot | null {
  if (sent === now.key) return null;
  try {
    const seen = JSON.parse(sent) as Partial<Seen>;
    if (typeof seen.start !== 'string' || Number.isNaN(Date.parse(seen.start))) return null;
    const whole = {
      start: seen.start,
      state: String(seen.state),
      people: typeof seen.people === 'string' ? seen.people : '',
      fee: typeof seen.fee === 'number' ? seen.fee : null,
    };
    return { key: sent, lines: linesOf(whole, booking, locale) };
  } catch {
    return null;
  }
}
