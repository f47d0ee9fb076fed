import type { Deps } from '../../deps.ts';
import { inPrepared, systemCtx, type Ctx, type Tenant } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail, failWith } from '../../lib/errors.ts';
import { hashToken } from '../../lib/secrets.ts';
import { accountOf, strategyOf, type AccountRow } from './payments.accounts.ts';
import { paymentErrors } from './payments.contract.ts';
import { promise } from './payments.outbox.ts';
import { PaymentError, type PaymentEvent, type WebhookDelivery } from './strategies/strategy.ts';

const failPayment = failWith(paymentErrors);

const RESOLVE = statement<{ tenantId: string; accountId: string }>(
  'SELECT tenant_id AS "tenantId", account_id AS "accountId" FROM resolve_payment_account($1::payment_provider, $2)',
);
const TENANT = statement<Tenant>('SELECT id, slug::text AS slug, name, vertical FROM tenants WHERE id = $1');

// Of a refund or dispute that began at the company only the charge is named.
const KEEP = statement<{ paymentId: string | null }>(`
  WITH event AS (
    INSERT INTO payment_events (tenant_id, account_id, event_id, kind, payment_ref, charge, amount, currency, occurred_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (tenant_id, account_id, event_id) DO NOTHING RETURNING id
  )
  SELECT coalesce(
      (SELECT p.id FROM payments p WHERE p.tenant_id = $1 AND p.id::text = $5),
      (SELECT p.id FROM payments p JOIN payment_charges c ON c.tenant_id = p.tenant_id AND c.payment_id = p.id
        WHERE p.tenant_id = $1 AND p.account_id = $2 AND c.reference = $6 LIMIT 1)) AS "paymentId"
  FROM event`);

type WebhookDeps = Pick<Deps, 'env' | 'clock' | 'database' | 'log'>;

/** Whose delivery it is, by the token in its address alone. @throws NOT_FOUND */
async function resolve(
  deps: WebhookDeps,
  { provider, token }: { provider: string; token: string },
  requestId: string,
): Promise<{ ctx: Ctx; account: AccountRow }> {
  const [found] = await deps.database.prepared({ tenantId: null, actorId: null }, (sql) =>
    sql(RESOLVE, [provider, hashToken(token)]),
  );
  if (!found) throw fail('NOT_FOUND');
  const [tenant] = await deps.database.prepared({ tenantId: found.tenantId, actorId: null }, (sql) =>
    sql(TENANT, [found.tenantId]),
  );
  if (!tenant) throw fail('NOT_FOUND');
  const ctx = systemCtx(deps, tenant, requestId);
  const account = await inPrepared(ctx, (ctx) => accountOf(ctx, found.accountId));
  if (!account) throw fail('NOT_FOUND');
  return { ctx, account };
}

/** Stores an event, once by its id, and promises that its payment is looked at. */
function keep(ctx: Ctx, { id: accountId }: AccountRow, event: PaymentEvent): Promise<void> {
  const { id, kind, paymentId: ref, reference, charge, amount, currency, occurredAt } = event;
  return inPrepared(ctx, async (ctx) => {
    const values = [ctx.tenant.id, accountId, id, kind, ref, charge, amount, currency, occurredAt];
    const [kept] = await ctx.sql(KEEP, values);
    if (!kept?.paymentId || kind === 'ignored') return;
    const { paymentId } = kept;
    const refundFailed = kind === 'refund_failed';
    await promise(ctx, 'payment.told', { paymentId, reference, refundFailed, accountId });
  });
}

/**
 * Takes a delivery of a payment company. Reading it may ask the company, so it happens outside of any transaction. An event that
 * is there already is taken once more, and nothing comes of it.
 * @throws NOT_FOUND for an address that is nobody's, WEBHOOK_REFUSED for a forged, foreign or stale one, UNAVAILABLE when the
 *   company has to be asked and does not answer: it delivers again
 */
export async function receiveWebhook(
  deps: WebhookDeps,
  address: { provider: string; token: string },
  delivery: WebhookDelivery,
  requestId: string,
): Promise<void> {
  const { ctx, account } = await resolve(deps, address, requestId);
  try {
    const strategy = await strategyOf(ctx, deps, account);
    const reading = await strategy.readWebhook(delivery);
    if (!reading.verified) {
      ctx.log.warn({ account: account.id, refusal: reading.refusal }, 'a webhook was refused');
      throw failPayment('WEBHOOK_REFUSED', { details: [{ field: 'signature', message: reading.refusal }] });
    }
    await keep(ctx, account, reading.event);
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    ctx.log.warn({ err: error, account: account.id }, 'a webhook could not be read');
    throw fail('UNAVAILABLE', { retryAfterSeconds: 30 });
  }
}
