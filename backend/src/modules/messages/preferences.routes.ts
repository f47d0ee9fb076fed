import type { App } from '../../app.ts';
import { list200, reply200, reply201, reply204 } from '../../plugins/envelope.ts';
import { withIdempotency } from '../../plugins/idempotency.ts';
import { vapidKeys } from './channels.push.ts';
import {
  messagePreferences,
  preferenceParams,
  preferencesChange,
  pushKey,
  pushSubscription,
  pushSubscriptionBody,
} from './preferences.contract.ts';
import {
  addBrowser,
  changePreferences,
  listBrowsers,
  readPreferences,
  removeBrowser,
} from './preferences.service.ts';

/** How an account wants to be told, and by which browsers. */
export function preferenceRoutes(app: App): void {
  const { env } = app.deps;
  const tags = ['My account'];
  const config = { access: 'signedIn' } as const;

  app.get(
    '/me/message-preferences',
    {
      config,
      schema: {
        tags,
        operationId: 'getMyMessagePreferences',
        summary: 'By which ways I want to be told, and when not',
        response: reply200(messagePreferences),
      },
    },
    async (request) => ({ data: await readPreferences(request.ctx) }),
  );

  app.patch(
    '/me/message-preferences',
    {
      config,
      schema: {
        tags,
        operationId: 'changeMyMessagePreferences',
        summary: 'Change by which ways I want to be told, and when not',
        body: preferencesChange,
        response: reply200(messagePreferences),
      },
    },
    async (request) => ({ data: await changePreferences(request.ctx, request.body) }),
  );

  const { publicKey } = vapidKeys(env);
  app.get(
    '/push-key',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Messages'],
        operationId: 'getPushKey',
        summary: 'The key with which browsers subscribe to web push',
        response: reply200(pushKey),
      },
    },
    async () => ({ data: { publicKey } }),
  );

  app.get(
    '/me/push-subscriptions',
    {
      config,
      schema: {
        tags,
        operationId: 'listMyPushSubscriptions',
        summary: 'My browsers that may be woken (at most 10)',
        response: list200(pushSubscription),
      },
    },
    async (request) => ({ data: await listBrowsers(request.ctx) }),
  );

  app.post(
    '/me/push-subscriptions',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'createMyPushSubscription',
        summary: 'Let this browser be woken for me',
        body: pushSubscriptionBody,
        response: reply201(pushSubscription),
      },
    },
    (request, reply) =>
      withIdempotency(request, reply, async (tx) => ({
        status: 201,
        body: { data: await addBrowser(tx, env, request.body) },
      })),
  );

  app.delete(
    '/me/push-subscriptions/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'deleteMyPushSubscription',
        summary: 'Wake this browser no more',
        params: preferenceParams,
        response: reply204(),
      },
    },
    async (request, reply) => {
      await removeBrowser(request.ctx, request.params.id);
      return reply.code(204).send(null);
    },
  );
}
