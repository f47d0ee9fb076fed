import type { Env } from '../../env.ts';
import type { Ctx, Tenant } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail, failWith } from '../../lib/errors.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import type { RunOnce } from '../../plugins/idempotency.ts';
import { bookingErrors } from './bookings.contract.ts';
import { isLinkTokenOf, linkTokenOf } from './bookings.secrets.ts';
import { settle, type Answer, type BookingDeps } from './bookings.settle.ts';
import { readBookings } from './bookings.views.ts';

const failBooking = failWith(bookingErrors);

/**
 * The address that is mailed to whoever booked without an account. Its token opens the booking, as the one does that they were
 * given when they made it; and because only a mail tells it, it proves that the mail's address is theirs.
 */
export function bookingLink(
  { PUBLIC_URL, APP_SECRET }: Pick<Env, 'PUBLIC_URL' | 'APP_SECRET'>,
  tenant: Pick<Tenant, 'id' | 'slug'>,
  bookingId: string,
): string {
  const token = linkTokenOf(APP_SECRET, tenant.id, bookingId);
  return `${tenantUrl({ PUBLIC_URL }, tenant)}/bookings/${bookingId}?token=${token}`;
}

const VERIFY = statement(`
  INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, kind)
  SELECT tenant_id, id, state, state, 'verified' FROM bookings b WHERE tenant_id = $1 AND id = $2
    AND NOT EXISTS (SELECT FROM booking_events e
      WHERE e.tenant_id = b.tenant_id AND e.booking_id = b.id AND e.kind = 'verified')`);

/**
 * Notes that a guest has opened the link that was mailed to them; the second time changes nothing.
 * @throws NOT_FOUND without the token of that link, BOOKING_STATE for a hold that is nobody's yet
 */
export function verifyGuest(
  ctx: Ctx,
  deps: BookingDeps,
  { id, token }: { id: string; token: string | undefined },
  once: RunOnce,
): Promise<Answer> {
  return settle(ctx, deps, once, 200, async (ctx) => {
    const { sql, tenant } = ctx;
    const row = isLinkTokenOf(deps.env.APP_SECRET, tenant.id, id, token)
      ? (await readBookings(ctx, [id]))[0]
      : undefined;
    if (!row) throw fail('NOT_FOUND');
    if (!row.customer) throw failBooking('BOOKING_STATE');
    await sql(VERIFY, [tenant.id, id]);
    return (await readBookings(ctx, [id]))[0] ?? row;
  });
}
