import { setTimeout as sleep } from 'node:timers/promises';
import { inPrepared, type Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail, failWith } from '../../lib/errors.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { strategyOf, webhookUrlOf, type AccountDeps, type AccountRow } from './payments.accounts.ts';
import { chainFor } from './payments.chain.ts';
import { paymentErrors } from './payments.contract.ts';
import { promise, promisePayment } from './payments.outbox.ts';
import { readMoney, readPayment, type MoneyRow, type PaymentRow } from './payments.rows.ts';
import { innerUrl } from './payments.sandbox.ts';
import { PaymentError, type Checkout, type PaymentProvider } from './strategies/strategy.ts';

const failPayment = failWith(paymentErrors);

/** As long as a page stays open for what is not held: minutes. */
const PAGE_MINUTES = 60;

// One at a time: two could end at two companies.
const CLAIM = statement<{ id: string }>(`
  UPDATE payments SET opening_until = statement_timestamp() + interval '45 seconds'
  WHERE tenant_id = $1 AND id = $2 AND state = 'pending' AND reference IS NULL AND provider IS DISTINCT FROM 'venue'
    AND (opening_until IS NULL OR opening_until <= statement_timestamp())
  RETURNING id`);
const TRY = statement(`
  UPDATE payments SET provider = $3::payment_provider, account_id = $4
  WHERE tenant_id = $1 AND id = $2 AND reference IS NULL`);
const OPENED = statement<{ id: string }>(`
  UPDATE payments SET reference = $3, redirect_url = $4, page_expires_at = $5, opening_until = NULL,
    check_at = statement_timestamp() + interval '1 minute', provider = $6::payment_provider, account_id = $7
  WHERE tenant_id = $1 AND id = $2 AND reference IS NULL RETURNING id`);
const GIVEN_UP = statement(`
  UPDATE payments SET opening_until = NULL, provider = NULL, account_id = NULL
  WHERE tenant_id = $1 AND id = $2 AND reference IS NULL`);
const AT_VENUE = statement(`
  UPDATE payments SET opening_until = NULL, provider = 'venue', account_id = NULL, check_at = NULL
  WHERE tenant_id = $1 AND id = $2 AND reference IS NULL`);
const PAYER = statement<{ code: string; business: string; name: string | null; email: string | null }>(`
  SELECT b.code, s.name AS business, c.name, c.email::text AS email FROM bookings b
    JOIN businesses s ON s.tenant_id = b.tenant_id AND s.id = b.business_id
    LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
  WHERE b.tenant_id = $1 AND b.id = $2`);
const TOLD_ALREADY = statement<{ id: string }>(
  'SELECT id FROM payment_events WHERE tenant_id = $1 AND payment_ref = $2 LIMIT 1',
);

interface Opening {
  payment: PaymentRow;
  booking: MoneyRow;
  payer: { code: string; business: string; name: string | null; email: string | null };
}

async function ask(
  ctx: Ctx,
  deps: AccountDeps,
  { payment, booking, payer }: Opening,
  account: AccountRow,
): Promise<Checkout | undefined> {
  const { env } = deps;
  const { id: paymentId, amount, currency, createdAt, applicationFee } = payment;
  const strategy = await strategyOf(ctx, deps, account);
  if (!strategy.supports(currency, amount)) return undefined;
  // What is held is still being booked: its payer is led on to the confirmation.
  const page = booking.state === 'held' ? `checkout/${booking.id}/done` : `bookings/${booking.id}`;
  const back = `${tenantUrl(env, ctx.tenant)}/${page}?payment=`;
  const base = account.provider === 'sandbox' ? innerUrl(env) : env.PUBLIC_URL;
  // The same in every repetition, as all that is sent.
  const pageEnds = new Date(createdAt.getTime() + PAGE_MINUTES * 60_000);
  return strategy.createCheckout({
    paymentId,
    createdAt,
    amount,
    currency,
    description: `${payer.business} ${payer.code}`,
    payer: { ...(payer.email ? { email: payer.email } : {}), ...(payer.name ? { name: payer.name } : {}) },
    returnUrls: { success: `${back}success`, pending: `${back}pending`, failure: `${back}failure` },
    expiresAt: (booking.state === 'held' && booking.expiresAt) || pageEnds,
    webhookUrl: webhookUrlOf(base, env.APP_SECRET, ctx.tenant.id, account),
    ...(strategy.splits && applicationFee > 0 ? { applicationFee } : {}),
  });
}

/** Writes down where the page is. What the company told in the meantime is looked at now. */
function keep(
  ctx: Ctx,
  { payment, booking }: Opening,
  { id, provider }: AccountRow,
  checkout: Checkout,
): Promise<void> {
  const { reference, redirectUrl, expiresAt } = checkout;
  return inPrepared(ctx, async (ctx) => {
    const kept = await ctx.sql(OPENED, [
      ...[ctx.tenant.id, payment.id, reference, redirectUrl, expiresAt],
      ...[provider, id],
    ]);
    if (kept.length === 0) return;
    await promisePayment(ctx, 'payment.pending', { ...payment, provider }, booking);
    const told = await ctx.sql(TOLD_ALREADY, [ctx.tenant.id, payment.id]);
    if (told.length > 0)
      await promise(ctx, 'payment.told', { paymentId: payment.id, reference, refundFailed: false });
  });
}

/** Until somebody else, who is opening the page already, has come to an end. @throws UNAVAILABLE after ten seconds */
async function waitForOther(ctx: Ctx, paymentId: string): Promise<void> {
  for (let tries = 0; tries < 40; tries += 1) {
    const payment = await inPrepared(ctx, (ctx) => readPayment(ctx, paymentId));
    if (!payment || payment.state !== 'pending' || payment.redirectUrl || payment.provider === 'venue')
      return;
    await sleep(250);
  }
  throw fail('UNAVAILABLE', { retryAfterSeconds: 2 });
}

/**
 * Opens the page of a payment with the first of the chain that takes it; asked again it is the same page. What is held for a few
 * minutes is not paid at the venue.
 * @throws PAYMENT_UNAVAILABLE when nobody takes it; nothing is charged, and the same request may be sent again
 */
export async function openCheckout(
  ctx: Ctx,
  deps: AccountDeps & { vertical: Vertical },
  paymentId: string,
  wanted: PaymentProvider | undefined,
): Promise<void> {
  const begun = await inPrepared(ctx, async (ctx) => {
    const claimed = await ctx.sql(CLAIM, [ctx.tenant.id, paymentId]);
    if (claimed.length === 0) return undefined;
    const payment = await readPayment(ctx, paymentId);
    const money = payment && (await readMoney(ctx, payment.bookingId));
    if (!money) return undefined;
    const [payer] = await ctx.sql(PAYER, [ctx.tenant.id, payment.bookingId]);
    const links = await chainFor(ctx, deps.vertical, money.booking, wanted);
    return payer && { payment, booking: money.booking, payer, links };
  });
  if (!begun) return waitForOther(ctx, paymentId);
  for (const link of begun.links) {
    if (link.provider === 'venue') {
      if (begun.booking.state === 'held') continue;
      await inPrepared(ctx, (ctx) => ctx.sql(AT_VENUE, [ctx.tenant.id, paymentId]));
      return;
    }
    try {
      await inPrepared(ctx, (ctx) => ctx.sql(TRY, [ctx.tenant.id, paymentId, link.provider, link.id]));
      const checkout = await ask(ctx, deps, begun, link);
      if (checkout) {
        await keep(ctx, begun, link, checkout);
        return;
      }
    } catch (error) {
      if (!(error instanceof PaymentError)) throw error;
      const level = error.kind === 'credentials' ? 'error' : 'warn';
      ctx.log[level](
        { err: error, paymentId, account: link.id },
        'a payment company does not take a payment',
      );
    }
  }
  await inPrepared(ctx, (ctx) => ctx.sql(GIVEN_UP, [ctx.tenant.id, paymentId]));
  throw failPayment('PAYMENT_UNAVAILABLE', { retryAfterSeconds: 5 });
}
