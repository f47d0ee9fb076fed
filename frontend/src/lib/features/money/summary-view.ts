import type { Balance, MoneySummary } from '#lib/api/types.ts';
import { addDays, daysBetween, formatDay, shortDay } from '#lib/i18n/dates.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { drawBars, type BarChart } from './bars.ts';
import type { Period } from './period.ts';

type Day = MoneySummary['days'][number];
type Amounts = Omit<Day, 'date'>;
const NOTHING: Amounts = {
  ...{ services: 0, noShowFees: 0, cancellationFees: 0, tips: 0, commission: 0, earned: 0 },
  ...{ online: 0, venue: 0, refunds: 0, companyFees: 0, tax: 0 },
};
const keys = Object.keys(NOTHING) as (keyof Amounts)[];

const add = (a: Amounts, b: Amounts): Amounts =>
  Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as Amounts;
const sum = (days: readonly Amounts[]): Amounts => days.reduce(add, NOTHING);

/** More days than these are shown by the month. */
const MOST_BARS = 62;

/** What happened by the day, or by the month where that would be too many; also when nothing happened. */
export function buckets(days: readonly Day[], { from, to }: Period): { key: string; amounts: Amounts }[] {
  const byMonth = daysBetween(from, to) >= MOST_BARS;
  const found = new Map<string, Amounts>();
  for (let date = from; date <= to; date = addDays(date, 1))
    found.set(byMonth ? date.slice(0, 7) : date, NOTHING);
  for (const day of days) {
    const key = byMonth ? day.date.slice(0, 7) : day.date;
    found.set(key, add(found.get(key) ?? NOTHING, day));
  }
  return [...found].map(([key, amounts]) => ({ key, amounts }));
}

export type Line = { label: string; value: string; kind: 'part' | 'minus' | 'total' };
export type SummaryRow = { id: string; label: string } & Record<Exclude<keyof Amounts, 'tax'>, string> & {
    fees: string;
  };

export type SummaryView = {
  isEmpty: boolean;
  /** How no money is written. */
  nothing: string;
  /** How what was earned comes about. */
  lines: Line[];
  moves: { label: string; value: string }[];
  chart: BarChart;
  rows: SummaryRow[];
  providers: SummaryRow[];
};

const bucketName = (key: string, locale: Locale) =>
  key.length === 7
    ? formatDay(`${key}-01`, locale, { month: 'long', year: 'numeric' })
    : shortDay(key, locale);

export function summaryView(
  { days, providers, currency }: MoneySummary,
  period: Period,
  locale: Locale,
  nobody: string,
): SummaryView {
  const money = (amount: number) => formatMoney({ amount: amount === 0 ? 0 : amount, currency }, locale);
  const total = sum(days);
  const parts = buckets(days, period);
  const row = (id: string, label: string, amounts: Amounts): SummaryRow => ({
    ...(Object.fromEntries(keys.map((key) => [key, money(amounts[key])])) as Record<keyof Amounts, string>),
    id,
    label,
    commission: money(-amounts.commission),
    refunds: money(-amounts.refunds),
    fees: money(amounts.noShowFees + amounts.cancellationFees),
  });
  const line = (label: string, amount: number, kind: Line['kind'] = 'part'): Line => ({
    label,
    value: money(amount),
    kind,
  });
  return {
    isEmpty: days.length === 0,
    nothing: money(0),
    lines: [
      line(m.money_services(), total.services),
      line(m.money_no_show_fees(), total.noShowFees),
      line(m.money_cancellation_fees(), total.cancellationFees),
      line(m.money_tips(), total.tips),
      line(m.money_commission(), -total.commission, 'minus'),
      line(m.money_earned(), total.earned, 'total'),
    ],
    moves: [
      { label: m.money_online(), value: money(total.online) },
      { label: m.money_venue(), value: money(total.venue) },
      { label: m.money_refunds(), value: money(-total.refunds) },
      ...(total.tax > 0 ? [{ label: m.money_tax(), value: money(total.tax) }] : []),
    ],
    chart: drawBars(
      parts.map(({ key, amounts }) => ({
        label: bucketName(key, locale),
        value: amounts.earned,
        text: money(amounts.earned),
      })),
      money,
    ),
    rows: parts
      .filter(({ amounts }) => keys.some((key) => amounts[key] !== 0))
      .map(({ key, amounts }) => row(key, bucketName(key, locale), amounts)),
    providers: providers.map(({ id, name, ...amounts }) =>
      row(id ?? 'nobody', name ?? nobody, { ...NOTHING, ...amounts }),
    ),
  };
}

/** What the marketplace owes a business by now, or the business the marketplace: it has its own drawer. */
export function owedView(balances: readonly Balance[], locale: Locale) {
  return balances.map(({ earned, venueCash, prepayments, currency }) => {
    const money = (amount: number) => formatMoney({ amount, currency }, locale);
    const open = earned - venueCash;
    return {
      currency,
      label: open >= 0 ? m.money_owed_you() : m.money_you_owe(),
      value: money(Math.abs(open)),
      text: m.money_owed_text({ earned: money(earned), venue: money(venueCash) }),
      prepaid: prepayments > 0 ? m.money_prepaid({ amount: money(prepayments) }) : '',
    };
  });
}

/** The same as a file: amounts as plain numbers in major units, so that spreadsheets add them up. */
export function summaryCsv({ days, currency }: MoneySummary): (string | number)[][] {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const plain = (amount: number) => (amount / 10 ** digits).toFixed(digits);
  const head = [
    m.money_day(),
    ...[
      m.money_services(),
      m.money_no_show_fees(),
      m.money_cancellation_fees(),
      m.money_tips(),
      m.money_commission(),
    ],
    ...[
      m.money_earned(),
      m.money_online(),
      m.money_venue(),
      m.money_refunds(),
      m.money_company_fees(),
      m.money_tax(),
    ],
    m.money_currency(),
  ];
  return [
    head,
    ...days.map((day) => [
      day.date,
      ...[day.services, day.noShowFees, day.cancellationFees, day.tips, -day.commission, day.earned].map(
        plain,
      ),
      ...[day.online, day.venue, -day.refunds, day.companyFees, day.tax].map(plain),
      currency,
    ]),
  ];
}
