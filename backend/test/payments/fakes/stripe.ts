import { createHmac, randomUUID } from 'node:crypto';
import {
  actionOf,
  post,
  REPEATED,
  Replays,
  startServer,
  type Asked,
  type Company,
  type Said,
} from './company.ts';
import {
  conflict,
  fieldsOf,
  invalid,
  REFUND_FIELDS,
  SESSION_FIELDS,
  THREE_DECIMALS,
  whole,
  type Session,
} from './stripe.forms.ts';

export interface StripeAccount {
  secretKey: string;
  webhookSecret: string;
  webhookUrl: string;
  clock: () => Date;
}

/** Stripe: Checkout Sessions, refunds and webhooks, for one account and those connected to it. */
export async function startStripe({
  secretKey,
  webhookSecret,
  webhookUrl,
  clock,
}: StripeAccount): Promise<Company> {
  const { app, faults, listen } = startServer();
  const sessions = new Map<string, Session>();
  const replays = new Replays();
  const sent: { body: string }[] = [];
  let url = '';
  const seconds = () => Math.floor(clock().getTime() / 1000);

  const deliver = async (body: string) => {
    const at = seconds();
    const v1 = createHmac('sha256', webhookSecret).update(`${at}.${body}`).digest('hex');
    await post(webhookUrl, { 'stripe-signature': `t=${at},v1=${v1},v0=${'0'.repeat(64)}` }, body);
  };

  /** docs.stripe.com/api/events/object */
  const tell = async (type: string, session: Session, object: object) => {
    const body = JSON.stringify({
      id: `evt_${randomUUID().replaceAll('-', '')}`,
      object: 'event',
      ...(session.account ? { account: session.account } : {}),
      api_version: '2026-10-28.endive',
      created: seconds(),
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    });
    sent.push({ body });
    await deliver(body);
  };

  const chargeOf = (session: Session) => ({
    id: session.charge,
    object: 'charge',
    amount: session.amount,
    amount_refunded: session.refunded,
    currency: session.currency,
    created: session.chargedAt,
    metadata: { payment_id: session.paymentId },
    paid: true,
    payment_intent: session.intent,
    refunded: session.refunded === session.amount,
    status: 'succeeded',
    // docs.stripe.com/payments/payment-intents/asynchronous-capture-async-webhooks: null until it is captured
    balance_transaction: faults.feeless
      ? null
      : {
          id: `txn_${session.charge}`,
          object: 'balance_transaction',
          currency: session.currency,
          fee: 30,
          fee_details: [{ amount: 30, application: null, currency: session.currency, type: 'stripe_fee' }],
        },
  });

  const intentOf = (session: Session, expanded: boolean) => ({
    id: session.intent,
    object: 'payment_intent',
    amount: session.amount,
    amount_received: session.intentStatus === 'succeeded' ? session.amount : 0,
    currency: session.currency,
    status: session.intentStatus,
    metadata: { payment_id: session.paymentId },
    last_payment_error: session.declined ? { type: 'card_error', code: 'card_declined' } : null,
    latest_charge: session.charge && expanded ? chargeOf(session) : session.charge,
  });

  const attempted = ({ status, declined }: Session) => status === 'complete' || declined;

  const sessionOf = (session: Session, expanded = false) => ({
    id: session.id,
    object: 'checkout.session',
    amount_total: session.amount,
    client_reference_id: session.paymentId,
    currency: session.currency,
    expires_at: session.expiresAt,
    metadata: { payment_id: session.paymentId },
    mode: 'payment',
    // Made with the first attempt to pay.
    payment_intent: attempted(session) ? (expanded ? intentOf(session, true) : session.intent) : null,
    payment_status: session.intentStatus === 'succeeded' ? 'paid' : 'unpaid',
    status: session.status,
    url: session.status === 'open' ? `${url}/page/${session.id}` : null,
  });

  app.addHook('preHandler', async ({ headers, url: path }) => {
    if (path.startsWith('/page/')) return;
    if (headers.authorization !== `Bearer ${secretKey}`) {
      throw invalid('Invalid API Key provided: sk_test_****', {}, 401);
    }
    if (!headers['stripe-version']) throw invalid('No API version');
  });

  /** Of the account that is asked for: what belongs to another does not exist. */
  const own = (id: string | undefined, { headers }: Asked, by: 'id' | 'intent' = 'id'): Session => {
    const account = headers['stripe-account'] ?? null;
    const found = [...sessions.values()].find((session) => session[by] === id && session.account === account);
    if (!found) throw invalid(`No such object: '${id}'`, { code: 'resource_missing', param: by }, 404);
    return found;
  };

  const keyed = <Answer>(request: Asked, perform: () => Answer): Said<Answer> => {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return { answer: perform(), isNew: true };
    const account = String(request.headers['stripe-account'] ?? '');
    return replays.answer(`${account} ${key}`, `${request.url} ${request.body ?? ''}`, conflict, perform);
  };

  function createSession(request: Asked): Session {
    const fields = fieldsOf(request.body, SESSION_FIELDS);
    const currency = fields['line_items[0][price_data][currency]'] ?? '';
    const amount = whole(
      fields['line_items[0][price_data][unit_amount]'],
      'line_items[0][price_data][unit_amount]',
    );
    if (!/^[a-z]{3}$/.test(currency) || faults.refusedCurrencies.has(currency.toUpperCase())) {
      const param = 'line_items[0][price_data][currency]';
      throw invalid(`Invalid currency: ${currency}. Stripe currently supports these currencies: usd, ...`, {
        param,
      });
    }
    if (THREE_DECIMALS.has(currency) && amount % 10 !== 0)
      throw invalid('Invalid amount', { param: 'unit_amount' });
    if (amount < 1) throw invalid('Amount must be at least 50 cents', { code: 'amount_too_small' });
    if (fields['mode'] !== 'payment' || !fields['success_url']) throw invalid('Missing required param');
    const expiresAt = whole(fields['expires_at'], 'expires_at');
    if (expiresAt < seconds() + 1800 || expiresAt > seconds() + 86_400) {
      throw invalid('The `expires_at` timestamp must be between 30 minutes and 24 hours from now.', {
        param: 'expires_at',
      });
    }
    const share = fields['payment_intent_data[application_fee_amount]'];
    const transferTo = fields['payment_intent_data[transfer_data][destination]'] ?? null;
    const account = (request.headers['stripe-account'] as string | undefined) ?? null;
    if (share && !transferTo && !account) {
      throw invalid(
        'Can only apply an application_fee when the request is made on behalf of another account',
      );
    }
    const name = randomUUID().replaceAll('-', '');
    const session: Session = {
      ...{ id: `cs_test_${name}`, intent: `pi_${name}`, account, transferTo, amount, currency, expiresAt },
      paymentId: fields['client_reference_id'] ?? '',
      share: share ? Number(share) : null,
      shareBack: 0,
      ...{ status: 'open', intentStatus: 'requires_payment_method', declined: false },
      ...{ charge: null, chargedAt: 0, refunded: 0, refunds: [] },
    };
    sessions.set(session.id, session);
    return session;
  }

  app.post(
    '/v1/checkout/sessions',
    async (request: Asked) => keyed(request, () => sessionOf(createSession(request))).answer,
  );

  app.get('/v1/checkout/sessions/:id', async (request: Asked) => {
    const expand = Object.values(request.query as Record<string, string>).join();
    return sessionOf(own(request.params['id'], request), expand.startsWith('payment_intent.latest_charge'));
  });

  app.post('/v1/checkout/sessions/:id/expire', async (request: Asked) => {
    const session = own(request.params['id'], request);
    if (session.status !== 'open') {
      throw invalid('Only Checkout Sessions with a status in ["open"] can be expired.');
    }
    session.status = 'expired';
    await tell('checkout.session.expired', session, sessionOf(session));
    return sessionOf(session);
  });

  app.post('/v1/refunds', async (request: Asked) => {
    const fields = fieldsOf(request.body, REFUND_FIELDS);
    const session = own(fields['payment_intent'], request, 'intent');
    const { answer, isNew } = keyed(request, () => {
      const left = session.amount - session.refunded;
      const amount = whole(fields['amount'], 'amount');
      if (!session.charge) throw invalid('This PaymentIntent does not have a successful charge to refund.');
      if (left === 0) throw invalid('Charge has already been refunded.', { code: 'charge_already_refunded' });
      if (amount > left) {
        throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
          param: 'amount',
        });
      }
      // docs.stripe.com/api/refunds/create#create_refund-refund_application_fee: in proportion, and only of what has one
      if (fields['refund_application_fee'] === 'true') {
        if (session.share === null) throw invalid('This charge has no application fee.');
        session.shareBack += Math.round((session.share * amount) / session.amount);
      }
      session.refunded += amount;
      session.refunds.push(amount);
      const { currency, intent } = session;
      return {
        id: `re_${randomUUID()}`,
        object: 'refund',
        amount,
        currency,
        payment_intent: intent,
        status: 'succeeded',
      };
    });
    if (isNew) await tell('charge.refunded', session, chargeOf(session));
    return answer;
  });

  const charge = (session: Session) => {
    session.intentStatus = 'succeeded';
    session.charge = `ch_${randomUUID().replaceAll('-', '')}`;
    session.chargedAt = seconds();
  };

  app.post('/page/:id', async (request: Asked) => {
    const session = sessions.get(request.params['id'] ?? '');
    if (session?.status !== 'open') throw invalid('This page is closed.');
    const action = actionOf(request.body);
    if (action === 'fail') {
      session.declined = true;
      await tell('payment_intent.payment_failed', session, intentOf(session, false));
      return {};
    }
    session.status = 'complete';
    if (action === 'pay') charge(session);
    else session.intentStatus = 'processing';
    await tell('checkout.session.completed', session, sessionOf(session));
    return {};
  });

  url = await listen();
  return {
    url,
    faults,
    clock,
    redeliver: async () => {
      for (const { body } of sent.slice(-REPEATED)) await deliver(body);
    },
    tick: async () => {
      for (const session of sessions.values()) {
        if (session.intentStatus === 'processing') {
          charge(session);
          await tell('checkout.session.async_payment_succeeded', session, sessionOf(session));
        } else if (session.status === 'open' && session.expiresAt <= seconds()) {
          session.status = 'expired';
          await tell('checkout.session.expired', session, sessionOf(session));
        }
      }
    },
    books: (paymentId) => {
      const ours = [...sessions.values()].filter(
        (session) => session.paymentId === paymentId && session.charge,
      );
      return {
        charges: ours.length,
        shares: ours.flatMap(({ share, shareBack, currency }) =>
          share === null ? [] : [`${share - shareBack} ${currency}`],
        ),
        taken: ours.map(({ amount, currency }) => `${amount} ${currency}`),
        givenBack: ours.flatMap(({ refunds, currency }) => refunds.map((amount) => `${amount} ${currency}`)),
      };
    },
    pages: (paymentId) =>
      [...sessions.values()]
        .filter((session) => session.paymentId === paymentId)
        .map(({ id }) => `${url}/page/${id}`),
    close: () => app.close(),
  };
}
