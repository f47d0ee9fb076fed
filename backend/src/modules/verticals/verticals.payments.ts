import * as z from 'zod/mini';
import { about, basisPoints, filled, localizedText, without } from './verticals.fields.ts';

const PAYMENT_PROVIDERS = ['mercadopago', 'stripe', 'paypal', 'sandbox', 'venue'] as const;

const tax = z.strictObject({
  name: about(localizedText, 'What customers read beside it: "IVA", "VAT".'),
  basisPoints: about(basisPoints, 'Rate in hundredths of a percent: 2100 is 21 %.'),
  mode: about(z.enum(['included', 'added']), 'Whether prices hold it already, or it is added to them.'),
});

/** What concerns money, without defaults: a layer of settings names any of it. */
export const paymentRules = {
  chain: about(
    z.array(z.enum(PAYMENT_PROVIDERS)).check(z.minLength(1)),
    'Ways to pay in their order; where one fails, the next is tried. "venue" is paying there.',
  ),
  payMinutes: about(
    z.int().check(z.gte(35), z.lte(1440)),
    'Minutes for which the time is kept until a deposit is paid; a page of a payment company lives half an hour.',
  ),
  tax: about(tax, 'Tax on every price. Left out: none is shown.'),
};

export const payments = filled(paymentRules, { chain: ['sandbox', 'venue'], payMinutes: 40 });

export const paymentLayerRules = { ...paymentRules, without: without(['tax']) };
export const paymentsLayer = filled(paymentLayerRules, {});
