import { randomUUIDv7 } from 'node:crypto';
import type { Deps } from '../../deps.ts';
import { inPrepared, inTransaction, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { sqlOf, statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { always, PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { reachBooking, type Key } from '../bookings/bookings.access.ts';
import { mayServe } from '../bookings/bookings.people.ts';
import { lock } from '../bookings/bookings.write.ts';
import { commissionOn } from '../ledger/ledger.commission.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Payment, PaymentRequest } from './payments.contract.ts';
import { amountFor } from './payments.due.ts';
import { openCheckout } from './payments.open.ts';
import { promise, promisePayment } from './payments.outbox.ts';
import { readMoney, readPayment, viewPayments, type Money } from './payments.rows.ts';

export type PaymentDeps = Pick<Deps, 'env' | 'clock' | 'verticals'>;

export type Answer = Once<{ data: Payment }>;

const ADD = statement(`
  INSERT INTO payments (tenant_id, id, booking_id, kind, amount, currency, application_fee, check_at)
  VALUES ($1, $2, $3, $4::payment_kind, $5, $6, $7, statement_timestamp() + interval '11 minutes')`);
const ADD_PAID = statement(`
  WITH payment AS (
    INSERT INTO payments (tenant_id, id, booking_id, kind, amount, currency, state, provider, completed_at, created_at)
    VALUES ($1, $2, $3, $4::payment_kind, $5, $6, 'completed', 'venue', $7, $7)
    RETURNING tenant_id, id, amount, currency, completed_at
  )
  INSERT INTO payment_charges (tenant_id, payment_id, reference, amount, currency, paid_at)
  SELECT tenant_id, id, id::text, amount, currency, completed_at FROM payment`);

async function moneyOf(ctx: SqlCtx, bookingId: string): Promise<Money> {
  // Who pays and who cancels at the same moment come one after the other.
  lock(ctx, [bookingId]);
  const money = await readMoney(ctx, bookingId);
  if (!money) throw fail('NOT_FOUND');
  return money;
}

async function viewOf(ctx: Ctx, id: string): Promise<Payment> {
  const [view] = await inPrepared(ctx, (ctx) => viewPayments(ctx, [id]));
  if (!view) throw fail('NOT_FOUND');
  return view;
}

/**
 * Asks for money for a booking: the answer says where to pay it. Its customer, staff where it is, and whoever shows its token
 * may. The page is opened after the payment is written down, outside of any transaction: asked again under the same key it
 * is the same payment and the same page.
 * @throws NOT_FOUND also for another's, PAYMENT_NOT_DUE, VALIDATION, PAYMENT_UNAVAILABLE
 */
export async function createPayment(
  ctx: Ctx,
  deps: PaymentDeps,
  { bookingId, token, ...request }: PaymentRequest & { bookingId: string; token: string | undefined },
  once: RunOnce = always,
): Promise<Answer> {
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  const key: Key = { secret: deps.env.APP_SECRET, token };
  const { body, replayed } = await inPrepared(
    ctx,
    (ctx) =>
      once(ctx, async () => {
        await reachBooking(ctx, key, bookingId, 'booking:write');
        const money = await moneyOf(ctx, bookingId);
        const { kind, amount } = amountFor(money, request);
        const { currency, acquisition } = money.booking;
        const id = randomUUIDv7();
        const commission = commissionOn(vertical, acquisition, { kind, amount });
        await ctx.sql(ADD, [ctx.tenant.id, id, bookingId, kind, amount, currency, commission]);
        return { status: 201, body: { id } };
      }),
    { lockTimeoutMs: PATIENCE_MS },
  );
  await openCheckout(ctx, { ...deps, vertical }, body.id, request.provider);
  return { status: 201, body: { data: await viewOf(ctx, body.id) }, replayed };
}

/**
 * Writes down what was paid at the venue.
 * @throws NOT_FOUND, FORBIDDEN for who does not serve there, PAYMENT_NOT_DUE, VALIDATION
 */
export function recordVenuePayment(
  ctx: Ctx,
  { env }: Pick<Deps, 'env'>,
  { bookingId, ...paid }: Pick<PaymentRequest, 'kind' | 'amount'> & { bookingId: string },
  once: RunOnce = always,
): Promise<Answer> {
  return inPrepared(
    ctx,
    (ctx) =>
      once(ctx, async () => {
        const key = { secret: env.APP_SECRET, token: undefined };
        const place = await reachBooking(ctx, key, bookingId, 'booking:write');
        if (!mayServe(ctx.actor, 'booking:write', place)) throw fail('FORBIDDEN');
        const { booking, ...money } = await moneyOf(ctx, bookingId);
        const { kind, amount } = amountFor({ booking, ...money }, paid);
        const id = randomUUIDv7();
        const { currency } = booking;
        await ctx.sql(ADD_PAID, [ctx.tenant.id, id, bookingId, kind, amount, currency, ctx.now()]);
        const provider = 'venue';
        await promisePayment(ctx, 'payment.completed', { id, kind, amount, currency, provider }, booking);
        await promise(ctx, 'money.changed', { bookingId });
        const [data] = await viewPayments(ctx, [id]);
        if (!data) throw fail('NOT_FOUND');
        return { status: 201, body: { data } };
      }),
    { lockTimeoutMs: PATIENCE_MS },
  );
}

/** One payment, for whoever may read its booking. @throws NOT_FOUND */
export function showPayment(ctx: Ctx, key: Key, id: string): Promise<Payment> {
  return inPrepared(ctx, async (ctx) => {
    const payment = await readPayment(ctx, id);
    if (!payment) throw fail('NOT_FOUND');
    await reachBooking(ctx, key, payment.bookingId, 'booking:read');
    const [view] = await viewPayments(ctx, [id]);
    if (!view) throw fail('NOT_FOUND');
    return view;
  });
}

/** The payments of a booking, the oldest first. @throws NOT_FOUND, BAD_CURSOR */
export function listPayments(
  ctx: Ctx,
  key: Key,
  bookingId: string,
  query: PageRequest,
): Promise<{ data: Payment[]; nextCursor: string | null }> {
  const page = pageOf(query, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    const { db, tenant } = ctx;
    const sql = sqlOf(db);
    await reachBooking({ ...ctx, sql }, key, bookingId, 'booking:read');
    const rows = await db.payment.findMany({
      where: { tenantId: tenant.id, bookingId, AND: [page.where] },
      orderBy: page.orderBy,
      take: page.take,
      select: { id: true, createdAt: true },
    });
    const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
    const ids = data.map(({ id }) => id);
    const views = new Map((await viewPayments({ sql, tenant }, ids)).map((view) => [view.id, view]));
    return { data: ids.flatMap((id) => views.get(id) ?? []), nextCursor };
  });
}
