import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';

const FULFIL = statement(`
  UPDATE waitlist_entries e SET fulfilled_at = now() FROM waitlist_offers o
  WHERE o.tenant_id = $1 AND o.booking_id = $2 AND e.tenant_id = o.tenant_id AND e.id = o.entry_id
    AND e.fulfilled_at IS NULL AND e.cancelled_at IS NULL`);

/**
 * Whoever comes too late for what was kept, and gets it all the same as a booking of its own, waits no more; it is not waited for.
 * (A hold that becomes the booking itself is the trigger's business.)
 */
export function fulfilLate({ sql, tenant }: SqlCtx, holdId: string): void {
  void sql(FULFIL, [tenant.id, holdId]);
}
