import * as z from 'zod/mini';
import { inPrepared } from '../../lib/context.ts';
import { askTenants, tenantTask, type Tasks } from '../jobs/task.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Verticals } from '../verticals/verticals.service.ts';
import { catchUp, hoursAhead } from './insights.catchup.ts';
import { insightEvents } from './insights.contract.ts';
import { countBooking } from './insights.count.ts';

/** What keeps the counted days true: by the event, and every night for what was missed. */
export const insightTasks = (deps: { verticals: Verticals }): Tasks => ({
  'insights.count': tenantTask({
    payload: z.object({ bookingId: z.uuid() }),
    maxAttempts: 10,
    run: (ctx, { bookingId }) => inPrepared(ctx, (ctx) => countBooking(ctx, bookingId)),
  }),
  'insights.hours': tenantTask({
    payload: z.strictObject({ businessId: z.nullable(z.uuid()) }),
    maxAttempts: 10,
    run: (ctx, { businessId }) => hoursAhead(ctx, verticalOf(deps.verticals, ctx.tenant), businessId),
  }),
  'insights.catchUp': tenantTask({
    payload: insightEvents['insights.outdated'],
    maxAttempts: 5,
    run: (ctx, which) => catchUp(ctx, verticalOf(deps.verticals, ctx.tenant), which),
  }),
  'insights.nightly': askTenants('41 4 * * *', 'insights.catchUp', 'SELECT id FROM tenants', {
    isWhole: false,
  }),
});
