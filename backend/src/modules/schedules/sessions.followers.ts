import { emit } from '../../events.ts';
import type { TxCtx } from '../../lib/context.ts';

interface Follower {
  bookingId: string;
  businessId: string;
  locationId: string | null;
  userId: string | null;
  state: 'pending' | 'confirmed' | 'held';
  startsAt: Date;
  endsAt: Date;
  /** The start before. */
  began: Date;
}

/** Takes the bookings of a session along to where, and to whom, it has moved; each is told of in its history. */
export async function takeAlong(
  ctx: TxCtx,
  sessionId: string,
  { startsAt, endsAt, providerId }: { startsAt: Date; endsAt: Date; providerId: string | null },
): Promise<void> {
  const { db, tenant } = ctx;
  await db.bookingItem.updateMany({
    where: { tenantId: tenant.id, classSessionId: sessionId },
    data: { startsAt, endsAt, providerId },
  });
  const moved = await db.$queryRaw<Follower[]>`
    UPDATE bookings b SET starts_at = i.starts_at, ends_at = i.ends_at,
      release_at = b.release_at + (i.starts_at - b.starts_at)
    FROM (
      SELECT booking_id, min(starts_at) AS starts_at, max(ends_at) AS ends_at FROM booking_items
      WHERE tenant_id = ${tenant.id}::uuid AND booking_id IN (
        SELECT booking_id FROM booking_items
        WHERE tenant_id = ${tenant.id}::uuid AND class_session_id = ${sessionId}::uuid)
      GROUP BY booking_id
    ) i
    WHERE b.tenant_id = ${tenant.id}::uuid AND b.id = i.booking_id AND b.state IN ('held', 'pending', 'confirmed')
    RETURNING b.id AS "bookingId", b.business_id AS "businessId", b.location_id AS "locationId", b.state::text,
      b.starts_at AS "startsAt", b.ends_at AS "endsAt", old.starts_at AS began,
      (SELECT user_id FROM customers c WHERE c.tenant_id = b.tenant_id AND c.id = b.customer_id) AS "userId"`;
  await db.bookingEvent.createMany({
    data: moved.map(({ bookingId, state, began, startsAt }) => ({
      tenantId: tenant.id,
      bookingId,
      fromState: state,
      toState: state,
      kind: 'rescheduled',
      reason: 'class session moved',
      data: { by: 'session', startsAt: [began.toISOString(), startsAt.toISOString()] },
    })),
  });
  for (const { state, startsAt, endsAt, bookingId, businessId, locationId, userId } of moved) {
    if (state === 'held') continue;
    await emit(ctx, 'booking.updated', {
      bookingId,
      businessId,
      locationId,
      userId,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    });
  }
}
