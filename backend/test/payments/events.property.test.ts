import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentEvent, WebhookDelivery } from '../../src/modules/payments/strategies/strategy.ts';
import type { PayerAction } from './fakes/company.ts';
import { begin, readAll, refundOf } from './play.ts';
import { rigs, type Rig } from './rigs.ts';

type Step =
  { do: PayerAction } | { do: 'complete' | 'tick' | 'redeliver' } | { do: 'refund'; amount: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>({ do: 'pay' }, { do: 'fail' }, { do: 'delay' }),
  fc.constantFrom<Step>({ do: 'complete' }, { do: 'complete' }, { do: 'tick' }, { do: 'redeliver' }),
  fc.record({ do: fc.constant('refund' as const), amount: fc.integer({ min: 1, max: 200_000 }) }),
);

const story = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  /** In which order deliveries arrive, how often, and how late. */
  order: fc.array(fc.nat(30), { maxLength: 12 }),
  minutesLate: fc.nat(4),
});

describe.each(Object.keys(rigs) as (keyof typeof rigs)[])('%s', (provider) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await rigs[provider]();
  });
  afterAll(() => rig.close());

  async function play(steps: Step[]) {
    const begun = await begin(rig);
    let refunded = 0;
    for (const now of steps) {
      if (now.do === 'complete') await rig.strategy.completePayment(begun.key);
      else if (now.do === 'tick') await rig.company.tick();
      else if (now.do === 'redeliver') await rig.company.redeliver();
      else if (now.do !== 'refund') await rig.act(begun.redirectUrl, now.do);
      else {
        const [charge] = (await rig.strategy.getPayment(begun.key)).charges;
        if (!charge) continue;
        const wanted = refundOf({ key: begun.key, charge }, now.amount);
        const fits = now.amount <= charge.amount - charge.refunded;
        const outcome = await rig.strategy.refund(wanted).catch((error: unknown) => error);
        if (fits) expect(outcome).toMatchObject({ status: 'refunded', amount: now.amount });
        else expect(outcome).toMatchObject({ kind: 'refused', reason: 'exceeds' });
        if (fits) refunded += now.amount;
      }
    }
    await rig.company.tick();
    return { begun, refunded };
  }

  test('in any order, duplicated and late, events agree with what the company knows', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ steps, order, minutesLate }) => {
        rig.deliveries.length = 0;
        const { begun, refunded } = await play(steps);
        const { paymentId } = begun.key;
        const state = await rig.strategy.getPayment(begun.key);

        rig.pass(minutesLate * 60_000);
        const came = [...rig.deliveries];
        const picked = order
          .map((index) => came[index % came.length])
          .filter((one): one is WebhookDelivery => !!one);
        const events = (await readAll(rig, [...picked, ...came])).filter(
          (event) => event.paymentId === paymentId,
        );

        const charged = new Set(state.charges.map(({ reference }) => reference));
        expect(state.charges.reduce((sum, charge) => sum + charge.refunded, 0)).toBe(refunded);
        expect(rig.company.books(paymentId).charges).toBe(charged.size);
        // Whoever keeps each id once knows all charges, and of each the most that was given back.
        const byId = new Map<string, PaymentEvent>();
        for (const event of events) {
          const before = byId.get(event.id);
          if (before) expect(event).toEqual(before);
          byId.set(event.id, event);
        }
        const kept = [...byId.values()];
        const told = new Set(
          kept.flatMap(({ kind, charge }) => (CHARGES.has(kind) && charge ? [charge] : [])),
        );
        expect(told).toEqual(charged);
        for (const charge of state.charges) {
          const parts = kept.filter(
            (event) => event.kind === 'refunded' && event.charge === charge.reference,
          );
          expect(Math.max(0, ...parts.map(({ amount }) => amount ?? 0))).toBe(charge.refunded);
          for (const { currency } of parts) expect(currency).toBe(rig.currency);
        }
        const paid = kept.filter(({ kind }) => kind === 'paid');
        for (const { amount, currency } of paid) expect([amount, currency]).toEqual([150_025, rig.currency]);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

/** Events that tell of a charge; a refund does too. */
const CHARGES = new Set<PaymentEvent['kind']>(['paid', 'refunded']);
