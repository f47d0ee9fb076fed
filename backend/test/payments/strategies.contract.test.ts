import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  Checkout,
  CheckoutKey,
  CheckoutRequest,
  PaymentEvent,
  PaymentState,
  WebhookDelivery,
} from '../../src/modules/payments/strategies/strategy.ts';
import { rigs, type Rig } from './rigs.ts';

const HOUR = 3_600_000;

describe.each(Object.keys(rigs) as (keyof typeof rigs)[])('%s', (provider) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await rigs[provider]();
  });
  afterAll(() => rig.close());

  interface Begun extends Checkout {
    request: CheckoutRequest;
    key: CheckoutKey;
  }

  async function begin(changes: Partial<CheckoutRequest> = {}): Promise<Begun> {
    const request = rig.request(changes);
    const checkout = await rig.strategy.createCheckout(request);
    return { ...checkout, request, key: { paymentId: request.paymentId, reference: checkout.reference } };
  }

  /** Pays to the end; what a payer approves is taken. */
  async function paid(changes: Partial<CheckoutRequest> = {}) {
    const begun = await begin(changes);
    await rig.act(begun.redirectUrl, 'pay');
    const state = await rig.strategy.completePayment(begun.key);
    const [charge] = state.charges;
    return { ...begun, state, charge: charge! };
  }

  /** What our webhook address heard of a payment, verified; a company may take a moment. */
  async function heard(paymentId: string, kind: PaymentEvent['kind']): Promise<PaymentEvent[]> {
    for (const patience of [0, 50, 200, 500, 1000]) {
      await wait(patience);
      const events: PaymentEvent[] = [];
      for (const delivery of rig.deliveries) {
        const reading = await rig.strategy.readWebhook(delivery);
        if (reading.verified && reading.event.paymentId === paymentId) events.push(reading.event);
      }
      const ofKind = events.filter((event) => event.kind === kind);
      if (ofKind.length > 0) return ofKind;
    }
    return [];
  }

  const refundOf = (begun: { key: CheckoutKey; charge: { reference: string } }, amount: number) => ({
    refundId: randomUUID(),
    paymentId: begun.key.paymentId,
    charge: begun.charge.reference,
    amount,
    currency: rig.currency,
  });

  test('a payment is made, told of, and given back in two parts', async () => {
    const begun = await begin();
    expect(await rig.strategy.getPayment(begun.key)).toEqual({ status: 'open', charges: [] });
    expect(begun.redirectUrl).toMatch(/^http/);

    expect(await rig.act(begun.redirectUrl, 'pay')).toBeLessThan(400);
    const state = await rig.strategy.completePayment(begun.key);
    expect(state).toMatchObject({
      status: 'paid',
      charges: [{ amount: 150_025, currency: rig.currency, refunded: 0 }],
    });
    expect(await rig.strategy.getPayment(begun.key)).toEqual(state);
    const charge = state.charges[0]!;
    expect(charge.fee).toBeTypeOf('number');

    const [told] = await heard(begun.key.paymentId, 'paid');
    expect(told).toMatchObject({ amount: 150_025, currency: rig.currency, charge: charge.reference });

    const part = refundOf({ ...begun, charge }, 50_010);
    expect(await rig.strategy.refund(part)).toMatchObject({ status: 'refunded', amount: 50_010 });
    expect((await rig.strategy.getPayment(begun.key)).charges).toEqual([{ ...charge, refunded: 50_010 }]);
    expect(await heard(begun.key.paymentId, 'refunded')).toContainEqual(
      expect.objectContaining({ amount: 50_010, currency: rig.currency, charge: charge.reference }),
    );

    expect(await rig.strategy.refund(refundOf({ ...begun, charge }, 100_015))).toMatchObject({
      amount: 100_015,
    });
    expect(await rig.strategy.getPayment(begun.key)).toEqual({
      status: 'paid',
      charges: [{ ...charge, refunded: 150_025 }],
    });
    expect(rig.company.books(begun.key.paymentId).givenBack).toHaveLength(2);
  });

  test('the same payment twice is the same checkout and one charge', async () => {
    const request = rig.request();
    const first = await rig.strategy.createCheckout(request);
    rig.pass(2000);
    const second = await rig.strategy.createCheckout(request);
    expect(second).toEqual(first);
    await rig.act(first.redirectUrl, 'pay');
    const key = { paymentId: request.paymentId, reference: first.reference };
    const states = await Promise.all([rig.strategy.completePayment(key), rig.strategy.completePayment(key)]);
    expect(states[0]).toEqual(states[1]);
    expect(states[0].charges).toHaveLength(1);
    expect(rig.company.books(request.paymentId).charges).toBe(1);
  });

  test('the same payment with another amount is refused', async () => {
    const request = rig.request();
    await rig.strategy.createCheckout(request);
    const other = rig.strategy.createCheckout({ ...request, amount: request.amount + 100 });
    await expect(other).rejects.toMatchObject({ kind: 'refused', reason: 'conflict' });
  });

  test('a declined payment can be made again', async () => {
    const begun = await begin();
    await rig.act(begun.redirectUrl, 'fail');
    const declined = await rig.strategy.completePayment(begun.key);
    expect(declined).toEqual({ status: 'declined', charges: [] });
    expect(rig.company.books(begun.key.paymentId).charges).toBe(0);

    await rig.act(begun.redirectUrl, 'pay');
    expect((await rig.strategy.completePayment(begun.key)).status).toBe('paid');
    expect(rig.company.books(begun.key.paymentId).charges).toBe(1);
  });

  test('a payment that takes time is pending, then paid', async () => {
    const begun = await begin();
    await rig.act(begun.redirectUrl, 'delay');
    expect(await rig.strategy.completePayment(begun.key)).toEqual({ status: 'pending', charges: [] });
    expect(await heard(begun.key.paymentId, 'pending')).toHaveLength(1);
    rig.pass(60_000);
    await rig.company.tick();
    expect((await rig.strategy.getPayment(begun.key)).status).toBe('paid');
    expect(await heard(begun.key.paymentId, 'paid')).not.toHaveLength(0);
  });

  test('a page closes by time, and nobody is charged', async () => {
    const begun = await begin();
    rig.pass(7 * HOUR);
    await rig.company.tick();
    expect(await rig.strategy.getPayment(begun.key)).toEqual({ status: 'closed', charges: [] });
    await rig.act(begun.redirectUrl, 'pay');
    expect(await rig.strategy.completePayment(begun.key)).toEqual({ status: 'closed', charges: [] });
    expect(rig.company.books(begun.key.paymentId).charges).toBe(0);
  });

  test('a page is closed by us, unless the payer was faster', async () => {
    const begun = await begin();
    expect(await rig.strategy.cancelCheckout(begun.key)).toEqual({ status: 'closed', charges: [] });
    expect(await rig.strategy.cancelCheckout(begun.key)).toEqual({ status: 'closed', charges: [] });
    expect(rig.company.books(begun.key.paymentId).charges).toBe(0);

    const faster = await paid();
    expect(await rig.strategy.cancelCheckout(faster.key)).toEqual(faster.state);
  });

  test('no more is given back than was paid, and each refund once', async () => {
    const begun = await paid();
    const tooMuch = rig.strategy.refund(refundOf(begun, 150_125));
    await expect(tooMuch).rejects.toMatchObject({ kind: 'refused', reason: 'exceeds' });
    const part = refundOf(begun, 150_000);
    const first = await rig.strategy.refund(part);
    expect(await rig.strategy.refund(part)).toEqual(first);
    await expect(rig.strategy.refund({ ...part, amount: 100 })).rejects.toMatchObject({ kind: 'refused' });
    await expect(rig.strategy.refund(refundOf(begun, 100))).rejects.toMatchObject({ reason: 'exceeds' });
    await rig.strategy.refund(refundOf(begun, 25));
    await expect(rig.strategy.refund(refundOf(begun, 1))).rejects.toMatchObject({ reason: 'exceeds' });
    expect(rig.company.books(begun.key.paymentId).givenBack).toHaveLength(2);
  });

  test('another payment’s checkout is not found', async () => {
    const begun = await begin();
    const foreign = { paymentId: randomUUID(), reference: begun.reference };
    await expect(rig.strategy.getPayment(foreign)).rejects.toMatchObject({ kind: 'not_found' });
    const gone = rig.strategy.refund({ ...refundOf(await paid(), 100), charge: '999999999' });
    await expect(gone).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('down or slow, it is unavailable; nothing hangs', async () => {
    const begun = await paid();
    const calls = () => [
      rig.strategy.createCheckout(rig.request()),
      rig.strategy.getPayment(begun.key),
      rig.strategy.completePayment(begun.key),
      rig.strategy.cancelCheckout(begun.key),
      rig.strategy.refund(refundOf(begun, 100)),
    ];
    const expectAll = async () => {
      const outcomes = await Promise.allSettled(calls());
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: { name: 'PaymentError', kind: 'unavailable' },
        });
      }
    };
    rig.company.faults.down = true;
    await expectAll();
    rig.company.faults.down = false;
    rig.company.faults.slow = 4000;
    await expectAll();
    rig.company.faults.slow = 0;
    expect((await rig.strategy.getPayment(begun.key)).charges[0]?.refunded).toBeLessThanOrEqual(100);
  });

  test('a lost answer, asked again, is one checkout, one charge and one refund', async () => {
    const { faults } = rig.company;
    const request = rig.request();
    faults.lose = 1;
    await expect(rig.strategy.createCheckout(request)).rejects.toMatchObject({ kind: 'unavailable' });
    const checkout = await rig.strategy.createCheckout(request);
    const key = { paymentId: request.paymentId, reference: checkout.reference };
    await rig.act(checkout.redirectUrl, 'pay');

    let state: PaymentState | undefined;
    faults.lose = 1;
    state = await rig.strategy.completePayment(key).catch(() => undefined);
    faults.lose = 0;
    state ??= await rig.strategy.completePayment(key);
    expect(state.charges).toHaveLength(1);

    const refund = refundOf({ key, charge: state.charges[0]! }, 10_000);
    faults.lose = 1;
    await expect(rig.strategy.refund(refund)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await rig.strategy.refund(refund)).toMatchObject({ status: 'refunded', amount: 10_000 });
    expect(rig.company.books(request.paymentId)).toMatchObject({ charges: 1 });
    expect(rig.company.books(request.paymentId).givenBack).toHaveLength(1);
    expect((await rig.strategy.getPayment(key)).charges[0]?.refunded).toBe(10_000);
  });

  test('wrong keys and refused currencies are told apart', async () => {
    const wrong = {
      apiKey: 'wrong-key',
      secretKey: 'wrong-key',
      accessToken: 'wrong-key',
      clientSecret: 'wrong-key',
    };
    const known = Object.fromEntries(Object.entries(wrong).filter(([name]) => KEYS[provider].includes(name)));
    const stranger = await rig.reopen(known);
    await expect(stranger.createCheckout(rig.request())).rejects.toMatchObject({ kind: 'credentials' });

    rig.company.faults.refusedCurrencies.add(rig.currency);
    const refused = rig.strategy.createCheckout(rig.request());
    await expect(refused).rejects.toMatchObject({ kind: 'refused', reason: 'currency' });
    rig.company.faults.refusedCurrencies.clear();
    expect(rig.strategy.supports(rig.currency, 150_025)).toBe(true);
    for (const amount of [0, -1, 1.5, Number.MAX_SAFE_INTEGER + 2]) {
      expect(rig.strategy.supports(rig.currency, amount), String(amount)).toBe(false);
    }
  });

  describe('webhooks', () => {
    let genuine: WebhookDelivery;
    beforeAll(async () => {
      rig.deliveries.length = 0;
      const begun = await paid();
      await heard(begun.key.paymentId, 'paid');
      genuine = rig.deliveries[0]!;
    });

    const refusalOf = async (delivery: WebhookDelivery) => {
      const reading = await rig.strategy.readWebhook(delivery);
      return reading.verified ? 'verified' : reading.refusal;
    };

    test('as it came, it is verified', async () => {
      expect(await refusalOf(genuine)).toBe('verified');
    });

    test('altered in one byte, it is not', async () => {
      const text = genuine.rawBody.toString();
      const at = text.search(/\d(?=[^\d]*$)/);
      for (const altered of ALTERED[provider](text, at)) {
        expect(altered).not.toBe(text);
        const refusal = await refusalOf({ ...genuine, rawBody: Buffer.from(altered) });
        expect(['signature', 'malformed'], altered).toContain(refusal);
      }
      if (genuine.query['data.id']) {
        const query = { ...genuine.query, 'data.id': '1' };
        const rawBody = Buffer.from(text.replace(genuine.query['data.id'], '1'));
        expect(await refusalOf({ ...genuine, query, rawBody })).toBe('signature');
      }
    });

    test('without a header of its signature, it is not', async () => {
      const names = Object.keys(genuine.headers).filter((name) => SIGNING.test(name));
      expect(names).not.toHaveLength(0);
      for (const name of names) {
        const headers = { ...genuine.headers, [name]: undefined };
        expect(await refusalOf({ ...genuine, headers }), name).toBe('unsigned');
      }
    });

    test('signed by somebody else, it is not', async () => {
      const stranger = await rig.reopen(
        provider === 'paypal' ? { webhookId: 'another' } : { webhookSecret: 'whsec_of_another' },
      );
      const reading = await stranger.readWebhook(genuine);
      expect(reading).toEqual({ verified: false, refusal: 'signature' });
      for (const name of Object.keys(genuine.headers).filter((header) => /sig/.test(header))) {
        const forged = String(genuine.headers[name]).replace(/.(?=.{5}$)/, (one) =>
          one === 'a' ? 'b' : 'a',
        );
        const headers = { ...genuine.headers, [name]: forged };
        if (!/v0=/.test(forged)) expect(await refusalOf({ ...genuine, headers })).toBe('signature');
      }
    });

    test('replayed too late, it is stale', async () => {
      rig.pass(5 * 24 * HOUR);
      expect(await refusalOf(genuine)).toBe('stale');
    });

    test('delivered twice, it is the same event; other events have other ids', async () => {
      const idsOf = async (deliveries: WebhookDelivery[]) => {
        const ids: string[] = [];
        for (const delivery of deliveries) {
          const reading = await rig.strategy.readWebhook(delivery);
          if (reading.verified) ids.push(reading.event.id);
        }
        return new Set(ids);
      };
      rig.deliveries.length = 0;
      const begun = await paid();
      await heard(begun.key.paymentId, 'paid');
      const before = await idsOf(rig.deliveries);
      const count = rig.deliveries.length;
      await rig.company.redeliver();
      await wait(100);
      expect(rig.deliveries.length).toBeGreaterThan(count);
      const again = await idsOf(rig.deliveries);
      for (const id of before) expect(again).toContain(id);

      await rig.strategy.refund(refundOf(begun, 100));
      expect(await heard(begun.key.paymentId, 'refunded')).not.toHaveLength(0);
      expect((await idsOf(rig.deliveries)).size).toBeGreaterThan(before.size);
    });

    test('while the company is down, none is taken for false', async () => {
      rig.deliveries.length = 0;
      const begun = await paid();
      await heard(begun.key.paymentId, 'paid');
      rig.company.faults.down = true;
      const delivery = rig.deliveries.at(-1)!;
      const outcome = await rig.strategy.readWebhook(delivery).catch((error: unknown) => error);
      rig.company.faults.down = false;
      if (outcome instanceof Error) expect(outcome).toMatchObject({ kind: 'unavailable' });
      else expect(outcome).toMatchObject({ verified: true });
    });

    test('what no company would send is refused without a fault', async () => {
      const bodies = ['', '{}', '[]', 'null', '{"id":', '\u0000', '{"type":"payment","data":{"id":{}}}'];
      for (const body of bodies) {
        expect(await refusalOf({ headers: {}, rawBody: Buffer.from(body), query: {} })).toBe('unsigned');
        const reading = await refusalOf({ ...genuine, rawBody: Buffer.from(body) });
        expect(reading).not.toBe('verified');
      }
    });
  });
});

const KEYS: Record<keyof typeof rigs, string[]> = {
  mercadopago: ['accessToken'],
  stripe: ['secretKey'],
  paypal: ['clientSecret'],
  sandbox: ['apiKey'],
};

const SIGNING = /signature|x-request-id|paypal-(auth|cert|transmission)/;

const oneDigit = (text: string, at: number) => [
  `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`,
];

/** Mercado Pago signs the payment's id and not the body, of which nothing else is used. */
const ALTERED: Record<keyof typeof rigs, (text: string, at: number) => string[]> = {
  mercadopago: (text) => [text.replace(/"data":\{"id":"\d+"/, '"data":{"id":"123"'), text.slice(0, -1)],
  stripe: oneDigit,
  paypal: oneDigit,
  sandbox: oneDigit,
};
