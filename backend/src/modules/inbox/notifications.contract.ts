import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';

/** An account has something new in its inbox; what it says is asked for. */
export const notificationEvents = {
  'notification.created': z.strictObject({ notificationId: z.uuid(), userId: z.uuid() }),
};

export const notificationsQuery = z.strictObject({
  ...pageQuery,
  /** Only those not read yet. */
  unread: z.optional(z.literal('true')),
});
export type NotificationsQuery = z.infer<typeof notificationsQuery>;

export const notification = z.strictObject({
  id: z.uuid(),
  title: z.string(),
  body: z.string(),
  /** Of the page that it leads to, on the tenant's own site. */
  path: z.string(),
  /** Null of what is not about a booking. */
  bookingId: z.nullable(z.uuid()),
  readAt: z.nullable(z.iso.datetime()),
  createdAt: z.iso.datetime(),
});
export type NotificationView = z.infer<typeof notification>;

/** Without ids: all of them. */
export const readBody = z.strictObject({ ids: z.optional(z.array(z.uuid()).check(z.maxLength(100))) });
export type ReadRequest = z.infer<typeof readBody>;
export const unreadCount = z.strictObject({ unread: z.int() });
