import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentState } from '../../src/modules/payments/strategies/strategy.ts';
import { begin, hear, pay, refundOf } from './play.ts';
import { rigs, type Rig } from './rigs.ts';

const HOUR = 3_600_000;

describe.each(Object.keys(rigs) as (keyof typeof rigs)[])('%s', (provider) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await rigs[provider]();
  });
  afterAll(() => rig.close());

  test('a payment is made, told of, and given back in two parts', async () => {
    const begun = await begin(rig);
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

    const [told] = await hear(rig, begun.key.paymentId, 'paid');
    expect(told).toMatchObject({ amount: 150_025, currency: rig.currency, charge: charge.reference });

    const part = refundOf({ key: begun.key, charge }, 50_010);
    expect(await rig.strategy.refund(part)).toMatchObject({ status: 'refunded', amount: 50_010 });
    expect((await rig.strategy.getPayment(begun.key)).charges).toEqual([{ ...charge, refunded: 50_010 }]);
    expect(await hear(rig, begun.key.paymentId, 'refunded')).toContainEqual(
      expect.objectContaining({ amount: 50_010, currency: rig.currency, charge: charge.reference }),
    );

    expect(await rig.strategy.refund(refundOf({ key: begun.key, charge }, 100_015))).toMatchObject({
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
    const begun = await begin(rig);
    await rig.act(begun.redirectUrl, 'fail');
    const declined = await rig.strategy.completePayment(begun.key);
    expect(declined).toEqual({ status: 'declined', charges: [] });
    expect(rig.company.books(begun.key.paymentId).charges).toBe(0);

    await rig.act(begun.redirectUrl, 'pay');
    expect((await rig.strategy.completePayment(begun.key)).status).toBe('paid');
    expect(rig.company.books(begun.key.paymentId).charges).toBe(1);
  });

  test('a payment that takes time is pending, then paid', async () => {
    const begun = await begin(rig);
    await rig.act(begun.redirectUrl, 'delay');
    expect(await rig.strategy.completePayment(begun.key)).toEqual({ status: 'pending', charges: [] });
    expect(await hear(rig, begun.key.paymentId, 'pending')).toHaveLength(1);
    rig.pass(60_000);
    await rig.company.tick();
    expect((await rig.strategy.getPayment(begun.key)).status).toBe('paid');
    expect(await hear(rig, begun.key.paymentId, 'paid')).not.toHaveLength(0);
  });

  test('a page closes by time, and nobody is charged', async () => {
    const begun = await begin(rig);
    rig.pass(7 * HOUR);
    await rig.company.tick();
    expect(await rig.strategy.getPayment(begun.key)).toEqual({ status: 'closed', charges: [] });
    await rig.act(begun.redirectUrl, 'pay');
    expect(await rig.strategy.completePayment(begun.key)).toEqual({ status: 'closed', charges: [] });
    expect(rig.company.books(begun.key.paymentId).charges).toBe(0);
  });

  test('a page is closed by us, unless the payer was faster', async () => {
    const begun = await begin(rig);
    expect(await rig.strategy.cancelCheckout(begun.key)).toEqual({ status: 'closed', charges: [] });
    expect(await rig.strategy.cancelCheckout(begun.key)).toEqual({ status: 'closed', charges: [] });
    expect(rig.company.books(begun.key.paymentId).charges).toBe(0);

    const faster = await pay(rig);
    expect(await rig.strategy.cancelCheckout(faster.key)).toEqual(faster.state);
  });

  test('no more is given back than was paid, and each refund once', async () => {
    const begun = await pay(rig);
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
    const begun = await begin(rig);
    const foreign = { paymentId: randomUUID(), reference: begun.reference };
    await expect(rig.strategy.getPayment(foreign)).rejects.toMatchObject({ kind: 'not_found' });
    const gone = rig.strategy.refund({ ...refundOf(await pay(rig), 100), charge: '999999999' });
    await expect(gone).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('down, slow, stuck or cut short, it is unavailable; nothing hangs', async () => {
    const begun = await pay(rig);
    const refund = refundOf(begun, 100);
    const hasty = await rig.reopen({}, 400);
    const calls = () => [
      hasty.createCheckout(rig.request()),
      hasty.getPayment(begun.key),
      hasty.completePayment(begun.key),
      hasty.cancelCheckout(begun.key),
      hasty.refund(refund),
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
    rig.company.faults.slow = 1500;
    await expectAll();
    rig.company.faults.slow = 0;
    rig.company.faults.stall = true;
    await expectAll();
    rig.company.faults.stall = false;
    rig.company.faults.cut = true;
    await expectAll();
    rig.company.faults.cut = false;
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
});

const KEYS: Record<keyof typeof rigs, string[]> = {
  mercadopago: ['accessToken'],
  stripe: ['secretKey'],
  paypal: ['clientSecret'],
  sandbox: ['apiKey'],
};
