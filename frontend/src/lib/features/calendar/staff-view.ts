import type { Booking, HistoryEntry, Payment } from '#lib/api/types.ts';
import type { Facts } from '#lib/features/bookings/details-view.ts';
import { whatOf } from '#lib/features/bookings/card-view.ts';
import { intakeView, type IntakeView } from '#lib/features/bookings/intake-view.ts';
import { givenBack, leftOf, sumsOf, toGiveBack } from '#lib/features/bookings/money.ts';
import { moneyView, type MoneyView } from '#lib/features/bookings/money-view.ts';
import { dayAndTime, whenView, type WhenView } from '#lib/features/bookings/when.ts';
import { formatMinutes, formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { RESIZABLE } from './grid-view.ts';
import { markOf } from './mark.ts';
import { staffState, type RowView } from './row-view.ts';
import { stepViews, type StepView } from './steps.ts';

type StaffHistory = { id: string; at: string; time: string; text: string; by: string };
type PaymentLine = {
  id: string;
  text: string;
  state: string;
  /** What can be given back of it, as it is typed; null where nothing can. */
  left: string | null;
  /** Whether some of it waits to be given back by hand. */
  waits: boolean;
  receipt: string;
};

/** A booking as those see it who serve it. */
export type StaffView = {
  id: string;
  code: string;
  state: RowView['state'];
  when: WhenView;
  what: string;
  items: { name: string; about: string; time: string }[];
  customer: { name: string; phone: string | null; email: string | null } | null;
  place: string;
  steps: StepView[];
  step: { id: string; key: string; mark: string; name: string; time: string; what: string };
  money: Pick<MoneyView, 'lines' | 'sums' | 'allPaid'>;
  payments: PaymentLine[];
  /** Whether somebody is here, or was, who may leave a tip at the desk. */
  mayTip: boolean;
  intake: IntakeView;
  notes: StaffHistory[];
  history: StaffHistory[];
  /** What is to be handed back at the desk, in words; empty where nothing is. */
  giveBack: string;
  /** What cancelling costs its customer now; null where it cannot be cancelled. */
  cancel: { text: string } | null;
  mayMove: boolean;
  /** Whose length staff may decide, in minutes; none where a timetable does. */
  lengths: { item: number; name: string; minutes: string }[];
  seriesId: string | null;
};

const ways: Record<string, () => string> = {
  customer: () => m.cal_by_customer(),
  guest: () => m.cal_by_customer(),
  system: () => m.cal_by_system(),
};

function historyText({ kind, from, to, data }: HistoryEntry, booking: Booking, locale: Locale): string {
  if (kind === 'note') return typeof data['text'] === 'string' ? data['text'] : '';
  if (kind === 'verified') return m.cal_h_verified();
  if (kind === 'deposit_asked') return m.cal_h_deposit();
  if (kind === 'rescheduled') {
    const [was = '', is = ''] = Array.isArray(data['startsAt']) ? (data['startsAt'] as string[]) : [];
    if (!was || !is || was === is) return m.cal_h_changed();
    return m.cal_h_moved({
      from: dayAndTime(was, locale, booking.timeZone),
      to: dayAndTime(is, locale, booking.timeZone),
    });
  }
  if (kind === 'resized') {
    const [from = 0, to = 0] = Array.isArray(data['minutes']) ? (data['minutes'] as number[]) : [];
    return m.cal_h_resized({ from: formatMinutes(from), to: formatMinutes(to) });
  }
  if (from === 'checked_in' && to === 'confirmed') return m.cal_h_undo_check_in();
  if (from === 'no_show' && to === 'confirmed') return m.cal_h_undo_no_show();
  return staffState(to).label;
}

/** What happened, the latest first. */
function staffHistory(history: readonly HistoryEntry[], booking: Booking, locale: Locale): StaffHistory[] {
  return history
    .map((entry) => {
      const by = entry.by?.name ?? ways[String(entry.data['by'])]?.() ?? '';
      const text = historyText(entry, booking, locale);
      // What the system writes is for logs, and in their language.
      const isTyped = entry.kind !== 'note' && entry.data['by'] !== 'system';
      const reason = entry.reason && isTyped ? ` (${entry.reason})` : '';
      return {
        id: entry.id,
        at: entry.at,
        time: dayAndTime(entry.at, locale, booking.timeZone),
        text: text + reason,
        by,
      };
    })
    .toReversed();
}

const amountText = (amount: number, currency: string) => {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return String(amount / 10 ** (digits.maximumFractionDigits ?? 2));
};

type Refunding = { bookingId: string; mayRefund: boolean; waiting: number };

function paymentLine(
  payment: Payment,
  locale: Locale,
  { bookingId, mayRefund, waiting }: Refunding,
): PaymentLine {
  const { id, price, state } = payment;
  const back = givenBack(payment);
  const left = leftOf(payment);
  const text = formatMoney(price, locale);
  return {
    id,
    text:
      back > 0
        ? m.cal_paid_back({ amount: text, back: formatMoney({ ...price, amount: back }, locale) })
        : text,
    state: [
      payment.provider === 'venue' ? m.cal_at_venue() : m.cal_online(),
      state === 'pending' ? m.cal_pay_pending() : state === 'failed' ? m.cal_pay_failed() : '',
    ]
      .filter(Boolean)
      .join(' · '),
    left: mayRefund && left > 0 ? amountText(waiting || left, price.currency) : null,
    waits: waiting > 0,
    receipt: state === 'completed' ? `/bookings/${bookingId}/receipts/${id}` : '',
  };
}

export function staffView(
  { booking, payments, history, intake, checkIn, preview }: Facts,
  locale: Locale,
  { mayRefund, now = new Date() }: { mayRefund: boolean; now?: Date },
): StaffView {
  const { id, code, state, startsAt, customer, price, timeZone } = booking;
  const money = moneyView(booking, payments, locale, now);
  const { due, paid, refunded } = sumsOf(booking, payments);
  const waiting = toGiveBack(booking, payments);
  const inMoney = (amount: number) => formatMoney({ ...price, amount }, locale);
  const handed = [...waiting.values()].reduce((sum, part) => sum + part, 0);
  const owed = state === 'held' || state === 'pending' ? 0 : due;
  const what = whatOf(booking, locale);
  const all = staffHistory(history, booking, locale);
  const notes = new Set(history.filter(({ kind }) => kind === 'note').map((entry) => entry.id));
  const name = customer?.name ?? m.cal_nobody_yet();
  const when = whenView(booking, locale, now);
  const fee = preview && formatMoney(preview.fee, locale);
  return {
    id,
    code,
    state: staffState(state),
    when,
    what,
    items: booking.items.map((item) => ({
      name: localized(item.serviceName, locale),
      about: [
        localized(item.variantName, locale),
        ...item.addOns.map(
          ({ name, quantity }) => localized(name, locale) + (quantity > 1 ? ` × ${quantity}` : ''),
        ),
        item.providers.map(({ name }) => name).join(', '),
        (item.seats ?? 1) > 1 ? m.bookings_seats({ count: item.seats ?? 1 }) : '',
      ]
        .filter(Boolean)
        .join(' · '),
      time: whenView({ ...item, timeZone }, locale).time,
    })),
    customer: customer && { name: customer.name, phone: customer.phone, email: customer.email },
    place: booking.locationName ?? booking.businessName,
    // Without a code nobody can check in.
    steps: stepViews(
      { state, startsAt, checkInFrom: checkIn?.from ?? null, due: owed },
      formatMoney({ ...price, amount: owed }, locale),
      now,
    ),
    step: {
      id,
      key: crypto.randomUUID(),
      mark: markOf({
        ...booking,
        who: booking.items.flatMap(({ providers }) => providers.map(({ id }) => id)),
      }),
      name,
      time: when.start,
      what,
    },
    money: { lines: money.lines, sums: money.sums, allPaid: money.allPaid },
    mayTip:
      state === 'checked_in' ||
      state === 'completed' ||
      (state === 'confirmed' && now.getTime() >= Date.parse(startsAt)),
    payments: payments.map((payment) =>
      paymentLine(payment, locale, { bookingId: id, mayRefund, waiting: waiting.get(payment.id) ?? 0 }),
    ),
    giveBack: handed > 0 ? m.cal_give_back({ amount: inMoney(handed) }) : '',
    intake: intakeView(intake, locale),
    notes: all.filter(({ id }) => notes.has(id)),
    history: all.filter(({ id }) => !notes.has(id)),
    cancel: preview && {
      text: [
        preview.fee.amount > 0 ? m.cal_cancel_fee({ fee: fee ?? '' }) : m.cal_cancel_free(),
        paid > refunded ? m.cal_cancel_back({ amount: inMoney(paid - refunded) }) : '',
      ].join(' '),
    },
    mayMove: state === 'confirmed' || state === 'pending',
    lengths: booking.items.flatMap(({ sessionId, startsAt, endsAt, serviceName }, item) =>
      sessionId || !RESIZABLE.has(state)
        ? []
        : {
            item,
            name: localized(serviceName, locale),
            minutes: String((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000),
          },
    ),
    seriesId: booking.seriesId,
  };
}
