import type { SqlCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Permission } from '../identity/permissions.ts';
import { mayOwn, mayServe } from './bookings.people.ts';
import { isTokenOf } from './bookings.secrets.ts';
import type { Party } from './bookings.states.ts';
import { readBookings, type BookingRow } from './bookings.views.ts';

/** What opens a booking beside who asks. */
export interface Key {
  secret: string;
  /** As a guest was given it. */
  token: string | undefined;
}

/**
 * A booking that the actor may reach: their own, one of a business that they serve, or the one whose token they show.
 * @throws NOT_FOUND also for what is another's
 */
export async function reachBooking(
  ctx: SqlCtx,
  { secret, token }: Key,
  id: string,
  permission: Extract<Permission, 'booking:read' | 'booking:write'>,
): Promise<BookingRow> {
  const { actor, tenant } = ctx;
  const [row] = await readBookings(ctx, [id]);
  const isReached =
    row &&
    ((row.ownerId === actor.id && mayOwn(actor, permission)) ||
      mayServe(actor, permission, row) ||
      isTokenOf(secret, tenant.id, id, token));
  if (!isReached) throw fail('NOT_FOUND');
  return row;
}

/** As whom the actor reaches a booking that they do reach: staff before customer, for who is both. */
export function partyOf({ actor }: Pick<SqlCtx, 'actor'>, row: BookingRow): Party {
  if (actor.kind === 'system') return 'system';
  if (mayServe(actor, 'booking:write', row)) return 'staff';
  return actor.id !== null && row.ownerId === actor.id ? 'customer' : 'guest';
}
