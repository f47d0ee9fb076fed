import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { book } from '../../../test/staff.ts';
import { change, ledgerOf, rowsOf } from '../../../test/money.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { inPrepared } from '../../lib/context.ts';
import { addPaymentAccount } from '../payments/payments.accounts.ts';
import { settleBooking } from '../payments/payments.settle.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { shareOf } from './ledger.commission.ts';
import { post, type LedgerTransaction } from './ledger.post.ts';

let t: TestApp;
let shop: Shop;
let account: string;
let day = 0;

beforeAll(async () => {
  t = await testApp();
  shop = await createShop(t.a);
  account = crypto.randomUUID();
  await inPrepared(t.a.ctx, (ctx) =>
    addPaymentAccount(ctx, t.deps, { id: account, credentials: 'sandbox', position: 0 }),
  );
});
afterAll(() => t.close());

const TOTAL = 1_000;

async function bookingOf(): Promise<string> {
  day += 1;
  const at = (time: string) => tomorrow(time, day);
  const id = await book(t.a, shop, { from: at('10:00'), to: at('11:00') });
  await change(t, `UPDATE bookings SET total_amount = ${TOTAL} WHERE id = $1`, [id]);
  return id;
}

const settle = (id: string) => settleBooking(t.a.ctx, verticalOf(t.deps.verticals, t.a.ctx.tenant), id);

const ADD_CHARGE = `
  WITH p AS (
    INSERT INTO payments (tenant_id, id, booking_id, kind, amount, currency, state, provider, account_id, reference, completed_at)
    VALUES ($1, $3, $2, $4::payment_kind, $5, 'ARS', 'completed', $6::payment_provider, $7, 'r', now()) RETURNING tenant_id, id
  )
  INSERT INTO payment_charges (tenant_id, id, payment_id, reference, amount, currency, fee, paid_at)
  SELECT tenant_id, $8, id, 'c', $5, 'ARS', $9, now() FROM p`;

type Fact =
  | {
      what: 'charge';
      id: string;
      payment: string;
      kind: 'balance' | 'tip';
      amount: number;
      isVenue: boolean;
      fee?: number | null;
    }
  | { what: 'refund'; of: string; amount: number };

async function happen(bookingId: string, fact: Fact): Promise<void> {
  if (fact.what === 'refund')
    return change(
      t,
      `INSERT INTO refunds (tenant_id, charge_id, amount, reason, state, completed_at) VALUES ($1, $2, $3, 'staff', 'completed', now())`,
      [t.a.id, fact.of, fact.amount],
    );
  const { id, payment, kind, amount, isVenue, fee = null } = fact;
  const provider = isVenue ? ['venue', null] : ['sandbox', account];
  await change(t, ADD_CHARGE, [
    t.a.id,
    bookingId,
    payment,
    kind,
    amount,
    ...provider,
    id,
    isVenue ? null : fee,
  ]);
}

/** What was promised is done at once, as the company would. */
const refundAll = (bookingId: string) =>
  change(
    t,
    `UPDATE refunds r SET state = 'completed', completed_at = now() FROM payment_charges c, payments p
     WHERE r.state = 'requested' AND c.id = r.charge_id AND p.id = c.payment_id AND p.booking_id = $1`,
    [bookingId],
  );

const some = fc.record({
  charges: fc.array(
    fc.record({
      kind: fc.constantFrom('balance' as const, 'tip' as const),
      amount: fc.integer({ min: 1, max: 1_400 }),
      isVenue: fc.boolean(),
      fee: fc.option(fc.integer({ min: 0, max: 50 })),
      // What staff give back of it, in thousandths.
      back: fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  state: fc.constantFrom(...(['confirmed', 'completed', 'cancelled', 'no_show', 'declined'] as const)),
  fee: fc.integer({ min: 0, max: TOTAL }),
  settleAfter: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  turnAt: fc.nat({ max: 8 }),
});

describe('settling', () => {
  it('ends the same in any order, however often it runs: balanced, and with each his own', async () => {
    await fc.assert(
      fc.asyncProperty(some, async ({ charges, state, fee, settleAfter, turnAt }) => {
        const id = await bookingOf();
        const facts = charges.flatMap(({ back, ...charge }): Fact[] => {
          const made = {
            what: 'charge' as const,
            id: crypto.randomUUID(),
            payment: crypto.randomUUID(),
            ...charge,
          };
          const amount = Math.max(1, Math.floor((charge.amount * (back ?? 0)) / 1_000));
          return back === undefined ? [made] : [made, { what: 'refund', of: made.id, amount }];
        });
        const turn = async () => {
          const owed = state === 'cancelled' || state === 'no_show' ? fee : null;
          await change(t, 'UPDATE bookings SET state = $2::booking_state, fee = $3 WHERE id = $1', [
            id,
            state,
            owed,
          ]);
        };
        for (const [index, fact] of facts.entries()) {
          if (index === turnAt) await turn();
          // Staff and the settlement may both want to give back the same money: the table lets only one of them.
          await happen(id, fact).catch((error: unknown) => {
            if (!String(error).includes('more would be given back')) throw error;
          });
          if (settleAfter[index]) await settle(id);
        }
        await turn();
        for (let round = 0; round < 3; round += 1) {
          await settle(id);
          await refundAll(id);
        }
        await settle(id);

        const [money] = await rowsOf<{ service: number; tips: number; venue: number; company: number }>(
          t,
          `SELECT coalesce(sum(left_over) FILTER (WHERE kind <> 'tip'), 0)::float8 AS service,
             coalesce(sum(left_over) FILTER (WHERE kind = 'tip'), 0)::float8 AS tips,
             coalesce(sum(left_over) FILTER (WHERE provider = 'venue'), 0)::float8 AS venue,
             coalesce(sum(left_over) FILTER (WHERE provider <> 'venue'), 0)::float8 AS company
           FROM (SELECT p.kind, p.provider, c.amount - (SELECT coalesce(sum(r.amount), 0) FROM refunds r WHERE r.charge_id = c.id) AS left_over
             FROM payments p JOIN payment_charges c ON c.payment_id = p.id WHERE p.booking_id = $1) AS m`,
          [id],
        );
        const { service = 0, tips = 0, venue = 0, company = 0 } = money ?? {};
        const owed = { confirmed: TOTAL, completed: TOTAL, cancelled: fee, no_show: fee, declined: 0 }[state];
        const isFinal = state !== 'confirmed' && state !== 'declined';
        const earned = isFinal ? Math.min(service, owed) : 0;
        const tipped = state === 'completed' ? tips : 0;
        const commission = shareOf(earned, 1_500);
        const kept = charges.reduce((sum, { isVenue, fee }) => sum + (isVenue ? 0 : (fee ?? 0)), 0);
        const expected = {
          company_clearing: company - kept,
          company_fees: kept,
          venue_cash: venue,
          business: -(earned - commission + tipped),
          commission: -commission,
          prepayments: -(service + tips - earned - tipped),
        };
        const sums = await ledgerOf(t, id);
        expect(sums).toEqual(Object.fromEntries(Object.entries(expected).filter(([, sum]) => sum !== 0)));
        expect(Object.values(sums).reduce((one, other) => one + other, 0)).toBe(0);
        // A company gives back whatever is too much.
        if (venue === 0) expect(service).toBeLessThanOrEqual(owed);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);

  it('twice at once writes nothing twice', async () => {
    const id = await bookingOf();
    await happen(id, {
      what: 'charge',
      id: crypto.randomUUID(),
      payment: crypto.randomUUID(),
      kind: 'balance',
      amount: TOTAL,
      isVenue: false,
    });
    await change(t, `UPDATE bookings SET state = 'completed' WHERE id = $1`, [id]);
    await Promise.all(Array.from({ length: 5 }, () => settle(id)));
    expect(await ledgerOf(t, id)).toEqual({ company_clearing: 1_000, business: -850, commission: -150 });
  });

  it('commission is by where the customer came from, decided once', async () => {
    const [first, later] = [await bookingOf(), await bookingOf()];
    await change(
      t,
      'UPDATE bookings b SET customer_id = o.customer_id FROM bookings o WHERE b.id = $1 AND o.id = $2',
      [later, first],
    );
    await change(t, `UPDATE bookings SET acquisition = 'returning' WHERE id = $1`, [later]);
    for (const id of [first, later]) {
      const charge = { id: crypto.randomUUID(), payment: crypto.randomUUID(), kind: 'balance' as const };
      await happen(id, { what: 'charge', ...charge, amount: TOTAL, isVenue: false });
      await change(t, `UPDATE bookings SET state = 'completed' WHERE id = $1`, [id]);
      await settle(id);
    }
    expect(await ledgerOf(t, first)).toMatchObject({ commission: -150 });
    expect(await ledgerOf(t, later)).toMatchObject({ commission: -30 });
    await change(t, `UPDATE bookings SET acquisition = 'direct' WHERE id = $1`, [later]);
    await settle(later);
    expect(await ledgerOf(t, later)).toMatchObject({ commission: -30 });
  });
});

describe('the tables', () => {
  const transaction = async (amounts: [number, number], key: string): Promise<LedgerTransaction> => ({
    kind: 'charge',
    key,
    businessId: shop.businessId,
    bookingId: await bookingOf(),
    entries: [
      { account: { kind: 'company_clearing', provider: 'sandbox' }, amount: amounts[0], currency: 'ARS' },
      { account: { kind: 'prepayments', businessId: shop.businessId }, amount: amounts[1], currency: 'ARS' },
    ],
  });
  const write = async (amounts: [number, number], key: string) => {
    const made = await transaction(amounts, key);
    return inPrepared(t.a.ctx, (ctx) => post(ctx, made));
  };
  const UNBALANCED = /do not sum to zero/;

  it('refuse what does not sum to zero, and would take it without their guard', async () => {
    await expect(write([100, -99], 'wrong')).rejects.toThrow(UNBALANCED);
    await write([100, -100], 'right');
    await t.asOwner('ALTER TABLE ledger_entries DISABLE TRIGGER balance');
    await write([100, -99], 'wrong');
    await t.asOwner('ALTER TABLE ledger_entries ENABLE TRIGGER balance');
    await expect(write([100, -99], 'wrong again')).rejects.toThrow(UNBALANCED);
  });

  it('sum to zero in each currency by itself', async () => {
    const made = await transaction([100, -100], 'two currencies');
    const mixed = made.entries.map((entry, index) => ({ ...entry, currency: index === 0 ? 'ARS' : 'USD' }));
    await expect(inPrepared(t.a.ctx, (ctx) => post(ctx, { ...made, entries: mixed }))).rejects.toThrow(
      UNBALANCED,
    );
  });

  it('are only added to, also by their owner', async () => {
    await write([7, -7], 'kept');
    for (const table of ['ledger_entries', 'ledger_transactions']) {
      await expect(change(t, `DELETE FROM ${table}`, [])).rejects.toThrow(/permission denied/);
      await expect(change(t, `UPDATE ${table} SET created_at = now()`, [])).rejects.toThrow(
        /permission denied/,
      );
      await expect(
        t.asOwner(
          `SELECT set_config('app.maintenance', 'on', false); UPDATE ${table} SET created_at = now()`,
        ),
      ).rejects.toThrow(/only added to/);
    }
  });

  it('let nobody give back more than came', async () => {
    const id = await bookingOf();
    const charge = crypto.randomUUID();
    const payment = crypto.randomUUID();
    await happen(id, { what: 'charge', id: charge, payment, kind: 'balance', amount: 500, isVenue: false });
    const back = () => happen(id, { what: 'refund', of: charge, amount: 300 });
    const both = await Promise.allSettled([back(), back()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(change(t, `UPDATE payments SET state = 'pending' WHERE id = $1`, [payment])).rejects.toThrow(
      /stays what it is/,
    );
    await expect(change(t, 'UPDATE payments SET amount = 1 WHERE id = $1', [payment])).rejects.toThrow(
      /stays what it is/,
    );
  });
});
