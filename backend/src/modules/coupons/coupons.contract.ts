import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { bookingBody, bookingPriceLine } from '../bookings/bookings.contract.ts';
import { localizedText, money } from '../catalogue/catalogue.contract.ts';

export const couponErrors = {
  POLICY_COUPON: { status: 422, message: 'The coupon does not hold here; the details say why.' },
  COUPON_CODE_TAKEN: { status: 409, message: 'There is a coupon with this code.' },
  COUPON_USED_MORE: { status: 409, message: 'The coupon has been used more often than that.' },
} as const;

/** Why a coupon does not hold. */
export type CouponReason =
  | 'UNKNOWN'
  | 'NOT_YET'
  | 'OVER'
  | 'USED_UP'
  | 'USED_BY_YOU'
  | 'NOT_FIRST_VISIT'
  | 'TOO_LITTLE'
  | 'NO_SERVICE'
  | 'NEEDS_CONTACT';

const code = z
  .string()
  .check(
    z.trim(),
    z.toUpperCase(),
    z.regex(/^[A-Z0-9][A-Z0-9-]{2,31}$/, 'Write 3 to 32 letters, digits and hyphens: "HOLA-10"'),
  );

const minorUnits = z.int().check(z.gte(1), z.lte(1_000_000_000_000));
const uses = z.int().check(z.gte(1), z.lte(1_000_000));
const instant = z.iso.datetime({ offset: true });

const rules = {
  /** What the customer reads on the line of the price; left out: the code. */
  name: z.optional(localizedText),
  /** Instants from (inclusive) and to (exclusive) which one can book with it. */
  validFrom: z.optional(z.nullable(instant)),
  validTo: z.optional(z.nullable(instant)),
  /** Minor units that a booking must come to without it. */
  leastTotal: z.optional(z.int().check(z.gte(0), z.lte(1_000_000_000_000))),
  /** How often it can be used, by all and by one customer. */
  totalUses: z.optional(z.nullable(uses)),
  customerUses: z.optional(z.nullable(uses)),
  /** Only for customers who have no other booking at the business. */
  firstVisit: z.optional(z.boolean()),
  /** For which services; none: for all. */
  serviceIds: z.optional(z.array(z.uuid()).check(z.maxLength(100))),
};

export const newCoupon = z
  .strictObject({
    /** Left out: for all businesses of the tenant. */
    businessId: z.optional(z.uuid()),
    code,
    /** What is taken off: hundredths of a percent, or minor units of the tenant's currency. */
    basisPoints: z.optional(z.int().check(z.gte(1), z.lte(10_000))),
    amount: z.optional(minorUnits),
    ...rules,
  })
  .check(
    z.refine(
      ({ basisPoints, amount }) => (basisPoints === undefined) !== (amount === undefined),
      'Write either "basisPoints" (1000 is 10 %) or "amount" (minor units)',
    ),
  );
export type NewCoupon = z.infer<typeof newCoupon>;

/** What it takes off is never changed: make another. */
export const couponChange = z.strictObject(rules);
export type CouponChange = z.infer<typeof couponChange>;

export const couponsQuery = z.strictObject({ ...pageQuery, businessId: z.optional(z.uuid()) });
export const couponParams = z.strictObject({ id: z.uuid() });

export const coupon = z.strictObject({
  id: z.uuid(),
  businessId: z.nullable(z.uuid()),
  code: z.string(),
  name: localizedText,
  basisPoints: z.nullable(z.int()),
  amount: z.nullable(money),
  validFrom: z.nullable(instant),
  validTo: z.nullable(instant),
  leastTotal: z.int(),
  totalUses: z.nullable(z.int()),
  customerUses: z.nullable(z.int()),
  firstVisit: z.boolean(),
  serviceIds: z.array(z.uuid()),
  /** How often it is in use: of bookings that came about, or still may. */
  uses: z.int(),
});
export type CouponView = z.infer<typeof coupon>;

/** As `POST /bookings` takes it. */
export const couponCheckBody = bookingBody.check(
  z.refine(({ coupon }) => coupon !== undefined, { error: 'Name the coupon', path: ['coupon'] }),
);

export const couponCheck = z.strictObject({
  price: money,
  priceLines: z.array(bookingPriceLine),
  /** What would be asked beforehand; guests count as somebody new. */
  depositAsked: money,
});
export type CouponCheck = z.infer<typeof couponCheck>;
