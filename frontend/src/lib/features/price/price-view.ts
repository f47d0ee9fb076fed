import type { Booking, Money, ServiceTerms } from '#lib/api/types.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';

type PriceRow = { label: string; amount: string; kind: Booking['priceLines'][number]['kind'] };

/** A price that explains itself, in one language. */
export type PriceView = {
  /** By service where a visit has several. */
  groups: { title: string; rows: PriceRow[] }[];
  total: string;
  /** That a tax is in it. */
  note: string;
  /** What is paid now, and what is left for later. */
  split: { now: string; rest: string; restLabel: string } | null;
};

export type Priced = Pick<Booking, 'items' | 'priceLines' | 'price'>;

type Around = {
  tax?: ServiceTerms['tax'];
  /** Minor units that are paid before the booking is firm. */
  deposit?: number;
  /** Whether one can pay where it takes place. */
  atVenue?: boolean;
};

function labelOf(
  { kind, name }: Booking['priceLines'][number],
  item: Booking['items'][number] | undefined,
  locale: string,
): string {
  const said = localized(name, locale);
  if (kind === 'coupon') return m.price_coupon({ name: said });
  const seats = kind === 'variant' && (item?.seats ?? 1) > 1 ? ` × ${item?.seats}` : '';
  const addOn = item?.addOns.find((one) => kind === 'addOn' && localized(one.name, locale) === said);
  const times = addOn && addOn.quantity > 1 ? ` × ${addOn.quantity}` : '';
  return `${said || localized(item?.serviceName, locale)}${seats}${times}`;
}

const minus = (text: string) => text.replace(/^-/, '−');

function rowsOf({ items, priceLines, price }: Priced, position: number, locale: string): PriceRow[] {
  const { currency } = price;
  const lines = priceLines
    .filter(({ item }) => item === position)
    .map((line) => ({ ...line, label: labelOf(line, items[position], locale) }));
  // What a move added and another took away again is one line, or none.
  return [...Map.groupBy(lines, ({ kind, label }) => `${kind} ${label}`).values()].flatMap((same) => {
    const [{ kind, label }] = same as [(typeof lines)[number]];
    const amount = same.reduce((sum, one) => sum + one.amount, 0);
    if (amount === 0 && kind !== 'variant') return [];
    return [{ kind, label, amount: minus(formatMoney({ amount, currency }, locale)) }];
  });
}

function noteOf(tax: ServiceTerms['tax'], locale: string): string {
  if (tax?.mode !== 'included') return '';
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
    tax.basisPoints / 10_000,
  );
  return m.price_tax_included({ tax: `${localized(tax.name, locale)} (${percent})` });
}

/** The lines of a price, its total, and what of it is paid when. */
export function priceView(
  priced: Priced,
  locale: string,
  { tax = null, deposit = 0, atVenue = true }: Around = {},
): PriceView {
  const { items, price } = priced;
  const money = (amount: number): string => formatMoney({ ...price, amount } satisfies Money, locale);
  const isSplit = deposit > 0 && deposit < price.amount;
  return {
    groups: items.map(({ serviceName }, position) => ({
      title: items.length > 1 ? localized(serviceName, locale) : '',
      rows: rowsOf(priced, position, locale),
    })),
    total: money(price.amount),
    note: noteOf(tax, locale),
    split: isSplit
      ? {
          now: money(deposit),
          rest: money(price.amount - deposit),
          restLabel: atVenue ? m.price_rest_venue() : m.price_rest_later(),
        }
      : null,
  };
}
