/** How many digits of a currency are behind the point. */
export function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * An amount as people type it, in minor units: with a point or a comma, with or without what parts thousands.
 * @returns null for what is no amount
 */
export function readMoney(text: string, currency: string): number | null {
  const digits = digitsOf(currency);
  const plain = text.replace(/[^\d.,]/g, '');
  const [, whole = '', part = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(plain) ?? [];
  const number = whole.replace(/[.,]/g, '');
  if (!/^\d+$/.test(number)) return null;
  const amount = Number(number) * 10 ** digits + Math.round(Number(`0.${part || '0'}`) * 10 ** digits);
  return amount > 0 && Number.isSafeInteger(amount) ? amount : null;
}
