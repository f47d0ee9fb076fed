import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { bookPaid } from '../bookings/bookings.paid.ts';
import { lock } from '../bookings/bookings.write.ts';
import { keepBooks } from '../ledger/ledger.book.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { isPayable } from './payments.due.ts';
import { promise } from './payments.outbox.ts';
import { pendingOf, readMoney, type Money } from './payments.rows.ts';

const REQUEST = statement<{ id: string }>(`
  INSERT INTO refunds (tenant_id, charge_id, amount, reason, check_at)
  SELECT $1, r.charge_id, r.amount, r.reason::refund_reason, statement_timestamp() + interval '1 minute'
  FROM unnest($2::uuid[], $3::bigint[], $4::text[]) AS r (charge_id, amount, reason)
  RETURNING id`);

const DROP_VENUE = statement(`
  UPDATE payments SET state = 'failed', failure = 'not_due'
  WHERE tenant_id = $1 AND id = $2 AND state = 'pending'`);

/** What was asked beforehand has been paid, so the hold, or what became of it, is to be a booking. */
function isPaidHold({ booking, reckoning }: Money): boolean {
  if (booking.state !== 'held' && booking.state !== 'expired') return false;
  const asked = Math.min(booking.deposit > 0 ? booking.deposit : booking.total, booking.total);
  return booking.customerId !== null && reckoning.paid > 0 && reckoning.paid >= asked;
}

async function requestRefunds(ctx: SqlCtx, { reckoning: { refunds } }: Money): Promise<void> {
  if (refunds.length === 0) return;
  const requested = await ctx.sql(REQUEST, [
    ctx.tenant.id,
    refunds.map(({ chargeId }) => chargeId),
    refunds.map(({ amount }) => amount),
    refunds.map(({ reason }) => reason),
  ]);
  for (const { id } of requested) await promise(ctx, 'refund.requested', { refundId: id });
}

/** Pages that ask for what is not owed any more are closed; that takes the company, so it is a job of its own. */
async function closePages(ctx: SqlCtx, money: Money): Promise<void> {
  for (const payment of await pendingOf(ctx, money.booking.id)) {
    if (isPayable(money, payment)) continue;
    if (payment.provider === 'venue') await ctx.sql(DROP_VENUE, [ctx.tenant.id, payment.id]);
    else if (payment.reference !== null)
      await promise(ctx, 'payment.told', { paymentId: payment.id, reference: null, refundFailed: false });
  }
}

/**
 * Makes the money of a booking what its state asks for: a hold that is paid is booked, what nobody owes is given back, and the
 * ledger says what is whose. Any number of times, at any time, in any order with what companies tell.
 */
export async function settleBooking(ctx: Ctx, vertical: Vertical, bookingId: string): Promise<void> {
  const before = await inPrepared(ctx, async (ctx) => {
    const [money, pending] = await Promise.all([readMoney(ctx, bookingId), pendingOf(ctx, bookingId)]);
    return money && money.charges.length + pending.length > 0 ? money : undefined;
  });
  // Most bookings have had no money yet.
  if (!before) return;
  if (isPaidHold(before)) await bookPaid(ctx, vertical, bookingId);
  await inPrepared(ctx, async (ctx) => {
    lock(ctx, [bookingId]);
    const money = await readMoney(ctx, bookingId);
    if (!money) return;
    // Paid in the moment between: the next run, which is promised already, books it first.
    if (isPaidHold(money) && !isPaidHold(before)) return;
    await requestRefunds(ctx, money);
    await closePages(ctx, money);
    await keepBooks(ctx, vertical, { ...money, earned: money.reckoning.earned });
  });
}
