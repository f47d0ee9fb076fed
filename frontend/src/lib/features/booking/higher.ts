import type { PriceHigher } from '@turnero/backend/contracts/bookings';
import { ApiError } from '#lib/api/error.ts';
import { formatMoney } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';

/** What it would cost, if that is more than was agreed to: it has to be asked. `upTo` in minor units. */
export function higherIn(
  error: unknown,
  locale: Locale,
): { upTo: number; price: string; agreed: string } | null {
  if (!(error instanceof ApiError) || error.code !== 'PRICE_HIGHER') return null;
  const { price, agreed } = error.data as PriceHigher;
  return { upTo: price.amount, price: formatMoney(price, locale), agreed: formatMoney(agreed, locale) };
}
