import type { PaymentState, PaymentStrategy, Refund } from './strategy.ts';

const nothingKnown: PaymentState = { status: 'open', charges: [] };

/** Paying there: no page, no company, no webhooks. Staff record what was paid and given back; our rows are the truth. */
export const venueStrategy: PaymentStrategy = {
  provider: 'venue',
  settledBy: 'staff',
  splits: false,
  supports: (_currency, amount) => Number.isSafeInteger(amount) && amount > 0,
  createCheckout: async ({ paymentId }) => ({ reference: paymentId, redirectUrl: null, expiresAt: null }),
  getPayment: async () => nothingKnown,
  completePayment: async () => nothingKnown,
  cancelCheckout: async () => ({ ...nothingKnown, status: 'closed' }),
  refund: async ({ refundId, amount }): Promise<Refund> => ({
    reference: refundId,
    status: 'refunded',
    amount,
  }),
  readWebhook: async () => ({ verified: false, refusal: 'unsigned' }),
};
