import { inPrepared, inTransaction, type Ctx } from '../../lib/context.ts';
import { sqlOf, statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import { PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { partyOf, reachBooking, type Key } from './bookings.access.ts';
import { mayServe } from './bookings.people.ts';
import type { HistoryEntry, HistoryQuery } from './bookings.steps.contract.ts';

const NOTE = statement<HistoryEntry>(`
  WITH note AS (
    INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, kind, data)
    SELECT tenant_id, id, state, state, 'note', jsonb_build_object('text', $3::text)
    FROM bookings WHERE tenant_id = $1 AND id = $2
    RETURNING tenant_id, id, from_state, to_state, kind, data, created_at, created_by
  )
  SELECT n.id, n.created_at AS at, n.kind, n.from_state AS from, n.to_state AS to, NULL AS reason, n.data,
    CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.id, 'name', u.name) END AS by
  FROM note n LEFT JOIN users u ON u.tenant_id = n.tenant_id AND u.id = n.created_by`);

/** What staff notes of a booking; its customer does not see it. @throws NOT_FOUND, FORBIDDEN for its customer */
export function addNote(
  ctx: Ctx,
  key: Key,
  { id, text }: { id: string; text: string },
  once: RunOnce,
): Promise<Once<{ data: HistoryEntry }>> {
  return inPrepared(
    ctx,
    (ctx) =>
      once(ctx, async () => {
        const row = await reachBooking(ctx, key, id, 'booking:write');
        const party = partyOf(ctx, row);
        if (party !== 'staff' && party !== 'system') throw fail('FORBIDDEN');
        const [note] = await ctx.sql(NOTE, [ctx.tenant.id, id, text]);
        if (!note) throw fail('NOT_FOUND');
        return { status: 201, body: { data: { ...note, at: new Date(note.at).toISOString() } } };
      }),
    { lockTimeoutMs: PATIENCE_MS },
  );
}

/**
 * All that happened to a booking, the oldest first. Its customer sees neither what staff noted nor their names.
 * @throws NOT_FOUND also for another's
 */
export function listHistory(
  ctx: Ctx,
  key: Key,
  id: string,
  request: HistoryQuery,
): Promise<{ data: HistoryEntry[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    const { db, tenant } = ctx;
    const row = await reachBooking({ ...ctx, sql: sqlOf(db) }, key, id, 'booking:read');
    const isStaff = mayServe(ctx.actor, 'booking:read', row);
    const rows = await db.bookingEvent.findMany({
      where: {
        tenantId: tenant.id,
        bookingId: id,
        AND: [page.where],
        ...(!isStaff && { kind: { not: 'note' } }),
      },
      orderBy: page.orderBy,
      take: page.take,
    });
    const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
    const who = await db.user.findMany({
      where: {
        tenantId: tenant.id,
        id: {
          in: data.flatMap(
            ({ createdBy }) => (isStaff || createdBy === ctx.actor.id ? createdBy : null) ?? [],
          ),
        },
      },
      select: { id: true, name: true },
    });
    const people = new Map(who.map((person) => [person.id, person]));
    return {
      data: data.map((row) => ({
        id: row.id,
        at: row.createdAt.toISOString(),
        kind: row.kind,
        from: row.fromState,
        to: row.toState,
        reason: row.reason,
        data: row.data as HistoryEntry['data'],
        by: (row.createdBy !== null && people.get(row.createdBy)) || null,
      })),
      nextCursor,
    };
  });
}
