import type { TxCtx } from '../../lib/context.ts';

/** How many seats of each session are sold, or held and not expired. */
export async function seatsTaken({ db, tenant }: TxCtx, sessionIds: string[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ id: string; taken: number }[]>`
    SELECT class_session_id AS id, count(*)::int AS taken FROM seats
    WHERE tenant_id = ${tenant.id}::uuid AND class_session_id = ANY(${sessionIds}::uuid[])
      AND state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked')
      AND (state <> 'held' OR expires_at > now())
    GROUP BY class_session_id`;
  return new Map(rows.map(({ id, taken }) => [id, taken]));
}

/**
 * Gives a locked session another number of seats, not below those taken. Seats beyond it get a free number; those that block
 * nothing any more get any, since the database bounds them too.
 */
export async function resize({ db, tenant }: TxCtx, sessionId: string, capacity: number): Promise<void> {
  const of = { tenantId: tenant.id, classSessionId: sessionId };
  await db.$executeRaw`
    UPDATE seats SET state = 'expired' WHERE tenant_id = ${tenant.id}::uuid
      AND class_session_id = ${sessionId}::uuid AND state = 'held' AND expires_at <= now()`;
  const isOver = { ...of, number: { gt: capacity } };
  await db.seat.updateMany({
    where: { ...isOver, state: { in: ['expired', 'declined', 'cancelled', 'no_show'] } },
    data: { number: 1 },
  });
  await db.$executeRaw`
    WITH free AS (
      SELECT number, row_number() OVER (ORDER BY number) AS nth FROM generate_series(1, ${capacity}::int) AS number
      WHERE NOT EXISTS (SELECT FROM seats s WHERE s.tenant_id = ${tenant.id}::uuid
        AND s.class_session_id = ${sessionId}::uuid AND s.number = number.number
        AND s.state NOT IN ('expired', 'declined', 'cancelled', 'no_show'))
    ), beyond AS (
      SELECT id, row_number() OVER (ORDER BY number) AS nth FROM seats
      WHERE tenant_id = ${tenant.id}::uuid AND class_session_id = ${sessionId}::uuid AND number > ${capacity}::int
    )
    UPDATE seats s SET number = free.number FROM beyond JOIN free USING (nth)
    WHERE s.tenant_id = ${tenant.id}::uuid AND s.id = beyond.id`;
  await db.classSession.updateMany({ where: { tenantId: tenant.id, id: sessionId }, data: { capacity } });
}
