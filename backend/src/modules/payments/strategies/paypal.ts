import {
  CaptureStatus,
  CheckoutPaymentIntent,
  OrdersController,
  OrderStatus,
  PaymentsController,
  PaypalExperienceUserAction,
  PaypalWalletContextShippingPreference,
  type CapturedPayment,
  type Money,
  type Order,
} from '@paypal/paypal-server-sdk';
import { amountOr, caller, cut, told } from './calls.ts';
import type { PayPalCredentials } from './credentials.ts';
import { fromDecimal, toDecimal } from '../../../lib/money.ts';
import type { StrategyTools } from './open.ts';
import { explain, issueOf, paypalClient } from './paypal.client.ts';
import { readPayPalWebhook } from './paypal.webhook.ts';
import {
  PaymentError,
  type Charge,
  type CheckoutKey,
  type PaymentState,
  type PaymentStrategy,
  type Refund,
} from './strategy.ts';

/** developer.paypal.com/reference/currency-codes: decimals by currency. */
const DECIMALS = new Map([
  ...'AUD BRL CAD CNY CZK DKK EUR HKD ILS MYR MXN NZD NOK PHP PLN GBP SGD SEK CHF THB USD'
    .split(' ')
    .map((currency) => [currency, 2] as const),
  ...['HUF', 'JPY', 'TWD'].map((currency) => [currency, 0] as const),
]);

function toValue(amount: number, currency: string): string | undefined {
  const digits = DECIMALS.get(currency);
  return digits === undefined || amount < 1 ? undefined : toDecimal(amount, currency, digits);
}

const minor = (money: Money) =>
  told('paypal', fromDecimal(money.value, money.currencyCode), 'amount that fits its currency');

const moneyOf = (amount: number, currency: string): Money => ({
  currencyCode: currency,
  value: amountOr('paypal', toValue(amount, currency)),
});

function connect(credentials: PayPalCredentials, patience: number) {
  const client = paypalClient(credentials, patience);
  return { client, orders: new OrdersController(client), payments: new PaymentsController(client) };
}
type Connection = ReturnType<typeof connect>;

/**
 * PayPal Orders v2, by PayPal's library. The payer's approval is not yet the money: `completePayment` captures it. An
 * order has no time of its own to close, so one that must not be paid any more is simply never captured.
 */
export function paypalStrategy(credentials: PayPalCredentials, tools: StrategyTools): PaymentStrategy {
  const { patience } = tools;
  const guarded = caller('paypal', explain, patience);
  let connection = connect(credentials, patience);

  const call = async <Answer>(ask: (paypal: Connection) => Promise<Answer>): Promise<Answer> => {
    try {
      return await guarded(() => ask(connection));
    } catch (error) {
      if (!(error instanceof PaymentError) || error.kind !== 'credentials') throw error;
      // PayPal may end a token before its time, and has done nothing then: once more with a new one.
      connection = connect(credentials, patience);
      return guarded(() => ask(connection));
    }
  };

  const find = async ({ paymentId, reference }: CheckoutKey): Promise<Order | undefined> => {
    try {
      const { result } = await call(({ orders }) => orders.getOrder({ id: reference }));
      if (result.purchaseUnits?.[0]?.customId === paymentId) return result;
    } catch (error) {
      // Unpaid orders are forgotten after hours.
      if (error instanceof PaymentError && error.kind === 'not_found') return undefined;
      throw error;
    }
    throw new PaymentError('paypal', 'not_found', 'another payment');
  };

  /** What the captures say, with what was given back of each. */
  const stateOf = (order: Order | undefined): PaymentState => {
    if (!order) return { status: 'closed', charges: [] };
    const unit = order.purchaseUnits?.[0]?.payments;
    const charges = (unit?.captures ?? []).filter(isMoney).map((capture) => chargeOf(capture, unit?.refunds));
    if (charges.length > 0) return { status: 'paid', charges };
    if (unit?.captures?.some(({ status }) => status === CaptureStatus.Pending))
      return { status: 'pending', charges };
    if (order.status === OrderStatus.Voided) return { status: 'closed', charges };
    if (unit?.captures?.length) return { status: 'declined', charges };
    return { status: order.status === OrderStatus.Approved ? 'approved' : 'open', charges };
  };

  /** An order is captured once at most; after a decline the payer approves anew, which must not meet the old answer. */
  const capture = async (
    { paymentId, reference }: CheckoutKey,
    approvedAt: string | undefined,
  ): Promise<'captured' | 'declined'> => {
    try {
      await call(async ({ orders }) => {
        try {
          await orders.captureOrder({
            id: reference,
            paypalRequestId: `capture-${paymentId}-${approvedAt ?? ''}`,
            prefer: 'return=representation',
          });
        } catch (error) {
          if (issueOf(error) !== 'ORDER_ALREADY_CAPTURED') throw error;
        }
      });
      return 'captured';
    } catch (error) {
      const declined =
        error instanceof PaymentError && DECLINES.has(issueOf(error.cause) ?? '') && error.kind === 'refused';
      if (declined) return 'declined';
      throw error;
    }
  };

  return {
    provider: 'paypal',
    settledBy: 'provider',
    splits: false,
    supports: (currency, amount) => toValue(amount, currency) !== undefined,

    async createCheckout({ paymentId, amount, currency, description, returnUrls, applicationFee }) {
      const fee = applicationFee
        ? { paymentInstruction: { platformFees: [{ amount: moneyOf(applicationFee, currency) }] } }
        : {};
      const { result } = await call(async ({ orders }) =>
        orders.createOrder({
          paypalRequestId: `checkout-${paymentId}`,
          prefer: 'return=representation',
          body: {
            intent: CheckoutPaymentIntent.Capture,
            purchaseUnits: [
              {
                amount: moneyOf(amount, currency),
                description: cut(description, 127),
                customId: paymentId,
                ...fee,
              },
            ],
            paymentSource: {
              paypal: {
                experienceContext: {
                  returnUrl: returnUrls.success,
                  cancelUrl: returnUrls.failure,
                  userAction: PaypalExperienceUserAction.PayNow,
                  shippingPreference: PaypalWalletContextShippingPreference.NoShipping,
                },
              },
            },
          },
        }),
      );
      const link = result.links?.find(({ rel }) => rel === 'payer-action' || rel === 'approve');
      return {
        reference: told('paypal', result.id, 'id'),
        redirectUrl: told('paypal', link, 'link for the payer').href,
        expiresAt: null,
      };
    },

    getPayment: async (key) => stateOf(await find(key)),

    async completePayment(key) {
      const order = await find(key);
      const before = stateOf(order);
      if (before.status !== 'approved') return before;
      if ((await capture(key, order?.updateTime)) === 'declined') return { status: 'declined', charges: [] };
      return stateOf(await find(key));
    },

    async cancelCheckout(key) {
      const state = stateOf(await find(key));
      return state.charges.length > 0 ? state : { status: 'closed', charges: [] };
    },

    async refund({ refundId, paymentId, charge, amount, currency }): Promise<Refund> {
      const { result } = await call(async ({ payments }) =>
        payments.refundCapturedPayment({
          captureId: charge,
          paypalRequestId: `refund-${refundId}`,
          prefer: 'return=representation',
          body: { amount: moneyOf(amount, currency), customId: paymentId },
        }),
      );
      return {
        reference: told('paypal', result.id, 'id'),
        status: REFUNDS[result.status ?? ''] ?? 'pending',
        amount: minor(told('paypal', result.amount, 'amount')),
      };
    },

    readWebhook: (delivery) => readPayPalWebhook(call, credentials, tools.clock(), delivery),
  };
}

/** The payer's own funds or risk: another attempt of the payer may succeed. */
const DECLINES = new Set(['INSTRUMENT_DECLINED', 'TRANSACTION_REFUSED', 'PAYER_CANNOT_PAY']);

const MONEY: readonly (CaptureStatus | undefined)[] = [
  CaptureStatus.Completed,
  CaptureStatus.PartiallyRefunded,
  CaptureStatus.Refunded,
];
const isMoney = ({ status }: CapturedPayment) => MONEY.includes(status);

const REFUNDS: Readonly<Record<string, Refund['status']>> = {
  COMPLETED: 'refunded',
  FAILED: 'failed',
  CANCELLED: 'failed',
};

interface GivenBack {
  status?: string;
  amount?: Money;
  links?: { rel: string; href: string }[];
}

function chargeOf(capture: CapturedPayment, refunds: readonly GivenBack[] = []): Charge {
  const reference = told('paypal', capture.id, 'id');
  const amount = told('paypal', capture.amount, 'amount');
  // A refund names its capture in the link "up".
  const back = refunds.filter(
    ({ status, links }) =>
      status === 'COMPLETED' &&
      links?.some(({ rel, href }) => rel === 'up' && href.endsWith(`/captures/${reference}`)),
  );
  const fee = capture.sellerReceivableBreakdown?.paypalFee;
  return {
    reference,
    amount: minor(amount),
    currency: amount.currencyCode,
    refunded: back.reduce((sum, { amount: part }) => sum + (part ? minor(part) : 0), 0),
    fee: fee?.currencyCode === amount.currencyCode ? minor(fee) : null,
    paidAt: new Date(told('paypal', capture.createTime, 'create_time')),
  };
}
