import { randomUUIDv7 } from 'node:crypto';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail, failWith } from '../../lib/errors.ts';
import { can } from '../identity/permissions.ts';
import { lock } from '../bookings/bookings.write.ts';
import { always, PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { accountOf, strategyOf, type AccountDeps } from './payments.accounts.ts';
import { paymentErrors, type Payment } from './payments.contract.ts';
import { promise } from './payments.outbox.ts';
import { LATER, readMoney, readPayment, readRefund, viewPayments, type RefundRow } from './payments.rows.ts';
import { PaymentError, type Refund } from './strategies/strategy.ts';

const failPayment = failWith(paymentErrors);

const REQUEST = statement(`
  INSERT INTO refunds (tenant_id, id, charge_id, amount, reason, note, state, completed_at, check_at)
  SELECT $1, r.id, r.charge_id, r.amount, 'staff', $5, $6::refund_state,
    CASE WHEN $6 = 'completed' THEN statement_timestamp() END,
    CASE WHEN $6 = 'requested' THEN statement_timestamp() + interval '1 minute' END
  FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS r (id, charge_id, amount)`);

/** Splits an amount over charges, the newest first. */
function split(charges: readonly { id: string; left: number }[], amount: number) {
  let rest = amount;
  return charges.toReversed().flatMap(({ id, left }) => {
    const part = Math.min(left, rest);
    rest -= part;
    return part > 0 ? [{ id: randomUUIDv7(), chargeId: id, amount: part }] : [];
  });
}

async function request(
  ctx: SqlCtx,
  paymentId: string,
  { amount, note }: { amount?: number | undefined; note?: string | undefined },
): Promise<Payment | undefined> {
  const found = await readPayment(ctx, paymentId);
  if (!found) throw fail('NOT_FOUND');
  lock(ctx, [found.bookingId]);
  const money = await readMoney(ctx, found.bookingId);
  const place = money && { businessId: money.booking.businessId, locationId: money.booking.locationId };
  // Who may see it is told that they may not; to all others it is not there.
  if (!place || !can(ctx.actor, 'booking:read', place)) throw fail('NOT_FOUND');
  if (!can(ctx.actor, 'money:write', place)) throw fail('FORBIDDEN');
  const charges = money.charges
    .filter((charge) => charge.paymentId === paymentId)
    .map(({ id, amount, refunded }) => ({ id, left: amount - refunded }));
  if (charges.length === 0) throw failPayment('PAYMENT_STATE');
  const left = charges.reduce((sum, charge) => sum + charge.left, 0);
  const wanted = amount ?? left;
  if (wanted > left || left === 0) throw failPayment('REFUND_EXCEEDS');
  const parts = split(charges, wanted);
  // At the venue the money is given back by whoever writes it down here.
  const isVenue = found.provider === 'venue';
  await ctx.sql(REQUEST, [
    ctx.tenant.id,
    parts.map(({ id }) => id),
    parts.map(({ chargeId }) => chargeId),
    parts.map((part) => part.amount),
    note ?? null,
    isVenue ? 'completed' : 'requested',
  ]);
  if (isVenue) await promise(ctx, 'money.changed', { bookingId: found.bookingId });
  else for (const { id } of parts) await promise(ctx, 'refund.requested', { refundId: id });
  const [view] = await viewPayments(ctx, [paymentId]);
  return view;
}

/**
 * Gives money back, all that is left or a part of it. The company does it a moment later, by a job.
 * @throws NOT_FOUND, FORBIDDEN, PAYMENT_STATE for what was not paid, REFUND_EXCEEDS
 */
export function requestRefund(
  ctx: Ctx,
  paymentId: string,
  what: { amount?: number | undefined; note?: string | undefined },
  once: RunOnce = always,
): Promise<Once<{ data: Payment }>> {
  return inPrepared(
    ctx,
    (ctx) =>
      once(ctx, async () => {
        const data = await request(ctx, paymentId, what);
        if (!data) throw fail('NOT_FOUND');
        return { status: 201, body: { data } };
      }),
    { lockTimeoutMs: PATIENCE_MS },
  );
}

const DONE = statement<{ id: string }>(`
  UPDATE refunds SET state = $3::refund_state, reference = $4, failure = $5, checks = checks + 1,
    completed_at = CASE WHEN $3 = 'completed' THEN statement_timestamp() END,
    check_at = CASE WHEN $3 = 'pending' THEN ${LATER} END
  WHERE tenant_id = $1 AND id = $2 AND state IN ('requested', 'pending') RETURNING id`);
const POSTPONE = statement(`
  UPDATE refunds SET checks = checks + 1, check_at = ${LATER}
  WHERE tenant_id = $1 AND id = $2 AND state IN ('requested', 'pending')`);

const STATES = { refunded: 'completed', pending: 'pending', failed: 'failed' } as const;

async function write(
  ctx: Ctx,
  { id, bookingId }: RefundRow & { bookingId: string },
  said: { status: Refund['status']; reference: string | null; failure: string | null },
): Promise<void> {
  await inPrepared(ctx, async (ctx) => {
    lock(ctx, [bookingId]);
    const values = [ctx.tenant.id, id, STATES[said.status], said.reference, said.failure];
    const done = await ctx.sql(DONE, values);
    if (done.length > 0) await promise(ctx, 'money.changed', { bookingId });
  });
}

/**
 * Asks the company to give back what was requested. The key that it is sent is made of the refund's id: asked again after an
 * answer was lost, it gives back once.
 * @throws PaymentError when the company cannot be asked now
 */
export async function executeRefund(ctx: Ctx, deps: AccountDeps, refundId: string): Promise<void> {
  const found = await inPrepared(ctx, async (ctx) => {
    const refund = await readRefund(ctx, refundId);
    if (!refund?.accountId || (refund.state !== 'requested' && refund.state !== 'pending')) return undefined;
    const account = await accountOf(ctx, refund.accountId);
    return account && { refund, account };
  });
  if (!found) return;
  const { refund, account } = found;
  const { askedAs: paymentId, charge, amount, currency } = refund;
  try {
    const strategy = await strategyOf(ctx, deps, account);
    // The ledger takes commission back, too, when less is earned.
    const returnFee = strategy.splits && refund.applicationFee > 0;
    const asked = { refundId, paymentId, charge, amount, currency, returnFee };
    const { status, reference } = await strategy.refund(asked);
    await write(ctx, refund, { status, reference, failure: null });
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    ctx.log.warn({ err: error, refundId }, 'a company does not give back');
    const isFinal = error.kind === 'refused' || error.kind === 'not_found';
    if (isFinal) {
      await write(ctx, refund, { status: 'failed', reference: null, failure: error.reason ?? error.kind });
      return;
    }
    await inPrepared(ctx, (ctx) => ctx.sql(POSTPONE, [ctx.tenant.id, refundId]));
    if (error.kind === 'unavailable') throw error;
  }
}
