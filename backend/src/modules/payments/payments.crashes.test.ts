import { afterAll, beforeAll, expect, it } from 'vitest';
import { change, ledgerOf, openAccount, press, rowsOf } from '../../../test/money.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import type { Company } from '../../../test/payments/fakes/company.ts';
import { startStripe } from '../../../test/payments/fakes/stripe.ts';
import { book } from '../../../test/staff.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import type { Ctx } from '../../lib/context.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { checkPayment } from './payments.check.ts';
import { openCheckout } from './payments.open.ts';
import { executeRefund } from './payments.refunds.ts';
import { settleBooking } from './payments.settle.ts';

let t: TestApp;
let shop: Shop;
let stripe: Company;
let day = 0;

beforeAll(async () => {
  t = await testApp();
  shop = await createShop(t.a);
  const keys = { secretKey: 'sk_test_fade_1', webhookSecret: 'whsec_of_fade_1' };
  stripe = await startStripe({ ...keys, clock: () => new Date(), webhookUrl: 'http://127.0.0.1:9/' });
  await openAccount(t, { provider: 'stripe', ...keys, baseUrl: stripe.url });
  await change(
    t,
    `INSERT INTO settings (tenant_id, value) VALUES ($1, '{"payments": {"chain": ["stripe"]}}')`,
    [t.a.id],
  );
});
afterAll(async () => {
  await t.close();
  await stripe.close();
});

class Crash extends Error {}

/** A process that dies at its nth transaction: just before it begins, or just after it committed. */
function dying(nth: number, when: 'before' | 'after'): { ctx: Ctx; died: () => boolean } {
  let count = 0;
  let isDead = false;
  const die = () => {
    isDead = true;
    throw new Crash();
  };
  const { database } = t.deps;
  const ctx: Ctx = {
    ...t.a.ctx,
    database: {
      ...database,
      async prepared(...given) {
        count += 1;
        const isTime = count === nth;
        if (isTime && when === 'before') die();
        const done = await database.prepared(...given);
        if (isTime) die();
        return done;
      },
    },
  };
  return { ctx, died: () => isDead };
}

/** From the page to the refund of a late cancellation. @returns whether the process died on the way */
async function story(nth: number, when: 'before' | 'after'): Promise<boolean> {
  day += 1;
  const bookingId = await book(t.a, shop, { from: tomorrow('10:00', day), to: tomorrow('11:00', day) });
  await change(t, `UPDATE bookings SET total_amount = 1000, currency = 'USD' WHERE id = $1`, [bookingId]);
  const paymentId = crypto.randomUUID();
  await change(
    t,
    `INSERT INTO payments (tenant_id, id, booking_id, kind, amount, currency) VALUES ($1, $2, $3, 'full', 1000, 'USD')`,
    [t.a.id, paymentId, bookingId],
  );
  const vertical = verticalOf(t.deps.verticals, t.a.ctx.tenant);
  const { ctx, died } = dying(nth, when);
  /** Whoever comes next begins again, as a retried request or job does. */
  const survive = async (step: (ctx: Ctx) => Promise<unknown>) => {
    try {
      await step(ctx);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      // The lease of the dead ends.
      await change(t, 'UPDATE payments SET opening_until = NULL WHERE id = $1', [paymentId]);
      await step(t.a.ctx);
    }
  };
  await survive((ctx) => openCheckout(ctx, { ...t.deps, vertical }, paymentId, undefined));
  const [page] = await rowsOf<{ url: string }>(t, 'SELECT redirect_url AS url FROM payments WHERE id = $1', [
    paymentId,
  ]);
  await press(page?.url ?? null, 'pay');
  await survive((ctx) => checkPayment(ctx, t.deps, paymentId));
  await survive((ctx) => settleBooking(ctx, vertical, bookingId));
  await change(t, `UPDATE bookings SET state = 'cancelled', fee = 400 WHERE id = $1`, [bookingId]);
  await survive((ctx) => settleBooking(ctx, vertical, bookingId));
  const refunds = await rowsOf<{ id: string }>(
    t,
    `SELECT r.id FROM refunds r JOIN payment_charges c ON c.id = r.charge_id WHERE c.payment_id = $1`,
    [paymentId],
  );
  expect(refunds).toHaveLength(1);
  for (const { id } of refunds) await survive((ctx) => executeRefund(ctx, t.deps, id));
  await survive((ctx) => settleBooking(ctx, vertical, bookingId));

  const books = stripe.books(paymentId);
  expect([books.charges, books.givenBack.length], `${when} transaction ${nth}`).toEqual([1, 1]);
  expect(await ledgerOf(t, bookingId), `${when} transaction ${nth}`).toEqual({
    company_clearing: 370,
    company_fees: 30,
    business: -340,
    commission: -60,
  });
  return died();
}

it.each(['before', 'after'] as const)(
  'a process that dies %s any of its transactions charges once, gives back once, and the books are right',
  async (when) => {
    let deaths = 0;
    while (await story(deaths + 1, when)) deaths += 1;
    expect(deaths).toBeGreaterThan(10);
  },
  60_000,
);
