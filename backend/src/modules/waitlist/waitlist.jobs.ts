import { tenantTask, type Task } from '../jobs/task.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Verticals } from '../verticals/verticals.service.ts';
import { waitlistEvents } from './waitlist.contract.ts';
import { offerFreed } from './waitlist.offer.ts';

/** Offers what may have been freed at a business to whoever waits for it. */
export const offerWaitlistTask = (deps: { verticals: Verticals }): Task =>
  tenantTask({
    payload: waitlistEvents['waitlist.due'],
    maxAttempts: 10,
    run: (ctx, due) => offerFreed(ctx, verticalOf(deps.verticals, ctx.tenant), due),
  });
