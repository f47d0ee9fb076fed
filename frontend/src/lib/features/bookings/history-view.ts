import type { Booking, HistoryEntry, Payment } from '#lib/api/types.ts';
import { formatMinutes, formatMoney } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { dayAndTime } from './when.ts';

export type HistoryLine = { id: string; at: string; time: string; text: string; reason: string };

type Told = Pick<HistoryEntry, 'kind' | 'from' | 'to' | 'data'>;
const ours = new Set(['customer', 'guest']);

function movedText({ data }: Told, { businessName: business, timeZone }: Booking, locale: string): string {
  const [from = '', to = ''] = Array.isArray(data['startsAt']) ? (data['startsAt'] as string[]) : [];
  if (!from || !to) return '';
  const words = { from: dayAndTime(from, locale, timeZone), to: dayAndTime(to, locale, timeZone) };
  return ours.has(String(data['by']))
    ? m.history_moved_you(words)
    : m.history_moved_them({ ...words, business });
}

function stateText({ from, to, data }: Told, business: string): string {
  if (from === 'checked_in' && to === 'confirmed') return m.history_undo_check_in();
  if (from === 'no_show' && to === 'confirmed') return m.history_undo_no_show();
  switch (to) {
    case 'held':
      return m.history_held();
    case 'pending':
      return m.history_pending();
    case 'confirmed':
      return m.history_confirmed();
    case 'checked_in':
      return m.history_checked_in();
    case 'completed':
      return m.history_completed();
    case 'expired':
      return m.history_expired();
    case 'declined':
      return m.history_declined({ business });
    case 'cancelled':
      return ours.has(String(data['by']))
        ? m.history_cancelled_you()
        : m.history_cancelled_them({ business });
    case 'no_show':
      return m.history_no_show();
  }
}

function textOf(entry: Told, booking: Booking, locale: string): string {
  switch (entry.kind) {
    case 'state':
      return stateText(entry, booking.businessName);
    case 'rescheduled':
      return movedText(entry, booking, locale);
    case 'resized': {
      const [, minutes = 0] = Array.isArray(entry.data['minutes']) ? (entry.data['minutes'] as number[]) : [];
      return m.history_resized({ time: formatMinutes(minutes) });
    }
    case 'deposit_asked':
      return m.history_deposit_asked();
    case 'verified':
      return m.history_verified();
    default:
      return '';
  }
}

/** How often its customer has moved a booking. */
export function movesOf(history: readonly Told[]): number {
  return history.filter(({ kind, data }) => kind === 'rescheduled' && ours.has(String(data['by']))).length;
}

/** What happened, in words, with the payments among it, the latest first; what means nothing to a customer is left out. */
export function historyView(
  history: readonly HistoryEntry[],
  payments: readonly Payment[],
  booking: Booking,
  locale: string,
): HistoryLine[] {
  const steps = history.map((entry) => ({
    id: entry.id,
    at: entry.at,
    text: textOf(entry, booking, locale),
    // What the system writes is for staff and logs, and in their language.
    reason:
      entry.reason && entry.data['by'] !== 'system' && entry.to !== 'no_show' && entry.kind !== 'note'
        ? m.history_reason({ reason: entry.reason })
        : '',
  }));
  const paid = payments.flatMap(({ id, completedAt, price }) =>
    completedAt
      ? [{ id, at: completedAt, text: m.history_paid({ amount: formatMoney(price, locale) }), reason: '' }]
      : [],
  );
  return [...steps, ...paid]
    .filter(({ text }) => text !== '')
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .map((line) => ({ ...line, time: dayAndTime(line.at, locale, booking.timeZone) }));
}
