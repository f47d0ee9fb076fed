import { createSign, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type * as z from 'zod/mini';
import {
  actionOf,
  post,
  REPEATED,
  Refused,
  Replays,
  startServer,
  type Asked,
  type Company,
  type Said,
} from './company.ts';
import type { money } from './paypal.forms.ts';
import {
  DECIMALS,
  failed,
  ORDER_MS,
  orderBody,
  read,
  refundBody,
  TOKEN_SECONDS,
  unprocessable,
  type Order,
} from './paypal.forms.ts';

export interface PayPalAccount {
  clientId: string;
  clientSecret: string;
  webhookId: string;
  webhookUrl: string;
  clock: () => Date;
}

const cents = (value: string) => Math.round(Number(value) * 100);
const name = () => randomBytes(9).toString('hex').slice(0, 17).toUpperCase();

export interface PayPalCompany extends Company {
  tokens: { made: () => number; revoke: () => void };
  /** Signs and sends an event of any kind. */
  tell: (type: string, resource: object) => Promise<void>;
}

/** PayPal: OAuth, Orders v2, refunds of captures, webhooks with a signature of its own key and their verification. */
export async function startPayPal(account: PayPalAccount): Promise<PayPalCompany> {
  const { clientId, clientSecret, webhookId, webhookUrl, clock } = account;
  const { app, faults, listen } = startServer();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const tokens = new Set<string>();
  const orders = new Map<string, Order>();
  const replays = new Replays();
  const sent: { id: string; at: string; body: string }[] = [];
  let url = '';
  let made = 0;

  /** developer.paypal.com/api/rest/webhooks/rest/#message-verification: what is signed */
  const signed = (id: string, at: string, body: string) => `${id}|${at}|${webhookId}|${crc32(body)}`;

  const deliver = async ({ id, at, body }: { id: string; at: string; body: string }) => {
    const signature = createSign('RSA-SHA256')
      .update(signed(id, at, body))
      .sign(privateKey, 'base64');
    const headers = {
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/CERT-360caa42',
      'paypal-transmission-id': id,
      'paypal-transmission-sig': signature,
      'paypal-transmission-time': at,
    };
    await post(webhookUrl, headers, body);
  };

  const tell = async (type: string, resource: object) => {
    const at = clock()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    const body = JSON.stringify({
      id: `WH-${name()}-${name()}`,
      event_version: '1.0',
      create_time: clock().toISOString(),
      resource_type: type.startsWith('CHECKOUT') ? 'checkout-order' : 'capture',
      event_type: type,
      summary: 'Something – happened',
      resource,
      links: [],
    });
    const delivery = { id: `${name()}-1`, at, body };
    sent.push(delivery);
    await deliver(delivery);
  };

  const amountOf = ({ body }: Order) => body.purchase_units[0]?.amount ?? { currency_code: '', value: '0' };
  const customIdOf = ({ body }: Order) => body.purchase_units[0]?.custom_id;

  const captureOf = (order: Order) => {
    const { currency_code: currency } = amountOf(order);
    const back = order.refunds.reduce((sum, { value }) => sum + cents(value), 0);
    const refunded = back === cents(amountOf(order).value) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    return {
      id: order.capture?.id,
      status: back > 0 ? refunded : order.capture?.status,
      amount: amountOf(order),
      custom_id: customIdOf(order),
      final_capture: true,
      seller_receivable_breakdown: {
        gross_amount: amountOf(order),
        paypal_fee: { currency_code: currency, value: DECIMALS.get(currency) === 0 ? '1' : '0.49' },
      },
      supplementary_data: { related_ids: { order_id: order.id } },
      create_time: order.capture?.at.toISOString(),
      update_time: clock().toISOString(),
      links: [{ rel: 'up', method: 'GET', href: `${url}/v2/checkout/orders/${order.id}` }],
    };
  };

  const refundOf = (order: Order, { id, value, at }: Order['refunds'][number]) => {
    const { currency_code: currency } = amountOf(order);
    const total = order.refunds.reduce((sum, refund) => sum + cents(refund.value), 0) / 100;
    return {
      id,
      status: 'COMPLETED',
      amount: { currency_code: currency, value },
      custom_id: customIdOf(order),
      seller_payable_breakdown: {
        total_refunded_amount: { currency_code: currency, value: total.toFixed(DECIMALS.get(currency)) },
      },
      create_time: at.toISOString(),
      links: [
        { rel: 'self', method: 'GET', href: `${url}/v2/payments/refunds/${id}` },
        { rel: 'up', method: 'GET', href: `${url}/v2/payments/captures/${order.capture?.id}` },
      ],
    };
  };

  const orderOf = (order: Order) => {
    const [unit] = order.body.purchase_units;
    const captures = order.capture ? [captureOf(order)] : [];
    const refunds = order.refunds.map((refund) => refundOf(order, refund));
    return {
      id: order.id,
      intent: 'CAPTURE',
      status: order.status,
      purchase_units: [
        { reference_id: 'default', ...unit, ...(order.capture ? { payments: { captures, refunds } } : {}) },
      ],
      create_time: order.createdAt.toISOString(),
      update_time: new Date(order.createdAt.getTime() + order.approvals * 1000).toISOString(),
      links: [
        { rel: 'self', method: 'GET', href: `${url}/v2/checkout/orders/${order.id}` },
        { rel: 'payer-action', method: 'GET', href: `${url}/page/${order.id}` },
      ],
    };
  };

  app.post('/v1/oauth2/token', async (request: Asked) => {
    if (request.headers.authorization !== basic) {
      throw new Refused(401, { error: 'invalid_client', error_description: 'Client Authentication failed' });
    }
    if (new URLSearchParams(request.body).get('grant_type') !== 'client_credentials') {
      throw new Refused(400, { error: 'unsupported_grant_type' });
    }
    const token = `A21AA${randomBytes(24).toString('base64url')}`;
    tokens.add(token);
    made += 1;
    return {
      scope: 'https://uri.paypal.com/services/payments',
      access_token: token,
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
    };
  });

  app.addHook('preHandler', async ({ headers, url: path }) => {
    if (path.startsWith('/page/') || path.startsWith('/v1/oauth2/')) return;
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    if (!tokens.has(token)) throw failed(401, 'AUTHENTICATION_FAILURE');
  });

  const keyed = <Answer>({ headers, url: path, body }: Asked, perform: () => Answer): Said<Answer> => {
    const key = headers['paypal-request-id'];
    if (typeof key !== 'string' || key.length > 108)
      throw failed(400, 'INVALID_REQUEST', 'PAYPAL_REQUEST_ID_REQUIRED');
    return replays.answer(key, `${path} ${body ?? ''}`, () => unprocessable('DUPLICATE_REQUEST_ID'), perform);
  };

  const find = (id: string | undefined): Order => {
    const order = orders.get(id ?? '');
    const gone = order && !order.capture && order.createdAt.getTime() + ORDER_MS <= clock().getTime();
    if (!order || gone) throw failed(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID');
    return order;
  };

  function checkMoney({ currency_code: currency, value }: z.output<typeof money>): void {
    const decimals = DECIMALS.get(currency);
    if (decimals === undefined || faults.refusedCurrencies.has(currency))
      throw unprocessable('CURRENCY_NOT_SUPPORTED');
    const form = decimals === 0 ? /^\d{1,10}$/ : /^\d{1,10}\.\d{2}$/;
    if (!form.test(value)) throw unprocessable('DECIMAL_PRECISION');
    if (Number(value) <= 0) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE');
  }

  app.post('/v2/checkout/orders', async (request: Asked, reply) => {
    const body = read(orderBody, request.body);
    reply.status(201);
    return keyed(request, () => {
      const order: Order = {
        ...{ id: name(), body, status: 'PAYER_ACTION_REQUIRED', createdAt: clock() },
        ...{ approvals: 0, declines: false, delays: false, capture: null, refunds: [] },
      };
      checkMoney(amountOf(order));
      orders.set(order.id, order);
      return orderOf(order);
    }).answer;
  });

  app.get('/v2/checkout/orders/:id', async (request: Asked) => orderOf(find(request.params['id'])));

  app.post('/v2/checkout/orders/:id/capture', async (request: Asked, reply) => {
    const order = find(request.params['id']);
    const { answer, isNew } = keyed(request, () => {
      if (order.capture) throw unprocessable('ORDER_ALREADY_CAPTURED');
      if (order.status !== 'APPROVED') throw unprocessable('ORDER_NOT_APPROVED');
      if (order.declines) throw unprocessable('INSTRUMENT_DECLINED');
      order.capture = { id: name(), status: order.delays ? 'PENDING' : 'COMPLETED', at: clock() };
      order.status = 'COMPLETED';
      return orderOf(order);
    });
    if (isNew) await tell(`PAYMENT.CAPTURE.${order.capture?.status ?? ''}`, captureOf(order));
    reply.status(201);
    return answer;
  });

  app.post('/v2/payments/captures/:id/refund', async (request: Asked, reply) => {
    const order = [...orders.values()].find(({ capture }) => capture?.id === request.params['id']);
    if (!order) throw failed(404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID');
    const { amount } = read(refundBody, request.body);
    checkMoney(amount);
    const { answer, isNew } = keyed(request, () => {
      const left = order.refunds.reduce(
        (rest, { value }) => rest - cents(value),
        cents(amountOf(order).value),
      );
      if (left === 0) throw unprocessable('CAPTURE_FULLY_REFUNDED');
      if (cents(amount.value) > left) throw unprocessable('REFUND_AMOUNT_EXCEEDED');
      const refund = { id: name(), value: amount.value, at: clock() };
      order.refunds.push(refund);
      return refundOf(order, refund);
    });
    if (isNew) await tell('PAYMENT.CAPTURE.REFUNDED', answer);
    reply.status(201);
    return answer;
  });

  /** developer.paypal.com/docs/api/webhooks/v1/#verify-webhook-signature_post: over the event's bytes as they are here */
  app.post('/v1/notifications/verify-webhook-signature', async (request: Asked) => {
    const text = request.body ?? '';
    const asked = JSON.parse(text) as Record<string, string>;
    const mark = ',"webhook_event":';
    const event = text.slice(text.indexOf(mark) + mark.length, -1);
    const { transmission_id: id = '', transmission_time: at = '', transmission_sig: signature = '' } = asked;
    const fits =
      asked['webhook_id'] === webhookId &&
      asked['auth_algo'] === 'SHA256withRSA' &&
      createVerify('RSA-SHA256')
        .update(signed(id, at, event))
        .verify(publicKey, signature, 'base64');
    return { verification_status: fits ? 'SUCCESS' : 'FAILURE' };
  });

  app.post('/page/:id', async (request: Asked) => {
    const order = find(request.params['id']);
    const action = actionOf(request.body);
    if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_CAPTURED');
    // A payer whose means were declined comes back and approves with others.
    order.approvals += 1;
    Object.assign(order, { status: 'APPROVED', declines: action === 'fail', delays: action === 'delay' });
    await tell('CHECKOUT.ORDER.APPROVED', orderOf(order));
    return {};
  });

  url = await listen();
  return {
    url,
    faults,
    clock,
    tell,
    tokens: {
      made: () => made,
      revoke: () => tokens.clear(),
    },
    redeliver: async () => {
      for (const delivery of sent.slice(-REPEATED)) await deliver(delivery);
    },
    tick: async () => {
      for (const order of orders.values()) {
        if (order.capture?.status !== 'PENDING') continue;
        order.capture.status = 'COMPLETED';
        await tell('PAYMENT.CAPTURE.COMPLETED', captureOf(order));
      }
    },
    books: (paymentId) => {
      const ours = [...orders.values()].filter(
        (order) => customIdOf(order) === paymentId && order.capture?.status === 'COMPLETED',
      );
      const written = ({ currency_code: currency, value }: z.output<typeof money>) => `${value} ${currency}`;
      return {
        charges: ours.length,
        shares: ours.flatMap(({ body }) =>
          (body.purchase_units[0]?.payment_instruction?.platform_fees ?? []).map(({ amount }) =>
            written(amount),
          ),
        ),
        taken: ours.map((order) => written(amountOf(order))),
        givenBack: ours.flatMap((order) =>
          order.refunds.map(({ value }) => `${value} ${amountOf(order).currency_code}`),
        ),
      };
    },
    close: () => app.close(),
  };
}
