import { brandOf } from '../tenants/tenants.brand.ts';
import { tenantTask, type TenantTask } from '../jobs/task.ts';
import type { JobDeps } from '../jobs/task-list.ts';
import { MailRefused, type Mailer } from './mailer.ts';
import { mailRequest } from './messages.contract.ts';
import { renderMail } from './messages.render.ts';

/** Writes and sends one mail. A crash after the server took it repeats it, under the same Message-ID. */
export function mailTask({ verticals }: Pick<JobDeps, 'verticals'>, mailer: Mailer): TenantTask {
  return tenantTask({
    payload: mailRequest,
    maxAttempts: 12,
    async run({ tenant, log }, request, eventId) {
      const vertical = verticals.get(tenant.vertical);
      if (!vertical) throw new Error(`There is no vertical "${tenant.vertical}".`);
      const { accent, onAccent } = brandOf(vertical).colors;
      const brand = { tenant: tenant.name, accent, onAccent, timeZone: vertical.locale.timeZone };
      const { to, template } = request;
      try {
        await mailer.send({ id: eventId, to, fromName: tenant.name, ...renderMail(request, brand) });
      } catch (error) {
        if (!(error instanceof MailRefused)) throw error;
        log.warn({ err: error, template }, 'a mail was refused for good');
      }
    },
  });
}
