import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { paymentCredentials } from '../../src/modules/payments/strategies/credentials.ts';
import { openStrategy } from '../../src/modules/payments/strategies/open.ts';
import type { MercadoPagoCompany } from './fakes/mercadopago.ts';
import type { PayPalCompany } from './fakes/paypal.ts';
import { begin, hear, pay, readAll, refundOf } from './play.ts';
import { mercadopagoRig, paypalRig, stripeRig } from './rigs.ts';

const HOUR = 3_600_000;

describe('mercadopago', () => {
  test('a page that was paid twice has two charges, each of which can be given back', async () => {
    const rig = await mercadopagoRig();
    const begun = await begin(rig);
    await rig.act(begun.redirectUrl, 'pay');
    await rig.act(begun.redirectUrl, 'pay');
    const { charges } = await rig.strategy.getPayment(begun.key);
    expect(charges).toHaveLength(2);
    for (const charge of charges) await rig.strategy.refund(refundOf({ key: begun.key, charge }, 150_025));
    const after = await rig.strategy.getPayment(begun.key);
    expect(after.charges.map(({ refunded }) => refunded)).toEqual([150_025, 150_025]);
    await rig.close();
  });

  test('cash that was promised is called off with the page', async () => {
    const rig = await mercadopagoRig();
    const begun = await begin(rig, { expiresAt: new Date(rig.company.clock().getTime() + 48 * HOUR) });
    await rig.act(begun.redirectUrl, 'delay');
    expect((await rig.strategy.cancelCheckout(begun.key)).status).toBe('closed');
    await rig.company.tick();
    expect(rig.company.books(begun.key.paymentId).charges).toBe(0);
    await rig.close();
  });

  test('pages made twice, because the first was not found yet, are closed together', async () => {
    const rig = await mercadopagoRig();
    const { index } = rig.company as MercadoPagoCompany;
    const request = rig.request();
    index.lags = true;
    const first = await rig.strategy.createCheckout(request);
    const second = await rig.strategy.createCheckout(request);
    expect(second.reference).not.toBe(first.reference);
    index.lags = false;
    const key = { paymentId: request.paymentId, reference: second.reference };
    expect((await rig.strategy.cancelCheckout(key)).status).toBe('closed');
    for (const { redirectUrl } of [first, second]) expect(await rig.act(redirectUrl, 'pay')).toBe(400);
    expect(rig.company.books(request.paymentId).charges).toBe(0);
    await rig.close();
  });

  test('a hold of minutes is not paid at a counter tomorrow', async () => {
    const rig = await mercadopagoRig();
    const termsOf = async (expiresAt: Date) => {
      const { reference } = await begin(rig, { expiresAt });
      const headers = { authorization: 'Bearer APP_USR-1-fade' };
      const response = await fetch(`${rig.company.url}/checkout/preferences/${reference}`, { headers });
      return (await response.json()) as { payment_methods?: object; date_of_expiration?: string };
    };
    const now = rig.company.clock().getTime();
    const short = await termsOf(new Date(now + HOUR));
    expect(short.payment_methods).toEqual({ excluded_payment_types: [{ id: 'ticket' }, { id: 'atm' }] });
    expect(short.date_of_expiration).toBeUndefined();
    const long = await termsOf(new Date(now + 48 * HOUR));
    expect(long.payment_methods).toBeUndefined();
    expect(new Date(long.date_of_expiration!).getTime()).toBe(now + 48 * HOUR);
    await rig.close();
  });

  test('the notification says only which payment: what happened is asked', async () => {
    const rig = await mercadopagoRig();
    const begun = await begin(rig);
    await rig.act(begun.redirectUrl, 'delay');
    const [pending] = await hear(rig, begun.key.paymentId, 'pending');
    await rig.company.tick();
    const [paid] = await hear(rig, begun.key.paymentId, 'paid');
    const first = await rig.strategy.readWebhook(rig.deliveries[0]!);
    expect(first).toEqual({ verified: true, event: paid });
    expect(pending?.id).not.toBe(paid?.id);
    await rig.close();
  });

  test('other topics, and payments that are not there, are nothing of ours', async () => {
    const rig = await mercadopagoRig();
    const paid = await pay(rig);
    await hear(rig, paid.key.paymentId, 'paid');
    const [genuine] = rig.deliveries;
    const text = genuine!.rawBody.toString();
    const rawBody = Buffer.from(text.replace('"type":"payment"', '"type":"topic_claims_integration_wh"'));
    expect(await rig.strategy.readWebhook({ ...genuine!, rawBody })).toMatchObject({
      event: { kind: 'ignored' },
    });
    const other = await mercadopagoRig();
    expect(await other.strategy.readWebhook(genuine!)).toMatchObject({ event: { kind: 'ignored' } });
    await Promise.all([rig.close(), other.close()]);
  });

  test('two accounts at two addresses in one process do not mix', async () => {
    const [one, two] = await Promise.all([mercadopagoRig(), mercadopagoRig()]);
    const all = await Promise.all([1, 2, 3, 4].flatMap(() => [pay(one), pay(two)]));
    all.forEach(({ key }, index) => {
      expect((index % 2 ? two : one).company.books(key.paymentId).charges).toBe(1);
    });
    await Promise.all([one.close(), two.close()]);
  });
});

describe('stripe with Connect', () => {
  const account = 'acct_1Fade';

  test.each(['direct', 'destination'] as const)('%s charges with the platform’s share', async (charges) => {
    const rig = await stripeRig({ account, charges });
    const paid = await pay(rig, { applicationFee: 15_000 });
    expect(await hear(rig, paid.key.paymentId, 'paid')).toHaveLength(1);
    const refund = { ...refundOf(paid, 50_000), returnFee: true };
    expect(await rig.strategy.refund(refund)).toMatchObject({ status: 'refunded' });
    expect((await rig.strategy.getPayment(paid.key)).charges[0]?.refunded).toBe(50_000);
    await rig.close();
  });

  test('what belongs to one connected account is not there for another', async () => {
    const rig = await stripeRig({ account, charges: 'direct' });
    const paid = await pay(rig);
    await hear(rig, paid.key.paymentId, 'paid');
    const other = await rig.reopen({ connect: { account: 'acct_1Smash', charges: 'direct' } });
    await expect(other.getPayment(paid.key)).rejects.toMatchObject({ kind: 'not_found' });
    expect(await other.readWebhook(rig.deliveries[0]!)).toMatchObject({ event: { kind: 'ignored' } });
    await rig.close();
  });

  test('a short hold is given the shortest page there is, and the answer says so', async () => {
    const rig = await stripeRig();
    const request = rig.request({ expiresAt: new Date(rig.company.clock().getTime() + 600_000) });
    const { expiresAt } = await rig.strategy.createCheckout(request);
    expect(expiresAt!.getTime() - request.createdAt.getTime()).toBe(35 * 60_000);
    await rig.close();
  });
});

describe('paypal', () => {
  test('one token serves many calls, and another follows one that PayPal ended', async () => {
    const rig = await paypalRig();
    const { tokens } = rig.company as PayPalCompany;
    const paid = await pay(rig);
    await pay(rig);
    expect(tokens.made()).toBe(1);
    tokens.revoke();
    expect(await rig.strategy.refund(refundOf(paid, 100))).toMatchObject({ status: 'refunded' });
    expect(tokens.made()).toBe(2);
    await rig.close();
  });

  test('what is genuine and of other kinds is no fault of its sender', async () => {
    const rig = await paypalRig();
    const { tell } = rig.company as PayPalCompany;
    await tell('PAYMENT.SALE.COMPLETED', { id: '1', amount: { total: '21.00', currency: 'USD' } });
    await tell('PAYMENT.CAPTURE.COMPLETED', { id: '1', amount: { value: '1.00', currency_code: 'USD' } });
    const refund = {
      id: '2',
      amount: { value: '1.00', currency_code: 'USD' },
      seller_payable_breakdown: { total_refunded_amount: { value: '3.00', currency_code: 'USD' } },
      links: [{ rel: 'up', href: 'https://api-m.paypal.com/v2/payments/captures/3C' }],
    };
    await tell('PAYMENT.CAPTURE.REFUNDED', refund);
    await tell('PAYMENT.CAPTURE.REVERSED', { ...refund, id: '3C', links: [] });
    const events = await readAll(rig, rig.deliveries);
    expect(events).toMatchObject([
      { kind: 'ignored' },
      { kind: 'ignored' },
      { kind: 'refunded', paymentId: null, charge: '3C', amount: 300, currency: 'USD' },
      { kind: 'disputed', paymentId: null, charge: '3C', amount: 100 },
    ]);
    await tell('PAYMENT.CAPTURE.COMPLETED', { id: 1, amount: 'all of it' });
    const reading = await rig.strategy.readWebhook(rig.deliveries.at(-1)!);
    expect(reading).toEqual({ verified: false, refusal: 'malformed' });
    await rig.close();
  });

  test('approval is told, and is not yet the money', async () => {
    const rig = await paypalRig();
    const begun = await begin(rig);
    await rig.act(begun.redirectUrl, 'pay');
    expect(await rig.strategy.getPayment(begun.key)).toEqual({ status: 'approved', charges: [] });
    const [approved] = await hear(rig, begun.key.paymentId, 'approved');
    expect(approved).toMatchObject({ reference: begun.reference, charge: null, amount: 150_025 });
    expect(rig.company.books(begun.key.paymentId).charges).toBe(0);
    await rig.close();
  });
});

describe('venue', () => {
  test('asks nobody and takes every amount', async () => {
    const venue = await openStrategy({ provider: 'venue' }, { clock: () => new Date() });
    const paymentId = randomUUID();
    expect(venue.supports('ARS', 1)).toBe(true);
    expect(venue.supports('ARS', 0)).toBe(false);
    expect(venue.settledBy).toBe('staff');
    const key = { paymentId, reference: paymentId };
    expect(await venue.getPayment(key)).toEqual({ status: 'open', charges: [] });
    expect(await venue.cancelCheckout(key)).toEqual({ status: 'closed', charges: [] });
    const delivery = { headers: {}, rawBody: Buffer.from('{}'), query: {} };
    expect(await venue.readWebhook(delivery)).toEqual({ verified: false, refusal: 'unsigned' });
    const refund = { refundId: randomUUID(), paymentId, charge: paymentId, amount: 100, currency: 'ARS' };
    expect(await venue.refund(refund)).toEqual({
      reference: refund.refundId,
      status: 'refunded',
      amount: 100,
    });
  });
});

test('credentials name every field they need, and no other', () => {
  const good = {
    provider: 'mercadopago',
    accessToken: 'APP_USR-1',
    webhookSecret: 'secret-1',
    currency: 'ARS',
  };
  expect(paymentCredentials.safeParse(good).success).toBe(true);
  expect(paymentCredentials.safeParse({ ...good, currency: 'USD' }).success).toBe(false);
  expect(paymentCredentials.safeParse({ ...good, secretKey: 'sk_test_1' }).success).toBe(false);
  expect(paymentCredentials.safeParse({ ...good, baseUrl: 'file:///etc/passwd' }).success).toBe(false);
  expect(paymentCredentials.safeParse({ provider: 'cash' }).success).toBe(false);
});
