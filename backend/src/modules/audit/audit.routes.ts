import type { App } from '../../app.ts';
import { list200 } from '../../plugins/envelope.ts';
import { auditEvent, auditQuery } from './audit.contract.ts';
import { listAuditEvents } from './audit.read.ts';

/** Who changed what in a tenant. */
export async function auditRoutes(app: App): Promise<void> {
  app.get(
    '/audit-events',
    {
      config: { access: 'audit:read' },
      schema: {
        tags: ['Audit'],
        operationId: 'listAuditEvents',
        summary: 'Who changed what, with what it was and became; the newest first',
        querystring: auditQuery,
        response: list200(auditEvent),
      },
    },
    (request) => listAuditEvents(request.ctx, request.query),
  );
}
