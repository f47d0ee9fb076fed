import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { Scope } from '../identity/permissions.ts';
import { mayServe, type Customer } from './bookings.people.ts';

const REFUSE = statement('SELECT refuse_blocked($1, $2, $3, $4, $5)');

/** As which the database refuses whom a business has blocked. */
export const BLOCKED = 'TB001';

/**
 * Whom a business has blocked books nothing there by themselves; its staff may for them. Send it behind the customer's lock:
 * it is not waited for, the transaction fails with it.
 */
export function demandWelcome(
  ctx: SqlCtx,
  place: Scope,
  customer: Pick<Customer, 'id' | 'email' | 'phone'> | null,
): void {
  if (customer === null || mayServe(ctx.actor, 'booking:write', place)) return;
  void ctx.sql(REFUSE, [ctx.tenant.id, place.businessId, customer.id, customer.email, customer.phone]);
}
