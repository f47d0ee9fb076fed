import type { TxCtx } from '../../lib/context.ts';

/** The cause of a message that repeats another: which one, and for the how manieth time. Each cause is sent once. */
export async function causeOfRepeat(
  { db, tenant }: TxCtx,
  { id, bookingId }: { id: string; bookingId: string },
): Promise<string> {
  const cause = `again ${id} `;
  const before = await db.message.count({
    where: { tenantId: tenant.id, bookingId, cause: { startsWith: cause } },
  });
  return `${cause}${before + 1}`;
}
