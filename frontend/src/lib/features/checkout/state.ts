import type { PriceView } from '#lib/features/price/price-view.ts';
import type { FormState } from '#lib/forms/state.ts';

/** What the page's actions hand back. */
export type CheckoutState = FormState & {
  /** Starts that are free near the one that was lost. */
  lost?: { start: string; label: string }[];
  /** It is not held any more. */
  isOver?: boolean;
  /** The price with the coupon that was tried. */
  quote?: { price: PriceView; text: string };
};
