import { randomUUIDv7 } from 'node:crypto';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { lock } from '../bookings/bookings.write.ts';
import { accountOf, strategyOf, type AccountDeps, type AccountRow } from './payments.accounts.ts';
import { readPayment, type PaymentRow } from './payments.rows.ts';

const KNOWN = statement<{ id: string }>(
  'SELECT id FROM payments WHERE tenant_id = $1 AND asked_as = $2 AND account_id = $3',
);
const ADD = statement(`
  INSERT INTO payments (tenant_id, id, booking_id, kind, amount, currency, application_fee, provider, account_id, reference,
    asked_as, check_at)
  SELECT tenant_id, $3, booking_id, kind, amount, currency, application_fee, $4::payment_provider, $5, $6, id, statement_timestamp()
  FROM payments WHERE tenant_id = $1 AND id = $2
  ON CONFLICT DO NOTHING`);

/**
 * Which payment an event of an account is about. A payment that has gone on to another company, or to the venue, is not at that
 * account any more: what was paid there is one of its own.
 * @returns null where nothing is known there
 */
export async function paymentAt(
  ctx: SqlCtx,
  asked: PaymentRow,
  accountId: string | null | undefined,
): Promise<PaymentRow | null> {
  if (!accountId || asked.accountId === accountId) return asked;
  const [known] = await ctx.sql(KNOWN, [ctx.tenant.id, asked.id, accountId]);
  return (known && (await readPayment(ctx, known.id))) ?? null;
}

/**
 * Looks at the page of a company that was asked first and answered too late. It is closed, since nobody is to pay there; where
 * somebody was faster, that money becomes a payment: it counts if it is owed, and else goes back as any that is too much.
 * @returns its id, to be checked as others are; undefined where nobody has paid
 * @throws PaymentError
 */
export async function adoptLate(
  ctx: Ctx,
  deps: AccountDeps,
  asked: PaymentRow,
  { accountId, reference }: { accountId: string; reference: string },
): Promise<string | undefined> {
  const account = await inPrepared(ctx, (ctx): Promise<AccountRow | undefined> => accountOf(ctx, accountId));
  if (!account) return undefined;
  const strategy = await strategyOf(ctx, deps, account);
  const { status, charges } = await strategy.cancelCheckout({ paymentId: asked.id, reference });
  if (charges.length === 0 && status !== 'pending') return undefined;
  return inPrepared(ctx, async (ctx) => {
    lock(ctx, [asked.bookingId]);
    const values = [ctx.tenant.id, asked.id, randomUUIDv7(), account.provider, account.id, reference];
    await ctx.sql(ADD, values);
    const [known] = await ctx.sql(KNOWN, [ctx.tenant.id, asked.id, account.id]);
    return known?.id;
  });
}
