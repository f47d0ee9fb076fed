import { brandOf } from '../tenants/tenants.brand.ts';
import { wornBy } from '../brand/brand.worn.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { tenantTask, type Queued, type TenantTask, type UpkeepTask } from '../jobs/task.ts';
import { keyOf, sendKey } from '../jobs/effects.ts';
import type { JobDeps } from '../jobs/task-list.ts';
import { MailRefused, type Mailer } from './mailer.ts';
import { mailRequest, messageEvents } from './messages.contract.ts';
import { planBooking } from './messages.plan.ts';
import { renderMail } from './messages.render.ts';
import { sendMessage, type SendDeps } from './messages.send.ts';

/** Writes and sends one mail. A crash after the server took it repeats it, under the same Message-ID. */
export function mailTask({ verticals }: Pick<JobDeps, 'verticals'>, mailer: Mailer): TenantTask {
  return tenantTask({
    payload: mailRequest,
    maxAttempts: 12,
    async run({ tenant, log, database }, request, eventId) {
      const vertical = await wornBy(database, verticals, tenant);
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

/** Writes down what is to be said about a booking. */
export function planMessagesTask({ verticals }: Pick<JobDeps, 'verticals'>): TenantTask {
  return tenantTask({
    payload: messageEvents['messages.wanted'],
    maxAttempts: 25,
    run: (ctx, { bookingId }) => planBooking(ctx, verticalOf(verticals, ctx.tenant), bookingId),
  });
}

/** Sends one message; tries that failed are counted in its rows, so that this job seldom fails itself. */
export function sendMessageTask(deps: SendDeps): TenantTask {
  return tenantTask({
    payload: messageEvents['message.queued'],
    maxAttempts: 5,
    run: (ctx, { messageId }) => sendMessage(ctx, deps, messageId),
  });
}

const MOST_DUE = 1_000;

/** Seconds after which the look for what is due is repeated: a crontab knows no less than a minute. */
const AGAIN_SECONDS = 20;

/**
 * Every twenty seconds: asks for what is due to be sent: reminders, further tries, and whatever was lost on its way; not what is on
 * it. Each look asks for the next, and the minute's begins again where that was lost.
 */
export const findDueMessages: UpkeepTask = {
  kind: 'upkeep',
  at: '* * * * *',
  async run(client) {
    await client.query(
      `SELECT graphile_worker.add_job('messages.find', '{}'::json, run_at => now() + $1 * interval '1 second',
         job_key => 'messages.find', max_attempts => 3)`,
      [AGAIN_SECONDS],
    );
    const { rows } = await client.query<{ id: string; tenantId: string }>(
      `SELECT id, tenant_id AS "tenantId" FROM messages
       WHERE state = 'queued' AND due_at <= now() - interval '10 seconds' AND (claimed_until IS NULL OR claimed_until <= now())
       ORDER BY due_at LIMIT ${MOST_DUE}`,
    );
    if (rows.length === 0) return;
    // Each under its key: one that waits already is not asked for twice.
    const jobs = rows.map(({ id, tenantId }) => ({
      identifier: 'messages.send',
      job_key: keyOf(tenantId, sendKey({ messageId: id })),
      max_attempts: 5,
      payload: { tenantId, eventId: 'upkeep', requestId: null, data: { messageId: id } } satisfies Queued,
    }));
    await client.query(
      `SELECT count(*) FROM graphile_worker.add_jobs(
         ARRAY(SELECT json_populate_recordset(NULL::graphile_worker.job_spec, $1::json)))`,
      [JSON.stringify(jobs)],
    );
  },
};
