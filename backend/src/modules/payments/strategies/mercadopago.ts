import { MercadoPagoConfig, MercadoPagoError, Payment, PaymentRefund, Preference } from 'mercadopago';
import type { PaymentResponse } from 'mercadopago/dist/clients/payment/commonTypes.js';
import type { Options } from 'mercadopago/dist/types.js';
import { AppConfig } from 'mercadopago/dist/utils/config/index.js';
import { amountOr, caller, cut, told } from './calls.ts';
import type { MercadoPagoCredentials } from './credentials.ts';
import { readMercadoPagoWebhook } from './mercadopago.webhook.ts';
import { fromDecimal, minorDigits, roughly, toDecimal } from '../../../lib/money.ts';
import type { StrategyTools } from './open.ts';
import {
  PaymentError,
  type Charge,
  type CheckoutRequest,
  type PaymentState,
  type PaymentStrategy,
  type Refund,
} from './strategy.ts';

/** Currencies in which amounts must be whole: github.com/odoo/odoo/pull/124162, /pull/185664. */
const NO_DECIMALS = new Set(['CLP', 'COP']);
const OWN_ADDRESS = 'https://api.mercadopago.com';
/** Payments of one checkout that are looked at; a declined attempt is one too. */
const MOST_FOUND = 50;

/** Minor units as the JSON number Mercado Pago takes, e.g. 1500.25, or undefined. */
function toNumber(amount: number, currency: string): number | undefined {
  const text = toDecimal(
    amount,
    currency,
    Math.min(minorDigits(currency), NO_DECIMALS.has(currency) ? 0 : 2),
  );
  return text === undefined ? undefined : Number(text);
}

const minor = (value: number | undefined, currency: string) =>
  told('mercadopago', fromDecimal(told('mercadopago', value, 'amount'), currency), 'amount that fits');

/** In its own notation, with an offset. */
const instant = (date: Date) => date.toISOString().replace('Z', '+00:00');

/**
 * Checkout Pro, by Mercado Pago's library. A preference can be paid more than once and takes no idempotency key, so the
 * one of a payment is looked up by our id before another is made.
 */
export function mercadopagoStrategy(
  credentials: MercadoPagoCredentials,
  tools: StrategyTools,
): PaymentStrategy {
  const { accessToken, currency: own, baseUrl = OWN_ADDRESS } = credentials;
  const { patience } = tools;
  const guarded = caller('mercadopago', explain, patience);

  /** A new config each time: the library keeps the options of one call, its key included, for the next. */
  const call = async <Answer extends object>(
    ask: (config: MercadoPagoConfig) => Promise<Answer>,
    options: Options = {},
  ): Promise<Answer> => {
    const answer = await guarded(() => {
      // Its address is one for the process, read as a call begins.
      Reflect.set(AppConfig, 'BASE_URL', baseUrl);
      return ask(
        new MercadoPagoConfig({ accessToken, options: { maxRetries: 0, timeout: patience, ...options } }),
      );
    });
    // The library makes an empty object of an answer that it cannot read; "no payments" must not be read in it.
    if ('id' in answer || 'elements' in answer || 'results' in answer) return answer;
    throw new PaymentError('mercadopago', 'unavailable', 'an answer that is cut short');
  };

  const getPreference = async (reference: string, paymentId: string) => {
    const found = await call((config) => new Preference(config).get({ preferenceId: reference }));
    if (found.external_reference === paymentId) return found;
    throw new PaymentError('mercadopago', 'not_found', 'another payment');
  };

  /** Usually one; more where answers were lost and its index lagged behind. */
  const findPreferences = async (paymentId: string) => {
    const options = { external_reference: paymentId, limit: MOST_FOUND, offset: 0 };
    const { elements = [] } = await call((config) => new Preference(config).search({ options }));
    const ours = elements.filter(({ external_reference: reference }) => reference === paymentId);
    return ours.map(({ id }) => id);
  };

  const getMoney = (id: string | number) => call((config) => new Payment(config).get({ id }));

  const findMoney = async (paymentId: string): Promise<PaymentResponse[]> => {
    const options = { external_reference: paymentId, limit: MOST_FOUND, offset: 0 };
    const { results = [] } = await call((config) => new Payment(config).search({ options }));
    const ours = results.filter(({ external_reference: reference }) => reference === paymentId);
    // The index may lag behind; the payments themselves do not.
    return Promise.all(ours.map(({ id }) => getMoney(told('mercadopago', id, 'id'))));
  };

  const getState = async (paymentId: string, reference: string): Promise<PaymentState> => {
    const money = await findMoney(paymentId);
    const charges = money.filter(isCharged).map(chargeOf);
    if (charges.length > 0) return { status: 'paid', charges };
    if (money.some(({ status }) => PENDING.has(status ?? ''))) return { status: 'pending', charges };
    const preference = await getPreference(reference, paymentId);
    const until = preference.expires ? preference.expiration_date_to : undefined;
    if (until && new Date(until) <= tools.clock()) return { status: 'closed', charges };
    return { status: money.length > 0 ? 'declined' : 'open', charges };
  };

  return {
    provider: 'mercadopago',
    settledBy: 'provider',
    splits: false,
    supports: (currency, amount) =>
      currency === own && amount > 0 && toNumber(amount, currency) !== undefined,

    async createCheckout(request) {
      if (request.currency !== own) {
        throw new PaymentError('mercadopago', 'refused', `not ${own}`, { reason: 'currency' });
      }
      const body = preferenceOf(request);
      const [before] = await findPreferences(request.paymentId);
      const known = before && (await getPreference(before, request.paymentId));
      if (known && known.items?.[0]?.unit_price !== body.items[0]?.unit_price) {
        throw new PaymentError('mercadopago', 'refused', 'another amount before', { reason: 'conflict' });
      }
      const preference =
        known ||
        (await call((config) => new Preference(config).create({ body }), {
          idempotencyKey: `checkout-${request.paymentId}`,
        }));
      return {
        reference: told('mercadopago', preference.id, 'id'),
        redirectUrl: told('mercadopago', preference.init_point, 'init_point'),
        expiresAt: preference.expiration_date_to ? new Date(preference.expiration_date_to) : null,
      };
    },

    getPayment: ({ paymentId, reference }) => getState(paymentId, reference),
    completePayment: ({ paymentId, reference }) => getState(paymentId, reference),

    async cancelCheckout({ paymentId, reference }) {
      const now = instant(tools.clock());
      for (const id of new Set([reference, ...(await findPreferences(paymentId))])) {
        const { items = [] } = await getPreference(id, paymentId);
        const closed = { items, expires: true, expiration_date_to: now };
        await call((config) => new Preference(config).update({ id, updatePreferenceRequest: closed }));
      }
      // Cash that was promised at a counter could still be paid there.
      const pending = (await findMoney(paymentId)).filter(({ status }) => PENDING.has(status ?? ''));
      for (const { id } of pending) {
        await call((config) => new Payment(config).cancel({ id: told('mercadopago', id, 'id') }));
      }
      return getState(paymentId, reference);
    },

    async refund({ refundId, charge, amount, currency }): Promise<Refund> {
      const body = { amount: amountOr('mercadopago', toNumber(amount, currency)) };
      try {
        const refund = await call(
          (config) => new PaymentRefund(config).create({ payment_id: charge, body }),
          { idempotencyKey: `refund-${refundId}` },
        );
        return {
          reference: String(told('mercadopago', refund.id, 'id')),
          status: REFUNDS[refund.status ?? ''] ?? 'pending',
          amount: minor(refund.amount, currency),
        };
      } catch (error) {
        if (!(error instanceof PaymentError) || error.kind !== 'refused') throw error;
        // Its codes do not tell a refund of too much from others that it refuses.
        const { amount: paid, refunded } = chargeOf(await getMoney(charge));
        if (amount <= paid - refunded) throw error;
        throw new PaymentError('mercadopago', 'refused', error.message, { reason: 'exceeds', cause: error });
      }
    },

    readWebhook: (delivery) =>
      readMercadoPagoWebhook(credentials, tools.clock(), delivery, async (id) => {
        const money = await getMoney(id);
        const { external_reference: paymentId, currency_id: currency, date_last_updated: changed } = money;
        const amount = isCharged(money)
          ? chargeOf(money)
          : {
              amount: minor(money.transaction_amount, told('mercadopago', currency, 'currency')),
              refunded: 0,
            };
        return { ...amount, id, status: money.status ?? '', paymentId, currency, changed };
      }),
  };
}

/** Hours. A slip that is paid at a counter tomorrow is of no use to a hold of minutes. */
const LONG_ENOUGH_FOR_CASH = 24;
const WITHOUT_CASH = { excluded_payment_types: [{ id: 'ticket' }, { id: 'atm' }] };

/** mercadopago.com.ar/developers/en/reference/preferences/_checkout_preferences/post */
function preferenceOf(request: CheckoutRequest) {
  const { paymentId, currency, returnUrls, payer, applicationFee } = request;
  const expiresAt = instant(request.expiresAt);
  const forHours = (request.expiresAt.getTime() - request.createdAt.getTime()) / 3_600_000;
  // "Webhooks" instead of the older, unsigned "IPN".
  const webhookUrl = new URL(request.webhookUrl);
  webhookUrl.searchParams.set('source_news', 'webhooks');
  return {
    items: [
      {
        id: paymentId,
        title: cut(request.description, 250),
        quantity: 1,
        currency_id: currency,
        unit_price: amountOr('mercadopago', toNumber(request.amount, currency)),
      },
    ],
    external_reference: paymentId,
    notification_url: webhookUrl.href,
    back_urls: returnUrls,
    // Refused for addresses without TLS.
    ...(returnUrls.success.startsWith('https:') ? { auto_return: 'approved' } : {}),
    ...(payer ? { payer } : {}),
    ...(applicationFee
      ? { marketplace_fee: amountOr('mercadopago', toNumber(applicationFee, currency)) }
      : {}),
    expires: true,
    expiration_date_to: expiresAt,
    ...(forHours < LONG_ENOUGH_FOR_CASH
      ? { payment_methods: WITHOUT_CASH }
      : { date_of_expiration: expiresAt }),
  };
}

/** mercadopago.com.ar/developers/en/reference/payments/_payments_id/get: status */
const PENDING = new Set(['pending', 'authorized', 'in_process']);
const CHARGED = new Set(['approved', 'in_mediation', 'refunded', 'charged_back']);
const isCharged = ({ status }: PaymentResponse) => CHARGED.has(status ?? '');

const REFUNDS: Readonly<Record<string, Refund['status']>> = {
  approved: 'refunded',
  rejected: 'failed',
  cancelled: 'failed',
};

function chargeOf(money: PaymentResponse): Charge {
  const currency = told('mercadopago', money.currency_id, 'currency_id');
  const fee = money.fee_details?.find(({ type }) => type === 'mercadopago_fee');
  return {
    reference: String(told('mercadopago', money.id, 'id')),
    amount: minor(money.transaction_amount, currency),
    currency,
    refunded: minor(money.transaction_amount_refunded ?? 0, currency),
    fee: fee?.amount === undefined ? null : roughly(fee.amount, 0, minorDigits(currency)),
    paidAt: new Date(told('mercadopago', money.date_approved ?? money.date_created, 'date_approved')),
  };
}

function explain(error: unknown): PaymentError {
  if (!(error instanceof MercadoPagoError)) {
    return new PaymentError('mercadopago', 'unknown', 'not an error of its library', { cause: error });
  }
  const { status, message } = error;
  const say = `${status} ${error.error || message}`;
  // 0: no answer. 423 and 424 are faults on its side that pass.
  if (status === 0 || status >= 500 || [408, 423, 424, 429].includes(status)) {
    return new PaymentError('mercadopago', 'unavailable', say, { cause: error });
  }
  if (status === 401 || status === 403)
    return new PaymentError('mercadopago', 'credentials', say, { cause: error });
  if (status === 404) return new PaymentError('mercadopago', 'not_found', say, { cause: error });
  if (status === 409)
    return new PaymentError('mercadopago', 'refused', say, { reason: 'conflict', cause: error });
  const reason = /currency/i.test(message)
    ? 'currency'
    : /unit_price|amount/i.test(message)
      ? 'amount'
      : 'other';
  return new PaymentError('mercadopago', 'refused', say, { reason, cause: error });
}
