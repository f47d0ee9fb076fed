import type { App } from '../../app.ts';
import { list200, reply200 } from '../../plugins/envelope.ts';
import { notification, notificationsQuery, readBody, unreadCount } from './notifications.contract.ts';
import { countUnread, listNotifications, markRead } from './notifications.service.ts';

/** The inbox of an account. */
export async function notificationRoutes(app: App): Promise<void> {
  const tags = ['My account'];
  const config = { access: 'signedIn' } as const;

  app.get(
    '/me/notifications',
    {
      config,
      schema: {
        tags,
        operationId: 'listMyNotifications',
        summary: 'My inbox, the newest first',
        querystring: notificationsQuery,
        response: list200(notification),
      },
    },
    (request) => listNotifications(request.ctx, request.query),
  );

  app.get(
    '/me/notifications/unread',
    {
      config,
      schema: {
        tags,
        operationId: 'countMyUnreadNotifications',
        summary: 'How many I have not read',
        response: reply200(unreadCount),
      },
    },
    async (request) => ({ data: { unread: await countUnread(request.ctx) } }),
  );

  app.post(
    '/me/notifications/read',
    {
      config,
      schema: {
        tags,
        operationId: 'readMyNotifications',
        summary: 'Mark as read: those named, or all',
        body: readBody,
        response: reply200(unreadCount),
      },
    },
    async (request) => ({ data: { unread: await markRead(request.ctx, request.body) } }),
  );
}
