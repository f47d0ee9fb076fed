import type { Prisma } from '../../../generated/prisma/client.ts';
import type { TxCtx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { writeCancelled } from '../bookings/bookings.cancelled.ts';
import { readBookings } from '../bookings/bookings.views.ts';

/** Cancels the bookings, and releases the holds, that have seats in sessions. */
async function cancelSeats(ctx: TxCtx, sessionIds: string[]): Promise<void> {
  const { db, tenant } = ctx;
  const rows = await db.bookingItem.findMany({
    where: {
      tenantId: tenant.id,
      classSessionId: { in: sessionIds },
      booking: { state: { in: ['held', 'pending', 'confirmed'] } },
    },
    select: { bookingId: true },
  });
  const sql = sqlOf(db);
  const ids = rows.map(({ bookingId }) => bookingId);
  for (const booking of await readBookings({ sql, tenant }, ids)) {
    // A hold that is over takes nothing, swept or not.
    if (booking.state === 'expired') continue;
    await writeCancelled({ ...ctx, sql }, booking, 'class session called off');
  }
}

/**
 * Calls off class sessions that have yet to begin, frees whom and what they took, and cancels their bookings. Lock them
 * before, so that no seat is sold meanwhile.
 * @returns their ids
 */
export async function endSessions(ctx: TxCtx, which: Prisma.ClassSessionWhereInput): Promise<string[]> {
  const { db, tenant } = ctx;
  const rows = await db.classSession.findMany({
    where: { ...which, tenantId: tenant.id, cancelledAt: null, startsAt: { gt: ctx.now() } },
    select: { id: true },
  });
  const ids = rows.map(({ id }) => id);
  await db.classSession.updateMany({
    where: { tenantId: tenant.id, id: { in: ids } },
    data: { cancelledAt: ctx.now(), cancelledBy: ctx.actor.id },
  });
  await db.allocation.updateMany({
    where: { tenantId: tenant.id, classSessionId: { in: ids } },
    data: { state: 'cancelled' },
  });
  await cancelSeats(ctx, ids);
  return ids;
}
