import type { SqlCtx } from '../../lib/context.ts';
import type { Statement } from '../../lib/database.ts';
import { readBookings, type BookingRow } from './bookings.views.ts';
import { lock } from './bookings.write.ts';

/** The bookings that a sweep is about, with the locks of all that they take. @param due finds their ids in a tenant */
export async function lockDue(ctx: SqlCtx, due: Statement<{ id: string }>): Promise<BookingRow[]> {
  const ids = (await ctx.sql(due, [ctx.tenant.id])).map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await readBookings(ctx, ids);
  lock(
    ctx,
    rows.flatMap(({ lockIds }) => lockIds),
  );
  return rows;
}
