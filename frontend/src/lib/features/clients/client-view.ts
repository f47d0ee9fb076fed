import type { Client, ClientDetails, CustomerDetails, CustomerView } from '#lib/api/types.ts';
import { todayIn } from '#lib/i18n/dates.ts';
import { formatDate, formatDateTime, formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import type { Fact } from '#lib/ui/table/table.ts';

export type ClientRow = {
  id: string;
  name: string;
  contact: string;
  last: string;
  bookings: string;
  noShows: string;
  spent: string;
  tags: string[];
  isBlocked: boolean;
};

/** How they are reached soonest: a row is one line. */
const contactOf = ({ email, phone }: { email: string | null; phone: string | null }) => phone ?? email ?? '';

/** A date as a table shows it: with its year where that is another. */
function tableDate(instant: string, locale: Locale, timeZone: string, now: Date): string {
  const year = (date: Date) => todayIn(timeZone, date).slice(0, 4);
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    ...{ day: 'numeric', month: 'short' },
    ...(year(new Date(instant)) === year(now) ? {} : { year: 'numeric' }),
  })
    .format(new Date(instant))
    .replaceAll(' de ', ' ');
}

/** Their latest booking; one that is to come says so. */
const lastOf = (lastAt: string, locale: Locale, timeZone: string, now: Date) => {
  const date = tableDate(lastAt, locale, timeZone, now);
  return Date.parse(lastAt) > now.getTime() ? m.client_next({ date }) : date;
};

export function clientRow(client: Client, locale: Locale, timeZone: string, now: Date): ClientRow {
  const { id, name, tags, isBlocked, bookings, noShows, spent, lastAt } = client;
  return {
    ...{ id, name, tags, isBlocked },
    contact: contactOf(client),
    last: lastOf(lastAt, locale, timeZone, now),
    bookings: String(bookings),
    noShows: noShows > 0 ? String(noShows) : '–',
    spent: formatMoney(spent, locale),
  };
}

type Counted = Pick<Client, 'bookings' | 'noShows' | 'cancellations' | 'spent'>;

const countFacts = (
  { bookings, noShows, cancellations, spent }: Counted,
  locale: Locale,
  term: string,
): Fact[] => [
  { label: term, value: String(bookings) },
  { label: m.client_no_shows(), value: String(noShows) },
  { label: m.client_cancellations(), value: String(cancellations) },
  { label: m.client_spent(), value: formatMoney(spent, locale) },
];

/** @param term what the vertical calls bookings, as a heading */
export function clientFacts(client: ClientDetails, locale: Locale, timeZone: string, term: string): Fact[] {
  return [
    ...countFacts(client, locale, term),
    { label: m.client_since(), value: formatDate(client.firstAt, locale, timeZone) },
    { label: m.client_account(), value: client.hasAccount ? m.client_account_yes() : m.client_account_no() },
  ];
}

/** Who blocked them, when and why. */
export function blockText({ block }: ClientDetails, locale: Locale, timeZone: string): string {
  if (!block) return '';
  const date = formatDateTime(block.at, locale, timeZone);
  const text = block.by ? m.client_blocked_by({ name: block.by, date }) : m.client_blocked_on({ date });
  return block.reason ? `${text} «${block.reason}»` : text;
}

export type CustomerRow = {
  id: string;
  name: string;
  contact: string;
  since: string;
  bookings: string;
  noShows: string;
  spent: string;
};

export function customerRow(customer: CustomerView, locale: Locale, timeZone: string): CustomerRow {
  const { id, name, bookings, noShows, spent, createdAt } = customer;
  return {
    ...{ id, name },
    contact: contactOf(customer),
    since: formatDate(createdAt, locale, timeZone),
    bookings: String(bookings),
    noShows: noShows > 0 ? String(noShows) : '–',
    spent: formatMoney(spent, locale),
  };
}

/** @param term as `clientFacts` */
export function customerFacts(
  customer: CustomerDetails,
  locale: Locale,
  timeZone: string,
  term: string,
): Fact[] {
  return [
    ...countFacts(customer, locale, term),
    { label: m.client_since(), value: formatDate(customer.createdAt, locale, timeZone) },
    {
      label: m.client_account(),
      value: customer.hasAccount ? m.client_account_yes() : m.client_account_no(),
    },
  ];
}

export const customerPlaces = (
  { businesses }: CustomerDetails,
  locale: Locale,
  timeZone: string,
  now: Date,
) =>
  businesses.map(({ id, slug, name, bookings, noShows, spent, lastAt, isBlocked }) => ({
    ...{ id, slug, name, isBlocked },
    bookings: String(bookings),
    noShows: noShows > 0 ? String(noShows) : '–',
    spent: formatMoney(spent, locale),
    last: lastOf(lastAt, locale, timeZone, now),
  }));

/** Tags as they are typed: parted by commas, each once. */
export const readTags = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];
