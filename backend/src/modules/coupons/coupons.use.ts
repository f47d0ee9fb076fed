import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { failWith } from '../../lib/errors.ts';
import type { PriceLine } from '../bookings/bookings.contract.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { couponErrors, type CouponReason } from './coupons.contract.ts';
import { reduced, totalOf } from './coupons.price.ts';

const failCoupon = failWith(couponErrors);
const refusal = (reason: CouponReason) =>
  failCoupon('POLICY_COUPON', { details: [{ field: 'coupon', message: reason }] });

interface CouponRow {
  id: string;
  code: string;
  name: PriceLine['name'];
  basisPoints: number | null;
  amount: number | null;
  validFrom: Date | null;
  validTo: Date | null;
  leastTotal: number;
  totalUses: number | null;
  customerUses: number | null;
  firstVisit: boolean;
  uses: number;
  serviceIds: string[];
  /** Uses by the customer who asks. */
  ownUses: number;
  hasVisited: boolean;
}

// The business's own before the tenant's. Guests are known by what they say of themselves.
const FIND = statement<CouponRow>(`
  SELECT c.id, c.code, c.name, c.basis_points AS "basisPoints", c.amount::float8 AS amount,
    c.valid_from AS "validFrom", c.valid_to AS "validTo", c.least_total::float8 AS "leastTotal",
    c.total_uses AS "totalUses", c.customer_uses AS "customerUses", c.first_visit AS "firstVisit", c.uses,
    ARRAY(SELECT s.service_id FROM coupon_services s
      WHERE s.tenant_id = c.tenant_id AND s.coupon_id = c.id) AS "serviceIds",
    (SELECT count(*)::int FROM coupon_uses u WHERE u.tenant_id = c.tenant_id AND u.coupon_id = c.id
      AND u.customer_key = $4 AND u.released_at IS NULL AND u.booking_id IS DISTINCT FROM $7::uuid) AS "ownUses",
    c.first_visit AND EXISTS (
      SELECT FROM bookings b JOIN customers k ON k.tenant_id = b.tenant_id AND k.id = b.customer_id
      WHERE b.tenant_id = c.tenant_id AND b.business_id = $2 AND b.id IS DISTINCT FROM $7::uuid
        AND b.state IN ('pending', 'confirmed', 'checked_in', 'completed', 'no_show')
        AND (k.id = $5::uuid OR k.email = $6::citext)) AS "hasVisited"
  FROM coupons c
  WHERE c.tenant_id = $1 AND c.code = $3 AND c.deleted_at IS NULL AND (c.business_id = $2 OR c.business_id IS NULL)
  ORDER BY c.business_id NULLS LAST LIMIT 1`);

/** For whom and what a coupon is asked. */
export interface CouponSubject {
  businessId: string;
  /** In their order. */
  serviceIds: readonly string[];
  customer: { id: string | null; userId: string | null; email: string | null; phone: string | null };
  /** The hold that is being booked. */
  bookingId?: string | undefined;
}

/** A coupon that holds; what it takes off is known once the price is. */
export interface CouponUse {
  id: string;
  customerKey: string;
  customerUses: number | null;
  /** @throws POLICY_COUPON where the booking comes to too little */
  reduce: (lines: readonly PriceLine[]) => PriceLine[];
}

/** Accounts count as themselves, guests by their mail or telephone; undefined: nobody could count them. */
function customerKeyOf({ id, userId, email, phone }: CouponSubject['customer']): string | undefined {
  if (id !== null && userId !== null) return id;
  return email?.toLowerCase() ?? phone?.replaceAll(/\D/g, '');
}

function reasonAgainst(
  row: CouponRow | undefined,
  key: string | undefined,
  now: Date,
): CouponReason | undefined {
  if (!row) return 'UNKNOWN';
  if (row.validFrom && now < row.validFrom) return 'NOT_YET';
  if (row.validTo && now >= row.validTo) return 'OVER';
  if (row.totalUses !== null && row.uses >= row.totalUses) return 'USED_UP';
  if ((row.customerUses !== null || row.firstVisit) && !key) return 'NEEDS_CONTACT';
  if (row.customerUses !== null && row.ownUses >= row.customerUses) return 'USED_BY_YOU';
  if (row.firstVisit && row.hasVisited) return 'NOT_FIRST_VISIT';
  return undefined;
}

/**
 * Looks whether a coupon holds for a booking.
 * @throws POLICY_COUPON with the reason
 */
export async function findCoupon(
  ctx: SqlCtx,
  vertical: Vertical,
  code: string,
  tax: Parameters<typeof reduced>[2],
  { businessId, serviceIds, customer, bookingId }: CouponSubject,
): Promise<CouponUse> {
  const key = customerKeyOf(customer);
  const values = [businessId, code, key ?? null, customer.id, customer.email, bookingId ?? null];
  const [row] = await ctx.sql(FIND, [ctx.tenant.id, ...values]);
  const reason = reasonAgainst(row, key, ctx.now());
  if (reason || !row) throw refusal(reason ?? 'UNKNOWN');
  const { id, basisPoints, amount, leastTotal, customerUses } = row;
  const isAnywhere = row.serviceIds.length === 0;
  const items = serviceIds.flatMap((id, index) => (isAnywhere || row.serviceIds.includes(id) ? [index] : []));
  if (items.length === 0) throw refusal('NO_SERVICE');
  const name = Object.keys(row.name).length > 0 ? row.name : { [vertical.locale.default]: row.code };
  const by = basisPoints === null ? { amount: amount ?? 0 } : { basisPoints };
  return {
    id,
    customerKey: key ?? customer.id ?? '',
    customerUses,
    reduce(lines) {
      if (totalOf(lines) < leastTotal) throw refusal('TOO_LITTLE');
      return reduced(lines, { kind: 'coupon', name, by, items }, tax);
    },
  };
}

// The first number that is free; where there is none, one that no use may have.
const USE = statement(`
  INSERT INTO coupon_uses (tenant_id, coupon_id, booking_id, customer_key, customer_uses, customer_number)
  SELECT $1, $2, $3, $4, $5::int, (
    SELECT min(n) FROM generate_series(1, $5::int + 1) AS n WHERE NOT EXISTS (
      SELECT FROM coupon_uses u WHERE u.tenant_id = $1 AND u.coupon_id = $2 AND u.customer_key = $4
        AND u.customer_number = n AND u.released_at IS NULL))
  ON CONFLICT (tenant_id, booking_id) DO NOTHING`);

/**
 * Counts a use, after its booking was written; it is not waited for. The transaction fails with 23514 or 23505 where somebody else
 * had the last one meanwhile.
 */
export function useCoupon(
  { sql, tenant }: SqlCtx,
  { id, customerKey, customerUses }: CouponUse,
  bookingId: string,
): void {
  void sql(USE, [tenant.id, id, bookingId, customerKey, customerUses]);
}
