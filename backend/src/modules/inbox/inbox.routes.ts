import type { App } from '../../app.ts';
import { list200, reply200 } from '../../plugins/envelope.ts';
import { inboxEntry, inboxMessage, inboxParams, inboxQuery } from './inbox.contract.ts';
import { getInboxMessage, listInbox } from './inbox.service.ts';

/**
 * Every message sent, for whoever tries the demo: links that open accounts are among them, so outside of the demo,
 * or where mail really leaves, these routes do not exist.
 */
export async function inboxRoutes(app: App): Promise<void> {
  const { DEMO, MAIL_URL, DATA_DIR } = app.deps.env;
  if (!DEMO || MAIL_URL !== 'inbox:') return;
  const config = { access: 'public', tenant: 'none' } as const;
  const tags = ['Inbox'];

  app.get(
    '/inbox',
    {
      config,
      schema: {
        tags,
        operationId: 'listInbox',
        summary: 'Messages sent, the newest first (demo only)',
        querystring: inboxQuery,
        response: list200(inboxEntry),
      },
    },
    (request) => listInbox(DATA_DIR, request.query),
  );

  app.get(
    '/inbox/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'showInboxMessage',
        summary: 'One message sent, as it was (demo only)',
        params: inboxParams,
        response: reply200(inboxMessage),
      },
    },
    async (request) => ({ data: await getInboxMessage(DATA_DIR, request.params.id) }),
  );
}
