import { told } from './calls.ts';
import { minorDigits, rescale, roughly } from '../../../lib/money.ts';

/** docs.stripe.com/currencies#zero-decimal; ISK and UGX are sent with two decimals that are always 00. */
const NO_DECIMALS = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** docs.stripe.com/currencies#three-decimal: the last digit must be 0. */
const THREE_DECIMALS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);
/** The longest amounts are eight digits. */
const MOST = 99_999_999;

const digitsOf = (currency: string) => {
  if (NO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
};

/** Stripe's own count of an amount in minor units, or undefined when it takes no such amount. */
export function toStripe(amount: number, currency: string): number | undefined {
  const units = rescale(amount, minorDigits(currency), digitsOf(currency));
  if (units === undefined || units < 1 || units > MOST) return undefined;
  return THREE_DECIMALS.has(currency) && units % 10 !== 0 ? undefined : units;
}

/**
 * @param currency in either case: Stripe's answers have it in lower
 * @returns minor units
 */
export function fromStripe(units: number, currency: string): number {
  const code = currency.toUpperCase();
  return told('stripe', rescale(units, digitsOf(code), minorDigits(code)), 'amount that fits its currency');
}

/** Of fees, in minor units. */
export function feeOf(units: number, currency: string): number {
  const code = currency.toUpperCase();
  return roughly(units, digitsOf(code), minorDigits(code));
}
