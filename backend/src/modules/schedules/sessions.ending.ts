import type { Prisma } from '../../../generated/prisma/client.ts';
import type { TxCtx } from '../../lib/context.ts';

/** Calls off class sessions that have yet to begin, and frees whom and what they took. @returns their ids */
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
  return ids;
}
