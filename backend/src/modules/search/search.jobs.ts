import * as z from 'zod/mini';
import type { Verticals } from '../verticals/verticals.service.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { askTenants, tenantTask, type Task } from '../jobs/task.ts';
import { refreshSearch } from './search.refresh.ts';

/** Every night: asks each tenant to look another day ahead. */
export const rollSearch = askTenants('23 3 * * *', 'search.refresh', 'SELECT id FROM tenants', {
  businessId: null,
});

/** Makes anew what search keeps of a business, or of all. */
export const refreshSearchTask = (deps: { verticals: Verticals }): Task =>
  tenantTask({
    payload: z.strictObject({ businessId: z.nullable(z.uuid()) }),
    maxAttempts: 10,
    run: (ctx, { businessId }) =>
      refreshSearch(ctx, verticalOf(deps.verticals, ctx.tenant), businessId === null ? null : [businessId]),
  });
