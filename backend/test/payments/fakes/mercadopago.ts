import { createHmac, randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import {
  actionOf,
  post,
  Refused,
  REPEATED,
  Replays,
  startServer,
  type Asked,
  type Company,
} from './company.ts';

export interface MercadoPagoAccount {
  accessToken: string;
  webhookSecret: string;
  currency: string;
  clock: () => Date;
}

/** mercadopago.com.ar/developers/en/reference/preferences/_checkout_preferences/post; stricter than the real one. */
const preferenceBody = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: z.string(),
        title: z.string().check(z.maxLength(256)),
        quantity: z.int(),
        currency_id: z.string(),
        unit_price: z.number().check(z.positive()),
      }),
    )
    .check(z.minLength(1)),
  external_reference: z.string().check(z.maxLength(256)),
  notification_url: z.url(),
  back_urls: z.strictObject({ success: z.url(), pending: z.url(), failure: z.url() }),
  auto_return: z.optional(z.enum(['approved', 'all'])),
  payer: z.optional(z.strictObject({ email: z.optional(z.string()), name: z.optional(z.string()) })),
  marketplace_fee: z.optional(z.number()),
  payment_methods: z.optional(
    z.strictObject({ excluded_payment_types: z.array(z.strictObject({ id: z.string() })) }),
  ),
  expires: z.boolean(),
  expiration_date_to: z.iso.datetime({ offset: true }),
  date_of_expiration: z.optional(z.iso.datetime({ offset: true })),
});
const preferenceChange = z.object({
  expires: z.boolean(),
  expiration_date_to: z.iso.datetime({ offset: true }),
});
const refundBody = z.strictObject({ amount: z.number().check(z.positive()) });

interface Preference extends z.output<typeof preferenceBody> {
  id: string;
}

interface Money {
  id: number;
  preference: Preference;
  status: 'pending' | 'in_process' | 'approved' | 'rejected' | 'cancelled' | 'refunded';
  detail: string;
  amount: number;
  refunded: number;
  refunds: number[];
  createdAt: Date;
  changedAt: Date;
}

const bad = (message: string, error = 'bad_request', cause: object[] = [], status = 400) =>
  new Refused(status, { message, error, status, cause });

function read<Schema extends z.core.$ZodType>(schema: Schema, body: string | undefined): z.output<Schema> {
  const parsed = z.safeParse(schema, JSON.parse(body ?? '{}'));
  if (parsed.success) return parsed.data;
  const name = parsed.error.issues[0]?.path.join('.') ?? '';
  const cause = { code: 8, description: 'The name of the parameters is wrong.', data: null };
  throw bad(`The name of the following parameters is wrong : [${name}]`, 'bad_request', [cause]);
}

const WAITING = new Set<Money['status']>(['pending', 'in_process']);

const excludes = ({ payment_methods: methods }: Preference, type: string) =>
  methods?.excluded_payment_types.some(({ id }) => id === type) ?? false;

/** Sums of decimals without the dust of binary fractions. */
const cents = (value: number) => Math.round(value * 100);

export interface MercadoPagoCompany extends Company {
  /** What was made since is not found by searching yet. */
  index: { lags: boolean };
}

/** Mercado Pago: Checkout Pro preferences, payments, refunds and webhooks, for the account of one country. */
export async function startMercadoPago(account: MercadoPagoAccount): Promise<MercadoPagoCompany> {
  const { accessToken, webhookSecret, currency, clock } = account;
  const { app, faults, listen } = startServer();
  const preferences = new Map<string, Preference>();
  const money = new Map<number, Money>();
  const replays = new Replays();
  const sent: { id: number; target: string; body: string }[] = [];
  const index = { lags: false };
  let url = '';

  /** mercadopago.com.ar/developers/en/docs/your-integrations/notifications/webhooks: the signature and its template */
  const deliver = async ({ id, target, body }: { id: number; target: string; body: string }) => {
    const ts = Math.floor(clock().getTime() / 1000);
    const requestId = randomUUID();
    const manifest = `id:${id};request-id:${requestId};ts:${ts};`;
    const v1 = createHmac('sha256', webhookSecret).update(manifest).digest('hex');
    await post(target, { 'x-signature': `ts=${ts},v1=${v1}`, 'x-request-id': requestId }, body);
  };

  const tell = async (
    { id, preference, createdAt }: Money,
    action: 'payment.created' | 'payment.updated',
  ) => {
    const target = new URL(preference.notification_url);
    target.searchParams.set('data.id', String(id));
    target.searchParams.set('type', 'payment');
    const body = JSON.stringify({
      action,
      api_version: 'v1',
      data: { id: String(id) },
      date_created: createdAt.toISOString(),
      id: randomInt(1e9, 1e11),
      live_mode: false,
      type: 'payment',
      user_id: '44444',
    });
    const delivery = { id, target: target.href, body };
    sent.push(delivery);
    await deliver(delivery);
  };

  const preferenceOf = (preference: Preference) => ({
    ...preference,
    collector_id: 44444,
    init_point: `${url}/page/${preference.id}`,
    sandbox_init_point: `${url}/page/${preference.id}`,
    date_created: clock().toISOString(),
  });

  /** mercadopago.com.ar/developers/en/reference/payments/_payments_id/get */
  const moneyOf = (payment: Money) => ({
    id: payment.id,
    status: payment.status,
    status_detail: payment.detail,
    currency_id: currency,
    transaction_amount: payment.amount,
    transaction_amount_refunded: payment.refunded,
    external_reference: payment.preference.external_reference,
    collector_id: 44444,
    date_created: payment.createdAt.toISOString(),
    date_approved:
      payment.status === 'approved' || payment.status === 'refunded' ? payment.createdAt.toISOString() : null,
    date_last_updated: payment.changedAt.toISOString(),
    fee_details: [{ type: 'mercadopago_fee', amount: 1.237, fee_payer: 'collector' }],
  });

  app.addHook('preHandler', async ({ headers, url: path, method }) => {
    if (path.startsWith('/page/')) return;
    if (headers.authorization !== `Bearer ${accessToken}`) {
      throw bad('invalid access token', 'unauthorized', [], 401);
    }
    if (method !== 'GET' && !headers['x-idempotency-key']) {
      const description = "Header X-Idempotency-Key can't be null";
      throw bad(description, 'bad_request', [{ code: 4292, description }]);
    }
  });

  const preferenceById = (id: string | undefined): Preference => {
    const found = preferences.get(id ?? '');
    if (!found) throw bad(`preference ${id} not found`, 'not_found', [], 404);
    return found;
  };
  const moneyById = (id: string | undefined): Money => {
    const found = money.get(Number(id));
    const description = 'Payment not found';
    if (!found) throw bad(description, 'not_found', [{ code: 2000, description }], 404);
    return found;
  };

  // The key that is sent here makes no difference: see github.com/mercadopago/px-android/issues/1446 on what can be paid twice.
  app.post('/checkout/preferences', async (request: Asked, reply) => {
    const body = read(preferenceBody, request.body);
    const [item] = body.items;
    if (!item || item.currency_id !== currency || faults.refusedCurrencies.has(item.currency_id)) {
      throw bad('currency_id invalid', 'invalid_items');
    }
    const step = currency === 'CLP' || currency === 'COP' ? 1 : 0.01;
    const steps = item.unit_price / step;
    if (Math.abs(steps - Math.round(steps)) > 1e-6) throw bad('unit_price invalid', 'invalid_items');
    if (body.auto_return && !body.back_urls.success.startsWith('https:')) {
      throw bad('auto_return invalid. back_url.success must be defined', 'invalid_auto_return');
    }
    const preference = { ...body, id: `44444-${randomUUID()}` };
    preferences.set(preference.id, preference);
    reply.status(201);
    return preferenceOf(preference);
  });

  app.get('/checkout/preferences/search', async (request: Asked) => {
    const wanted = (request.query as Record<string, string>)['external_reference'];
    const found = (index.lags ? [] : [...preferences.values()]).filter(
      ({ external_reference: reference }) => reference === wanted,
    );
    return {
      elements: found.map(({ id, external_reference: reference }) => ({ id, external_reference: reference })),
      next_offset: found.length,
      total: found.length,
    };
  });

  app.get('/checkout/preferences/:id', async (request: Asked) =>
    preferenceOf(preferenceById(request.params['id'])),
  );

  app.put('/checkout/preferences/:id', async (request: Asked) => {
    const preference = preferenceById(request.params['id']);
    const { expires, expiration_date_to: until } = read(preferenceChange, request.body);
    return preferenceOf(Object.assign(preference, { expires, expiration_date_to: until }));
  });

  app.get('/v1/payments/search', async (request: Asked) => {
    const wanted = (request.query as Record<string, string>)['external_reference'];
    const results = [...money.values()].filter(({ preference }) => preference.external_reference === wanted);
    return { paging: { total: results.length, limit: 50, offset: 0 }, results: results.map(moneyOf) };
  });

  app.get('/v1/payments/:id', async (request: Asked) => moneyOf(moneyById(request.params['id'])));

  app.put('/v1/payments/:id', async (request: Asked) => {
    const payment = moneyById(request.params['id']);
    read(z.strictObject({ status: z.literal('cancelled') }), request.body);
    const description = 'The action requested is not valid for the current payment state';
    if (!WAITING.has(payment.status)) throw bad(description, 'bad_request', [{ code: 2063, description }]);
    Object.assign(payment, { status: 'cancelled', detail: 'by_collector', changedAt: clock() });
    await tell(payment, 'payment.updated');
    return moneyOf(payment);
  });

  /** mercadopago.com.ar/developers/en/reference/chargebacks/_payments_id_refunds/post */
  app.post('/v1/payments/:id/refunds', async (request: Asked, reply) => {
    const payment = moneyById(request.params['id']);
    const { amount } = read(refundBody, request.body);
    const key = `${payment.id} ${String(request.headers['x-idempotency-key'])}`;
    const conflict = () => bad('The idempotency key was used with another body', 'conflict', [], 409);
    const { answer, isNew } = replays.answer(key, request.body ?? '', conflict, () => {
      const description = 'The action requested is not valid for the current payment state';
      if (payment.status !== 'approved' || cents(amount) > cents(payment.amount) - cents(payment.refunded)) {
        throw bad(description, 'bad_request', [{ code: 2063, description }]);
      }
      payment.refunds.push(amount);
      payment.refunded = (cents(payment.refunded) + cents(amount)) / 100;
      payment.detail = 'partially_refunded';
      if (payment.refunded === payment.amount)
        Object.assign(payment, { status: 'refunded', detail: 'refunded' });
      payment.changedAt = new Date(Math.max(clock().getTime(), payment.changedAt.getTime() + 1));
      return { id: randomInt(1e9, 1e11), payment_id: payment.id, amount, status: 'approved' };
    });
    if (isNew) await tell(payment, 'payment.updated');
    reply.status(201);
    return answer;
  });

  app.post('/page/:id', async (request: Asked) => {
    const preference = preferenceById(request.params['id']);
    if (preference.expires && new Date(preference.expiration_date_to) <= clock()) throw bad('expired');
    const [item] = preference.items;
    const [status, detail] = {
      pay: ['approved', 'accredited'] as const,
      fail: ['rejected', 'cc_rejected_insufficient_amount'] as const,
      delay: excludes(preference, 'ticket')
        ? (['in_process', 'pending_review_manual'] as const)
        : (['pending', 'pending_waiting_payment'] as const),
    }[actionOf(request.body)];
    const payment: Money = {
      id: randomInt(1e9, 1e11),
      ...{ preference, status, detail, amount: item?.unit_price ?? 0, refunded: 0, refunds: [] },
      ...{ createdAt: clock(), changedAt: clock() },
    };
    money.set(payment.id, payment);
    await tell(payment, 'payment.created');
    return {};
  });

  url = await listen();
  return {
    url,
    faults,
    index,
    clock,
    redeliver: async () => {
      for (const delivery of sent.slice(-REPEATED)) await deliver(delivery);
    },
    tick: async () => {
      for (const payment of money.values()) {
        if (!WAITING.has(payment.status)) continue;
        Object.assign(payment, { status: 'approved', detail: 'accredited', changedAt: clock() });
        await tell(payment, 'payment.updated');
      }
    },
    books: (paymentId) => {
      const ours = [...money.values()].filter(
        ({ preference, status }) =>
          preference.external_reference === paymentId && (status === 'approved' || status === 'refunded'),
      );
      return {
        charges: ours.length,
        shares: ours.flatMap(({ preference: { marketplace_fee: fee } }) =>
          fee === undefined ? [] : [`${fee} ${currency}`],
        ),
        taken: ours.map(({ amount }) => `${amount} ${currency}`),
        givenBack: ours.flatMap(({ refunds }) => refunds.map((amount) => `${amount} ${currency}`)),
      };
    },
    close: () => app.close(),
  };
}
