import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebhookDelivery } from '../../src/modules/payments/strategies/strategy.ts';
import { hear, pay, readAll, refundOf } from './play.ts';
import { rigs, type Rig } from './rigs.ts';

const HOUR = 3_600_000;

describe.each(Object.keys(rigs) as (keyof typeof rigs)[])('%s', (provider) => {
  let rig: Rig;
  let genuine: WebhookDelivery;
  beforeAll(async () => {
    rig = await rigs[provider]();
    const begun = await pay(rig);
    await hear(rig, begun.key.paymentId, 'paid');
    genuine = rig.deliveries[0]!;
  });

  afterAll(() => rig.close());

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
      const forged = String(genuine.headers[name]).replace(/.(?=.{5}$)/, (one) => (one === 'a' ? 'b' : 'a'));
      const headers = { ...genuine.headers, [name]: forged };
      if (!/v0=/.test(forged)) expect(await refusalOf({ ...genuine, headers })).toBe('signature');
    }
  });

  test('replayed too late, it is stale', async () => {
    rig.pass(5 * 24 * HOUR);
    expect(await refusalOf(genuine)).toBe('stale');
  });

  test('delivered twice, it is the same event; other events have other ids', async () => {
    const idsOf = async (deliveries: WebhookDelivery[]) =>
      new Set((await readAll(rig, deliveries)).map(({ id }) => id));
    rig.deliveries.length = 0;
    const begun = await pay(rig);
    await hear(rig, begun.key.paymentId, 'paid');
    const before = await idsOf(rig.deliveries);
    const count = rig.deliveries.length;
    await rig.company.redeliver();
    await wait(100);
    expect(rig.deliveries.length).toBeGreaterThan(count);
    const again = await idsOf(rig.deliveries);
    for (const id of before) expect(again).toContain(id);

    await rig.strategy.refund(refundOf(begun, 100));
    expect(await hear(rig, begun.key.paymentId, 'refunded')).not.toHaveLength(0);
    expect((await idsOf(rig.deliveries)).size).toBeGreaterThan(before.size);
  });

  test('while the company is down, none is taken for false', async () => {
    rig.deliveries.length = 0;
    const begun = await pay(rig);
    await hear(rig, begun.key.paymentId, 'paid');
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
