import { describe, expect, test } from 'vitest';
import { begin, pay, refundOf } from './play.ts';
import { mercadopagoRig, paypalRig, sandboxRig, stripeRig, type Rig } from './rigs.ts';

/** Minor units of ours, what the company must count, and what it cannot say. */
interface Case {
  currency: string;
  amount: number;
  taken: string;
  back: [ours: number, theirs: string];
  impossible?: number;
}

const stripe: Case[] = [
  { currency: 'USD', amount: 150_025, taken: '150025 usd', back: [1, '1 usd'] },
  { currency: 'CLP', amount: 1500, taken: '1500 clp', back: [1, '1 clp'] },
  { currency: 'JPY', amount: 99_999_999, taken: '99999999 jpy', back: [1, '1 jpy'], impossible: 100_000_000 },
  // Whole here, two decimals there.
  { currency: 'ISK', amount: 1500, taken: '150000 isk', back: [3, '300 isk'], impossible: 1_000_000 },
  { currency: 'HUF', amount: 1500, taken: '150000 huf', back: [3, '300 huf'] },
  { currency: 'UGX', amount: 1500, taken: '150000 ugx', back: [3, '300 ugx'] },
  { currency: 'KWD', amount: 1230, taken: '1230 kwd', back: [10, '10 kwd'], impossible: 1234 },
];
const paypal: Case[] = [
  { currency: 'USD', amount: 150_025, taken: '1500.25 USD', back: [1, '0.01 USD'] },
  { currency: 'JPY', amount: 1500, taken: '1500 JPY', back: [1, '1 JPY'] },
  { currency: 'HUF', amount: 1500, taken: '1500 HUF', back: [1, '1 HUF'] },
  // Two decimals here, whole there.
  { currency: 'TWD', amount: 150_000, taken: '1500 TWD', back: [100, '1 TWD'], impossible: 150_025 },
];
const sandbox: Case[] = [
  { currency: 'ARS', amount: 150_025, taken: '150025 ARS', back: [1, '1 ARS'] },
  { currency: 'CLP', amount: 1500, taken: '1500 CLP', back: [1, '1 CLP'] },
  { currency: 'KWD', amount: 1234, taken: '1234 KWD', back: [1, '1 KWD'] },
];

const suites: [string, () => Promise<Rig>, Case[]][] = [
  ['stripe', stripeRig, stripe],
  ['paypal', paypalRig, paypal],
  ['sandbox', sandboxRig, sandbox],
  [
    'mercadopago, Argentina',
    mercadopagoRig,
    [
      { currency: 'ARS', amount: 150_025, taken: '1500.25 ARS', back: [1, '0.01 ARS'] },
      { currency: 'ARS', amount: 7, taken: '0.07 ARS', back: [7, '0.07 ARS'] },
      { currency: 'ARS', amount: 123_456_789_01, taken: '123456789.01 ARS', back: [10, '0.1 ARS'] },
    ],
  ],
  [
    'mercadopago, Chile',
    () => mercadopagoRig('CLP'),
    [{ currency: 'CLP', amount: 1500, taken: '1500 CLP', back: [1, '1 CLP'] }],
  ],
  [
    'mercadopago, Colombia',
    () => mercadopagoRig('COP'),
    [{ currency: 'COP', amount: 15_000, taken: '15000 COP', back: [1, '1 COP'] }],
  ],
];

describe.each(suites)('%s', (_name, start, cases) => {
  test('counts every amount exactly, there and back', async () => {
    const rig = await start();
    for (const { currency, amount, taken, back, impossible } of cases) {
      expect(rig.strategy.supports(currency, amount), currency).toBe(true);
      const paid = await pay(rig, { currency, amount });
      expect(paid.charge).toMatchObject({ amount, currency });
      const [part, theirs] = back;
      expect(await rig.strategy.refund(refundOf(paid, part))).toMatchObject({ amount: part });
      expect(rig.company.books(paid.key.paymentId)).toMatchObject({
        charges: 1,
        taken: [taken],
        givenBack: [theirs],
      });
      const { charges } = await rig.strategy.getPayment(paid.key);
      expect(charges[0]).toMatchObject({ amount, refunded: part });

      if (impossible === undefined) continue;
      expect(rig.strategy.supports(currency, impossible), currency).toBe(false);
      await expect(begin(rig, { currency, amount: impossible })).rejects.toMatchObject({
        kind: 'refused',
        reason: 'amount',
      });
    }
    await rig.close();
  });
});

test.each([
  ['stripe', () => stripeRig({ account: 'acct_1Fade', charges: 'direct' }), '15050 usd'],
  ['paypal', paypalRig, '150.50 USD'],
  ['mercadopago', mercadopagoRig, '150.5 ARS'],
] as [string, () => Promise<Rig>, string][])(
  '%s gives the platform its share, exactly',
  async (_name, start, share) => {
    const rig = await start();
    const paid = await pay(rig, { applicationFee: 15_050 });
    expect(rig.company.books(paid.key.paymentId).shares).toEqual([share]);
    const without = await pay(rig);
    expect(rig.company.books(without.key.paymentId).shares).toEqual([]);
    await rig.close();
  },
);

test('an account of one country takes no other currency', async () => {
  const rig = await mercadopagoRig('ARS');
  expect(rig.strategy.supports('CLP', 1500)).toBe(false);
  await expect(begin(rig, { currency: 'CLP' })).rejects.toMatchObject({
    kind: 'refused',
    reason: 'currency',
  });
  await rig.close();
});

test('PayPal takes no three-decimal currency', async () => {
  const rig = await paypalRig();
  expect(rig.strategy.supports('KWD', 1230)).toBe(false);
  await rig.close();
});
