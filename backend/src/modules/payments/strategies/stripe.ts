import Stripe from 'stripe';
import { amountOr, caller, cut, headerOf, told } from './calls.ts';
import type { StripeCredentials } from './credentials.ts';
import type { StrategyTools } from './open.ts';
import {
  PaymentError,
  type Charge,
  type PaymentState,
  type PaymentStrategy,
  type Refund,
  type RefusalReason,
} from './strategy.ts';
import { feeOf, fromStripe, toStripe } from './stripe.amounts.ts';
import { readStripeWebhook } from './stripe.webhook.ts';

/** docs.stripe.com/api/checkout/sessions/create#expires_at: 30 minutes to 24 hours; here with room for a repetition. */
const LEAST_OPEN_MS = 35 * 60_000;
const MOST_OPEN_MS = 23 * 3_600_000;

/**
 * Stripe Checkout (hosted), by Stripe's library. With Connect, `direct` charges are made on the connected account by the
 * header `Stripe-Account`, `destination` charges on the platform with a transfer.
 */
export function stripeStrategy(credentials: StripeCredentials, tools: StrategyTools): PaymentStrategy {
  const { secretKey, connect, baseUrl } = credentials;
  const { patience } = tools;
  const stripe = new Stripe(secretKey, {
    telemetry: false,
    // Ours to repeat: every call carries a key made of our own id.
    maxNetworkRetries: 0,
    timeout: patience,
    ...(baseUrl ? hostOf(baseUrl) : {}),
  });
  const call = caller('stripe', explain, patience);
  const account = connect?.charges === 'direct' ? { stripeAccount: connect.account } : {};

  const find = async (reference: string, paymentId: string): Promise<PaymentState> => {
    const expand = ['payment_intent.latest_charge.balance_transaction'];
    const session = await call(() => stripe.checkout.sessions.retrieve(reference, { expand }, account));
    if (session.client_reference_id !== paymentId)
      throw new PaymentError('stripe', 'not_found', 'another payment');
    return stateOf(session);
  };

  return {
    provider: 'stripe',
    settledBy: 'provider',
    splits: connect !== undefined,
    supports: (currency, amount) => toStripe(amount, currency) !== undefined,

    async createCheckout(request) {
      const { paymentId, currency, applicationFee } = request;
      const open = request.expiresAt.getTime() - request.createdAt.getTime();
      const openFor = Math.min(Math.max(open, LEAST_OPEN_MS), MOST_OPEN_MS);
      const share =
        applicationFee && connect
          ? { application_fee_amount: amountOr('stripe', toStripe(applicationFee, currency)) }
          : {};
      const session = await call(async () =>
        stripe.checkout.sessions.create(
          {
            mode: 'payment',
            client_reference_id: paymentId,
            metadata: { payment_id: paymentId },
            line_items: [
              {
                quantity: 1,
                price_data: {
                  currency: currency.toLowerCase(),
                  unit_amount: amountOr('stripe', toStripe(request.amount, currency)),
                  product_data: { name: cut(request.description, 250) },
                },
              },
            ],
            payment_intent_data: {
              metadata: { payment_id: paymentId },
              ...share,
              ...(connect?.charges === 'destination'
                ? { transfer_data: { destination: connect.account } }
                : {}),
            },
            success_url: request.returnUrls.success,
            cancel_url: request.returnUrls.failure,
            expires_at: Math.floor((request.createdAt.getTime() + openFor) / 1000),
            ...(request.payer?.email ? { customer_email: request.payer.email } : {}),
          },
          { idempotencyKey: `checkout-${paymentId}`, ...account },
        ),
      );
      return {
        reference: session.id,
        redirectUrl: told('stripe', session.url, 'url'),
        expiresAt: new Date(session.expires_at * 1000),
      };
    },

    getPayment: ({ reference, paymentId }) => find(reference, paymentId),
    completePayment: ({ reference, paymentId }) => find(reference, paymentId),

    async cancelCheckout({ reference, paymentId }) {
      try {
        await call(() => stripe.checkout.sessions.expire(reference, {}, account));
      } catch (error) {
        // Paid or expired already: what it is now says which.
        if (!(error instanceof PaymentError) || error.kind !== 'refused') throw error;
      }
      return find(reference, paymentId);
    },

    async refund({ refundId, paymentId, charge, amount, currency, returnFee }) {
      const refund = await call(async () =>
        stripe.refunds.create(
          {
            payment_intent: charge,
            amount: amountOr('stripe', toStripe(amount, currency)),
            metadata: { payment_id: paymentId, refund_id: refundId },
            ...(connect?.charges === 'destination' ? { reverse_transfer: true } : {}),
            ...(connect && returnFee ? { refund_application_fee: true } : {}),
          },
          { idempotencyKey: `refund-${refundId}`, ...account },
        ),
      );
      return {
        reference: refund.id,
        status: REFUNDS[refund.status ?? ''] ?? 'pending',
        amount: fromStripe(refund.amount, refund.currency),
      };
    },

    readWebhook: async (delivery) =>
      readStripeWebhook(stripe, credentials, tools.clock(), {
        signature: headerOf(delivery.headers, 'stripe-signature'),
        rawBody: delivery.rawBody,
      }),
  };
}

/** docs.stripe.com/api/refunds/object#refund_object-status */
const REFUNDS: Readonly<Record<string, Refund['status']>> = {
  succeeded: 'refunded',
  failed: 'failed',
  canceled: 'failed',
};

function hostOf(baseUrl: string) {
  const { protocol, hostname, port } = new URL(baseUrl);
  return { protocol: protocol === 'http:' ? ('http' as const) : ('https' as const), host: hostname, port };
}

/** docs.stripe.com/api/checkout/sessions/object#checkout_session_object-status, and its payment intent's */
function stateOf(session: Stripe.Checkout.Session): PaymentState {
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null;
  const charge = typeof intent?.latest_charge === 'object' ? intent.latest_charge : null;
  if (intent?.status === 'succeeded' && charge) {
    return { status: 'paid', charges: [chargeOf(intent, charge)] };
  }
  const failed = intent?.status === 'requires_payment_method' && intent.last_payment_error;
  if (session.status === 'expired' || (session.status === 'complete' && failed)) {
    return { status: 'closed', charges: [] };
  }
  if (session.status === 'complete') return { status: 'pending', charges: [] };
  return { status: failed ? 'declined' : 'open', charges: [] };
}

function chargeOf(intent: Stripe.PaymentIntent, charge: Stripe.Charge): Charge {
  const settled = typeof charge.balance_transaction === 'object' ? charge.balance_transaction : null;
  const fee = settled?.fee_details.find(({ type }) => type === 'stripe_fee');
  return {
    reference: intent.id,
    amount: fromStripe(intent.amount_received, intent.currency),
    currency: intent.currency.toUpperCase(),
    refunded: fromStripe(charge.amount_refunded, charge.currency),
    // Settled in another currency, the fee is in that one.
    fee: fee && fee.currency === intent.currency ? feeOf(fee.amount, fee.currency) : null,
    paidAt: new Date(charge.created * 1000),
  };
}

/** docs.stripe.com/error-codes */
const REASONS: Readonly<Record<string, RefusalReason>> = {
  amount_too_small: 'amount',
  amount_too_large: 'amount',
  charge_already_refunded: 'exceeds',
  account_invalid: 'account',
  account_closed: 'account',
};

function explain(error: unknown): PaymentError {
  if (!(error instanceof Stripe.errors.StripeError)) {
    return new PaymentError('stripe', 'unknown', 'not an error of its library', { cause: error });
  }
  const say = error.code ?? error.type;
  const { errors } = Stripe;
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError) {
    return new PaymentError('stripe', 'credentials', say, { cause: error });
  }
  if (error instanceof errors.StripeIdempotencyError) {
    return new PaymentError('stripe', 'refused', say, { reason: 'conflict', cause: error });
  }
  if (error instanceof errors.StripeInvalidRequestError) {
    if (error.code === 'resource_missing')
      return new PaymentError('stripe', 'not_found', say, { cause: error });
    return new PaymentError('stripe', 'refused', say, { reason: reasonOf(error), cause: error });
  }
  return new PaymentError('stripe', 'unavailable', say, { cause: error });
}

function reasonOf({ code, param, message }: Stripe.errors.StripeError): RefusalReason {
  // A refund of more than is left has no code of its own: "Refund amount (...) is greater than unrefunded amount".
  if (param === 'amount' && message.includes('greater than unrefunded amount')) return 'exceeds';
  if (param?.includes('currency')) return 'currency';
  return REASONS[code ?? ''] ?? 'other';
}
