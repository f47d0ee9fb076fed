import type { InsightFigures, Overview, Tenant } from '#lib/api/types.ts';
import { addDays, formatDay, shortDay, weekdayOf } from '#lib/i18n/dates.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { heading, term } from '#lib/theme/terms.ts';
import { barChart, type Chart } from './chart.ts';

export interface Tile {
  label: string;
  value: string;
  /** Against the period before; null: there is nothing to compare with. */
  change: string | null;
  tone: 'good' | 'bad' | 'plain';
}

export interface Answered {
  id: string;
  question: string;
  /** The answer in a sentence. */
  answer: string;
  chart: Chart;
  series: string[];
  head: string[];
  rows: string[][];
}

export interface OverviewView {
  tiles: Tile[];
  charts: Answered[];
  services: { name: string; business: string; bookings: string; share: string; width: number }[];
  isEmpty: boolean;
}

type Day = Overview['days'][number];
interface Bucket {
  label: string;
  days: Day[];
}

/** Above so many days a chart and its table go by weeks. */
const MOST_DAYS = 31;

const total = (days: readonly Day[], of: (day: Day) => number) => days.reduce((sum, day) => sum + of(day), 0);
const lost = ({ states }: InsightFigures) => states.cancelled + states.noShow;
const came = (figures: InsightFigures) => figures.bookings - lost(figures);

/** Days, or weeks from Monday on where there are many. */
function bucketsOf(days: readonly Day[], locale: string): Bucket[] {
  if (days.length <= MOST_DAYS) return days.map((day) => ({ label: shortDay(day.day, locale), days: [day] }));
  const weeks = Map.groupBy(days, ({ day }) => addDays(day, 1 - weekdayOf(day)));
  return [...weeks.values()].map((week) => {
    const first = week[0]?.day ?? '';
    return { label: formatDay(first, locale, { day: 'numeric', month: 'short' }), days: week };
  });
}

function tileOf(
  label: string,
  read: (figures: InsightFigures) => number | null,
  { totals, previous }: Overview,
  { show, more = 'good', isShare = false, locale }: TileStyle,
): Tile {
  const [now, before] = [read(totals), previous && read(previous.totals)];
  const value = now === null ? '–' : show(now);
  if (now === null || before === null || (before === 0 && now === 0))
    return { label, value, change: null, tone: 'plain' };
  const sign = { signDisplay: 'exceptZero', maximumFractionDigits: isShare ? 1 : 0 } as const;
  if (!isShare && before === 0) return { label, value, change: m.over_from_nothing(), tone: 'plain' };
  const difference = isShare ? (now - before) * 100 : ((now - before) / before) * 100;
  const number = new Intl.NumberFormat(locale, sign).format(difference);
  const change = isShare ? m.over_points({ number }) : m.over_percent({ number });
  const isPlain = Math.abs(difference) < 0.05 || more === 'plain';
  return {
    label,
    value,
    change,
    tone: isPlain ? 'plain' : difference > 0 === (more === 'good') ? 'good' : 'bad',
  };
}

interface TileStyle {
  show: (value: number) => string;
  /** Whether more of it is good. */
  more?: 'good' | 'bad' | 'plain';
  isShare?: boolean;
  locale: string;
}

/** The overview as its page shows it, in one language. */
export function overviewView(overview: Overview, tenant: Tenant, locale: Locale): OverviewView {
  const { totals, days, services } = overview;
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  const percent = (value: number | null) =>
    value === null
      ? '–'
      : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value);
  const currency = totals.money?.[0]?.currency ?? tenant.locale.currency;
  const money = (amount: number) => formatMoney({ amount: Math.round(amount), currency }, locale);
  const takings = (figures: InsightFigures, name: 'revenue' | 'value' | 'commission' | 'refunds') =>
    figures.money?.find((each) => each.currency === currency)?.[name] ?? 0;
  const count = { show: number, locale };
  const share = { show: percent, isShare: true, locale };
  const mayMoney = totals.money !== null;
  const bookings = heading(tenant, locale, 'booking');

  const tiles = [
    tileOf(bookings, (f) => f.bookings, overview, count),
    ...(mayMoney
      ? [
          tileOf(m.over_revenue(), (f) => takings(f, 'revenue'), overview, { show: money, locale }),
          tileOf(m.over_value(), (f) => takings(f, 'value'), overview, { show: money, locale }),
        ]
      : []),
    tileOf(m.over_occupancy(), (f) => f.occupancy, overview, share),
    tileOf(m.over_no_show(), (f) => f.noShowRate, overview, { ...share, more: 'bad' }),
    tileOf(m.over_cancelled(), (f) => f.cancellationRate, overview, { ...share, more: 'bad' }),
    tileOf(m.over_new(), (f) => f.newCustomers, overview, count),
    tileOf(m.over_returning(), (f) => f.returningCustomers, overview, count),
  ];

  const buckets = bucketsOf(days, locale);
  const isWeekly = days.length > MOST_DAYS;
  const when = isWeekly ? m.over_week() : m.over_day();
  const charts: Answered[] = [
    {
      id: 'bookings',
      question: isWeekly ? m.over_q_bookings_week() : m.over_q_bookings(),
      answer: m.over_a_bookings({ kept: number(came(totals)), lost: number(lost(totals)) }),
      chart: barChart(
        buckets.map(({ label, days }) => ({ label, values: [total(days, came), total(days, lost)] })),
        number,
      ),
      series: [m.over_kept(), m.over_lost()],
      head: [when, m.over_kept(), m.over_cancelled_count(), m.over_no_show_count()],
      rows: buckets.map(({ label, days }) => [
        label,
        number(total(days, came)),
        number(total(days, ({ states }) => states.cancelled)),
        number(total(days, ({ states }) => states.noShow)),
      ]),
    },
    {
      id: 'occupancy',
      question: m.over_q_occupancy(),
      answer:
        totals.occupancy === null
          ? m.over_a_no_hours()
          : m.over_a_occupancy({
              booked: number(Math.round(totals.bookedMinutes / 60)),
              available: number(Math.round(totals.availableMinutes / 60)),
            }),
      chart: barChart(
        buckets.map(({ label, days }) => {
          const available = total(days, (day) => day.availableMinutes);
          return {
            label,
            values: [available > 0 ? total(days, (day) => day.bookedMinutes) / available : 0],
          };
        }),
        percent,
        1,
      ),
      series: [m.over_occupancy()],
      head: [when, m.over_hours_booked(), m.over_hours_available(), m.over_occupancy()],
      rows: buckets.map(({ label, days }) => {
        const [booked, available] = [
          total(days, (day) => day.bookedMinutes),
          total(days, (day) => day.availableMinutes),
        ];
        return [
          label,
          number(Math.round(booked / 60)),
          number(Math.round(available / 60)),
          percent(available > 0 ? booked / available : null),
        ];
      }),
    },
    {
      id: 'customers',
      question: m.over_q_customers({ customers: term(tenant, locale, 'customer') }),
      answer: m.over_a_customers({
        share: percent(
          totals.newCustomers + totals.returningCustomers > 0
            ? totals.newCustomers / (totals.newCustomers + totals.returningCustomers)
            : null,
        ),
      }),
      chart: barChart(
        buckets.map(({ label, days }) => ({
          label,
          values: [total(days, (day) => day.returningCustomers), total(days, (day) => day.newCustomers)],
        })),
        number,
      ),
      series: [m.over_returning(), m.over_new()],
      head: [when, m.over_new(), m.over_returning()],
      rows: buckets.map(({ label, days }) => [
        label,
        number(total(days, (day) => day.newCustomers)),
        number(total(days, (day) => day.returningCustomers)),
      ]),
    },
  ];
  if (mayMoney) {
    charts.splice(1, 0, {
      id: 'money',
      question: isWeekly ? m.over_q_money_week() : m.over_q_money(),
      answer: m.over_a_money({
        revenue: money(takings(totals, 'revenue')),
        commission: money(takings(totals, 'commission')),
        refunds: money(takings(totals, 'refunds')),
      }),
      chart: barChart(
        buckets.map(({ label, days }) => {
          const revenue = total(days, (day) => takings(day, 'revenue'));
          return {
            label,
            values: [revenue, Math.max(0, total(days, (day) => takings(day, 'value')) - revenue)],
          };
        }),
        (amount) => shortMoney(amount, currency, locale),
      ),
      series: [m.over_revenue(), m.over_open()],
      head: [when, m.over_revenue(), m.over_value(), m.over_refunds()],
      rows: buckets.map(({ label, days }) => [
        label,
        ...(['revenue', 'value', 'refunds'] as const).map((name) =>
          money(total(days, (day) => takings(day, name))),
        ),
      ]),
    });
  }
  const most = services[0]?.bookings ?? 1;
  return {
    tiles,
    charts,
    services: services.map((service) => ({
      name: localized(service.name, locale),
      business: service.businessName,
      bookings: number(service.bookings),
      share: percent(service.bookings / Math.max(1, came(totals))),
      width: (service.bookings / most) * 100,
    })),
    isEmpty: totals.bookings + totals.availableMinutes === 0,
  };
}

/** Money as it stands beside a chart: "$ 120 k". */
function shortMoney(amount: number, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, notation: 'compact' });
  const digits =
    new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
    2;
  return format.format(amount / 10 ** digits);
}
