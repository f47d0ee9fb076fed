import { readMoney } from '#lib/features/bookings/typed-money.ts';

/** A price as it is typed, in minor units; nothing costs nothing. @returns null for what is no price */
export const typedPrice = (text: string, currency: string): number | null =>
  /^0+([.,]0+)?$/.test(text) ? 0 : readMoney(text, currency);
