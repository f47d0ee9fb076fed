import { inTransaction, type Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import type { NotificationsQuery, NotificationView, ReadRequest } from './notifications.contract.ts';

/** @throws UNAUTHENTICATED */
function mine({ actor, tenant }: Ctx): { tenantId: string; userId: string } {
  if (actor.id === null) throw fail('UNAUTHENTICATED');
  return { tenantId: tenant.id, userId: actor.id };
}

/** The account's inbox, the newest first. */
export async function listNotifications(
  ctx: Ctx,
  { unread, ...request }: NotificationsQuery,
): Promise<{ data: NotificationView[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  const rows = await inTransaction(ctx, ({ db }) =>
    db.notification.findMany({
      where: { ...mine(ctx), ...(unread && { readAt: null }), AND: page.where },
      orderBy: page.orderBy,
      take: page.take,
      select: {
        ...{ id: true, title: true, body: true, path: true, readAt: true, createdAt: true },
        message: { select: { bookingId: true } },
      },
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
  return {
    data: data.map(({ message, readAt, createdAt, ...row }) => ({
      ...row,
      bookingId: message?.bookingId ?? null,
      readAt: readAt?.toISOString() ?? null,
      createdAt: createdAt.toISOString(),
    })),
    nextCursor,
  };
}

/** How many are not read yet. */
export function countUnread(ctx: Ctx): Promise<number> {
  return inTransaction(ctx, ({ db }) => db.notification.count({ where: { ...mine(ctx), readAt: null } }));
}

/** Marks as read; those of others are left alone. @returns how many are not read yet */
export async function markRead(ctx: Ctx, { ids }: ReadRequest): Promise<number> {
  await inTransaction(ctx, ({ db, now }) =>
    db.notification.updateMany({
      where: { ...mine(ctx), readAt: null, ...(ids && { id: { in: ids } }) },
      data: { readAt: now() },
    }),
  );
  return countUnread(ctx);
}
