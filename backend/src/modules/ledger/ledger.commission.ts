import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';

export type Acquisition = 'marketplace' | 'direct' | 'returning';

const KNOWN: readonly string[] = ['marketplace', 'direct', 'returning'] satisfies Acquisition[];

const SERVED_BEFORE = statement<{ before: boolean }>(`
  SELECT EXISTS (SELECT FROM bookings b JOIN bookings o
      ON o.tenant_id = b.tenant_id AND o.customer_id = b.customer_id AND o.business_id = b.business_id
    WHERE b.tenant_id = $1 AND b.id = $2 AND o.id <> b.id AND o.state = 'completed' AND o.starts_at < b.starts_at)
    AS before`);

/**
 * Where the customer of a booking came from: as the booking says; else by whether the business has served them before.
 */
export async function acquisitionOf(
  { sql, tenant }: Pick<SqlCtx, 'sql' | 'tenant'>,
  booking: { id: string; acquisition: string | null },
): Promise<Acquisition> {
  if (booking.acquisition !== null && KNOWN.includes(booking.acquisition))
    return booking.acquisition as Acquisition;
  const [row] = await sql(SERVED_BEFORE, [tenant.id, booking.id]);
  return row?.before ? 'returning' : 'marketplace';
}

/** The tenant's part in hundredths of a percent (`marketplace.commission`). */
export function commissionRate({ marketplace }: Vertical, acquisition: Acquisition): number {
  return marketplace.commission[acquisition];
}

/** So many hundredths of a percent of an amount, in whole minor units; half a unit goes up. */
export function shareOf(amount: number, basisPoints: number): number {
  return Number((BigInt(amount) * BigInt(basisPoints) + 5_000n) / 10_000n);
}
