import type { TxCtx } from '../../lib/context.ts';
import type { Instant } from '../../scheduling/types.ts';
import { toDate } from '../../scheduling/days.ts';

/** What does not stand in its own way. */
interface Except {
  sessionId?: string | null;
  blockId?: string;
}

/** What stands in the way of something new: a booking, or (null) a block or a class session. */
export interface InTheWay {
  subjectId: string;
  /** Padded. */
  from: Instant;
  to: Instant;
  bookingId: string | null;
  code: string;
  startsAt: Date;
  endsAt: Date;
  locationId: string | null;
  providerId: string | null;
  customerName: string | null;
}

/**
 * The blocking allocations of some subjects that overlap [from, to), by their start. Call it once the subjects are locked:
 * holds that have expired are freed on the way, so that the exclusion constraint does not see them either.
 * @param except the class session or the block that does not count
 */
export async function takenBetween(
  { db, tenant }: TxCtx,
  subjectIds: readonly string[],
  [from, to]: readonly [Instant, Instant],
  { sessionId = null, blockId }: Except = {},
): Promise<InTheWay[]> {
  const own = blockId ?? null;
  const ids = [...subjectIds];
  await db.$executeRaw`
    UPDATE allocations SET state = 'expired'
    WHERE tenant_id = ${tenant.id}::uuid AND subject_id = ANY(${ids}::uuid[]) AND state = 'held'
      AND expires_at <= now()`;
  return db.$queryRaw<InTheWay[]>`
    SELECT a.subject_id AS "subjectId", floor(extract(epoch FROM lower(a.period)) / 60)::int AS "from",
      ceil(extract(epoch FROM upper(a.period)) / 60)::int AS "to", b.id AS "bookingId", b.code,
      b.starts_at AS "startsAt", b.ends_at AS "endsAt", b.location_id AS "locationId",
      i.provider_id AS "providerId", c.name AS "customerName"
    FROM allocations a
    LEFT JOIN booking_items i ON i.tenant_id = a.tenant_id AND i.id = a.booking_item_id
    LEFT JOIN bookings b ON b.tenant_id = i.tenant_id AND b.id = i.booking_id
    LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
    WHERE a.tenant_id = ${tenant.id}::uuid AND a.subject_id = ANY(${ids}::uuid[])
      AND a.period && tstzrange(${toDate(from)}, ${toDate(to)})
      AND a.state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked')
      AND (${sessionId}::uuid IS NULL OR a.class_session_id IS DISTINCT FROM ${sessionId}::uuid)
      AND (${own}::uuid IS NULL OR a.block_id IS DISTINCT FROM ${own}::uuid)
    ORDER BY lower(a.period)`;
}

/** Time to take, padded, and what for: a block or a class session. */
export interface Taking {
  subjectId: string;
  from: Instant;
  to: Instant;
  blockId?: string;
  classSessionId?: string;
}

/** Writes what blocks from now on: 23P01 if a subject's time is taken, which `takenBetween` tells before. */
export async function takeTime({ db, tenant }: TxCtx, takings: readonly Taking[]): Promise<void> {
  const column = <T>(pick: (taking: Taking) => T) => takings.map(pick);
  await db.$executeRaw`
    INSERT INTO allocations (tenant_id, subject_id, period, state, block_id, class_session_id)
    SELECT ${tenant.id}::uuid, t.subject, tstzrange(t.since, t.until),
      CASE WHEN t.block IS NULL THEN 'confirmed' ELSE 'blocked' END::allocation_state, t.block, t.session
    FROM unnest(${column(({ subjectId }) => subjectId)}::uuid[], ${column(({ from }) => toDate(from))}::timestamptz[],
      ${column(({ to }) => toDate(to))}::timestamptz[], ${column(({ blockId }) => blockId ?? null)}::uuid[],
      ${column(({ classSessionId }) => classSessionId ?? null)}::uuid[]) AS t (subject, since, until, block, session)`;
}
