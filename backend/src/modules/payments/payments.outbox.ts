import type { EventName, EventPayload } from '../../events.ts';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { MoneyRow, PaymentRow } from './payments.rows.ts';

const PROMISE = statement(
  'INSERT INTO outbox (tenant_id, kind, payload, request_id) VALUES ($1, $2, $3, $4)',
);

/** `emit` for prepared statements: it happens if and only if the transaction commits. */
export async function promise<Name extends EventName>(
  { sql, tenant, requestId }: Pick<SqlCtx, 'sql' | 'tenant' | 'requestId'>,
  kind: Name,
  payload: EventPayload<Name>,
): Promise<void> {
  await sql(PROMISE, [tenant.id, kind, JSON.stringify(payload), requestId]);
}

/** Tells what has become of a payment. */
export function promisePayment(
  ctx: Pick<SqlCtx, 'sql' | 'tenant' | 'requestId'>,
  kind: 'payment.pending' | 'payment.completed' | 'payment.failed',
  payment: Pick<PaymentRow, 'id' | 'kind' | 'amount' | 'currency' | 'provider'>,
  { id: bookingId, businessId, locationId, userId }: MoneyRow,
): Promise<void> {
  const { id, kind: what, amount, currency, provider } = payment;
  return promise(ctx, kind, {
    paymentId: id,
    bookingId,
    businessId,
    locationId,
    userId,
    kind: what,
    amount,
    currency,
    provider,
  });
}
