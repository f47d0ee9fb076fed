/**
 * Decimals of the minor unit by currency, two where it stands in neither list: the same as screens format by. Pinned,
 * because a newer Unicode table must not change what an amount in the database is worth; a test compares.
 */
const NO_DECIMALS = new Set(
  (
    'AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PKR PYG RWF SLL SOS SYP UGX ' +
    'VND VUV XAF XOF XPF YER'
  ).split(' '),
);
const THREE_DECIMALS = new Set(['BHD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** @param currency ISO 4217, upper case */
export function minorDigits(currency: string): number {
  if (NO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

/**
 * The same amount counted in units of another size.
 * @returns undefined when it is no whole number of them, or too large to be exact
 */
export function rescale(amount: number, fromDigits: number, toDigits: number): number | undefined {
  const scaled = scale(amount, fromDigits, toDigits);
  return Number.isSafeInteger(scaled) ? scaled : undefined;
}

/** The nearest whole number of such units: for fees, which companies count finer than the currency. */
export function roughly(amount: number, fromDigits: number, toDigits: number): number {
  return Math.round(scale(amount, fromDigits, toDigits));
}

const scale = (amount: number, fromDigits: number, toDigits: number): number =>
  toDigits >= fromDigits ? amount * 10 ** (toDigits - fromDigits) : amount / 10 ** (fromDigits - toDigits);

/**
 * Minor units as decimal text: 150025 ARS is "1500.25".
 * @param digits decimals that the provider takes in this currency
 * @returns undefined when so few decimals cannot say it
 */
export function toDecimal(amount: number, currency: string, digits: number): string | undefined {
  const units = rescale(amount, minorDigits(currency), digits);
  if (units === undefined || units < 0) return undefined;
  const text = String(units).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Decimal text or number of a provider as minor units.
 * @returns undefined when it is not a decimal number or finer than the currency's minor unit
 */
export function fromDecimal(value: string | number, currency: string): number | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,6}))?$/.exec(String(value));
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return rescale(Number(whole + fraction), fraction.length, minorDigits(currency));
}

/** An amount as people write it: "$ 1.500", cents only where there are some. @param amount minor units */
export function formatMoney(locale: string, amount: number, currency: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    trailingZeroDisplay: 'stripIfInteger',
  });
  return format.format(amount / 10 ** minorDigits(currency));
}
