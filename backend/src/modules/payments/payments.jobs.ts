import * as z from 'zod/mini';
import { inPrepared } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { JobDeps } from '../jobs/task-list.ts';
import { askTenants, tenantTask, type Tasks } from '../jobs/task.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { checkPayment } from './payments.check.ts';
import { moneyEvents } from './payments.contract.ts';
import { executeRefund } from './payments.refunds.ts';
import { settleBooking } from './payments.settle.ts';
import { PaymentError } from './strategies/strategy.ts';

/** Every minute: asks each tenant that has them to look at payments and refunds of which nothing was heard. */
const findSilent = askTenants(
  '* * * * *',
  'payments.poll',
  `SELECT tenant_id FROM payments WHERE check_at <= now() UNION SELECT tenant_id FROM refunds WHERE check_at <= now()`,
);

const BATCH = 50;
const SILENT = statement<{ id: string }>(
  `SELECT id FROM payments WHERE tenant_id = $1 AND check_at <= statement_timestamp() ORDER BY check_at LIMIT ${BATCH}`,
);
const OWED = statement<{ id: string }>(
  `SELECT id FROM refunds WHERE tenant_id = $1 AND check_at <= statement_timestamp() ORDER BY check_at LIMIT ${BATCH}`,
);

/** What the worker does about money. */
export function moneyTasks(deps: JobDeps): Tasks {
  return {
    'payments.find': findSilent,
    'payments.poll': tenantTask({
      payload: z.null(),
      maxAttempts: 1,
      async run(ctx) {
        const [silent, owed] = await inPrepared(ctx, (ctx) =>
          Promise.all([ctx.sql(SILENT, [ctx.tenant.id]), ctx.sql(OWED, [ctx.tenant.id])]),
        );
        const patiently = (error: unknown) => {
          // It comes up again by itself.
          if (!(error instanceof PaymentError)) throw error;
        };
        for (const { id } of silent) await checkPayment(ctx, deps, id).catch(patiently);
        for (const { id } of owed) await executeRefund(ctx, deps, id).catch(patiently);
      },
    }),
    'payments.check': tenantTask({
      payload: moneyEvents['payment.told'],
      maxAttempts: 8,
      run: (ctx, { paymentId, ...told }) => checkPayment(ctx, deps, paymentId, told),
    }),
    'payments.refund': tenantTask({
      payload: moneyEvents['refund.requested'],
      maxAttempts: 8,
      run: (ctx, { refundId }) => executeRefund(ctx, deps, refundId),
    }),
    'payments.settle': tenantTask({
      payload: z.object({ bookingId: z.uuid() }),
      maxAttempts: 12,
      run: (ctx, { bookingId }) => settleBooking(ctx, verticalOf(deps.verticals, ctx.tenant), bookingId),
    }),
  };
}
