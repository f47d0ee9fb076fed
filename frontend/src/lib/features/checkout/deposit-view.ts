import type { Booking, ServiceTerms } from '#lib/api/types.ts';
import { shareOf } from '#lib/features/policy/policy-view.ts';

/** Minor units that are asked beforehand of those who come for the first time, and of those who have been there. */
type Deposit = { new: number; regular: number };

/**
 * What will be asked, as far as it is known before booking: the API decides by what the business knows of the customer.
 * @param terms of each item, in their order
 */
export function depositOf(
  { items, priceLines, price }: Pick<Booking, 'items' | 'priceLines' | 'price'>,
  terms: readonly ServiceTerms[],
): Deposit {
  const asked = (standing: keyof Deposit): number => {
    const sums = items.map((_, position) => {
      const rule = terms[position]?.deposit;
      const cost = priceLines
        .filter(({ item }) => item === position)
        .reduce((sum, { amount }) => sum + amount, 0);
      if (!rule) return 0;
      const share = rule[standing];
      return !share || cost <= (rule.above ?? -1) ? 0 : shareOf(share, cost);
    });
    return Math.min(
      sums.reduce((sum, amount) => sum + amount, 0),
      Math.max(0, price.amount),
    );
  };
  return { new: asked('new'), regular: asked('regular') };
}

/** Guests are somebody new each time; whoever is signed in may be known to the business. */
export const isSure = (asked: Deposit, isGuest: boolean): boolean => isGuest || asked.new === asked.regular;
