import type { Money } from '#lib/api/types.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';

/** A price and its bounds: it may be less or more than its list says, by the time or by who serves. */
type Priced = { price: Money; priceFrom?: Money; priceUpTo?: Money | undefined };

/** The least that any of them can cost, and whether any can cost more; undefined of nothing. */
export function leastOf(ones: readonly Priced[]): { price: Money; differs: boolean } | undefined {
  const [price, ...others] = ones
    .flatMap(({ price, priceFrom = price, priceUpTo = priceFrom }) => [priceFrom, priceUpTo])
    .sort((a, b) => a.amount - b.amount);
  return price && { price, differs: others.some(({ amount }) => amount > price.amount) };
}

/** `desde $ 9.000`, where it is not always the same. */
export const formatFrom = (price: Money, differs: boolean, locale: Locale): string =>
  `${differs ? `${m.price_from()} ` : ''}${formatMoney(price, locale)}`;

/** What having one of them costs, `desde` the least; nothing where there is none. */
export function formatLeast(ones: readonly Priced[], locale: Locale): string {
  const least = leastOf(ones);
  return least ? formatFrom(least.price, least.differs, locale) : '';
}
