import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { instantOf } from '../../scheduling/days.ts';
import type { CouponCheck } from '../coupons/coupons.contract.ts';
import { totalOf } from '../coupons/coupons.price.ts';
import { findCoupon, useCoupon, type CouponSubject, type CouponUse } from '../coupons/coupons.use.ts';
import { agreeOnIntake, writeIntake } from '../intake/intake.agree.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { reachBooking } from './bookings.access.ts';
import type { BookingRequest, PriceLine } from './bookings.contract.ts';
import { draftOf, type Draft } from './bookings.draft.ts';
import { isForOwn, keptFor, mayServe, namedCustomer, ownCustomer, type Customer } from './bookings.people.ts';
import type { BookingDeps } from './bookings.service.ts';
import type { BookingRow } from './bookings.views.ts';
import { depositAsked } from './bookings.standing.ts';
import { termsOf, type Terms } from './bookings.terms.ts';
import { placeOf } from './bookings.wish.ts';

/** What a booking is of, whether it was held before or not. */
interface Booked {
  businessId: string;
  locationId: string | null;
  /** The accounts of those whose own time it is. */
  servedBy: readonly string[];
  items: { serviceId: string; templateKey: string | null }[];
  seats: number | null;
  tax: Terms['tax'];
  /** The hold that is being booked. */
  bookingId?: string;
}

interface Priced {
  priceLines: PriceLine[];
  /** Minor units. */
  total: number;
}

/** What comes with a booking beside its time: checked, and to be written once the booking is. */
export interface Extras {
  /** With the coupon taken off. @throws POLICY_COUPON where it comes to too little */
  price: <P extends Priced>(of: P) => P;
  /** Sends what is to be kept; it is not waited for. */
  write: (ctx: SqlCtx, bookingId: string) => void;
}

export const bookedBy = ({ loaded, session }: Draft): Booked => ({
  ...placeOf(loaded),
  items: loaded.items.map(({ service: { id, templateKey } }) => ({ serviceId: id, templateKey })),
  seats: session?.seats ?? null,
  tax: loaded.settings.payments.tax ?? null,
});

const bookedByHold = ({ id, businessId, locationId, servedBy, items, terms }: BookingRow): Booked => ({
  businessId,
  locationId,
  servedBy,
  items,
  seats: items[0]?.details.seats ?? null,
  tax: terms.tax,
  bookingId: id,
});

function couponOf(
  ctx: SqlCtx,
  vertical: Vertical,
  code: string,
  { businessId, items, tax, bookingId }: Booked,
  customer: CouponSubject['customer'],
): Promise<CouponUse> {
  const serviceIds = items.map(({ serviceId }) => serviceId);
  return findCoupon(ctx, vertical, code, tax ?? undefined, { businessId, serviceIds, customer, bookingId });
}

function priced<P extends Priced>(of: P, coupon: CouponUse | undefined): P {
  if (!coupon) return of;
  const priceLines = coupon.reduce(of.priceLines);
  return { ...of, priceLines, total: totalOf(priceLines) };
}

/**
 * Answers, guests and coupon of a booking, checked before anything is locked.
 * @throws VALIDATION naming the field, POLICY_COUPON
 */
export async function extrasOf(
  ctx: SqlCtx,
  { vertical, secret }: { vertical: Vertical; secret: string },
  request: Pick<BookingRequest, 'answers' | 'customerAnswers' | 'guests' | 'coupon'>,
  booked: Booked,
  customer: Customer,
): Promise<Extras> {
  const { businessId, items, seats } = booked;
  const isServed = mayServe(ctx.actor, 'booking:write', booked);
  const subject = { businessId, items, seats, isServed, customer };
  const [intake, coupon] = await Promise.all([
    agreeOnIntake(ctx, { vertical, secret }, request, subject),
    request.coupon === undefined ? undefined : couponOf(ctx, vertical, request.coupon, booked, customer),
  ]);
  return {
    price: (of) => priced(of, coupon),
    write(ctx, bookingId) {
      writeIntake(ctx, vertical, intake, { bookingIds: [bookingId], customerId: customer.id });
      if (coupon) useCoupon(ctx, coupon, bookingId);
    },
  };
}

const PRICE_HOLD = statement(`
  UPDATE bookings SET price_lines = $3, total_amount = $4 WHERE tenant_id = $1 AND id = $2`);

/**
 * The same for a hold.
 * @returns the hold at its price, and what is to be sent once its customer is written
 */
export async function extrasOfHold(
  ctx: SqlCtx,
  of: { vertical: Vertical; secret: string },
  request: BookingRequest,
  hold: BookingRow,
  customer: Customer,
): Promise<{ hold: BookingRow; extras: Extras }> {
  const extras = await extrasOf(ctx, of, request, bookedByHold(hold), customer);
  const at = extras.price(hold);
  return {
    hold: at,
    extras: {
      ...extras,
      write(ctx, bookingId) {
        if (at !== hold)
          void ctx.sql(PRICE_HOLD, [ctx.tenant.id, bookingId, JSON.stringify(at.priceLines), at.total]);
        extras.write(ctx, bookingId);
      },
    },
  };
}

/** Whoever only asks for the price needs not say who they are. */
const nobody = { id: null, userId: null, email: null, phone: null };

/**
 * What a booking would cost with its coupon.
 * @throws POLICY_COUPON with the reason, and what `createBooking` throws for what is not offered
 */
export function checkCoupon(
  ctx: Ctx,
  { env, verticals }: BookingDeps,
  { token, coupon = '', ...request }: BookingRequest & { token?: string | undefined },
): Promise<CouponCheck> {
  const vertical = verticalOf(verticals, ctx.tenant);
  return inPrepared(ctx, async (ctx) => {
    const { holdId, items = [], start = '', customer, customerId } = request;
    const own = isForOwn(ctx, request) ? await ownCustomer(ctx) : undefined;
    const draft =
      holdId === undefined
        ? await draftOf(ctx, vertical, { ...request, items, start: instantOf(start), customerId: own?.id })
        : await reachBooking(ctx, { secret: env.APP_SECRET, token }, holdId, 'booking:write');
    const [booked, kept] =
      'loaded' in draft ? [bookedBy(draft)] : [bookedByHold(draft), keptFor(ctx, request, draft)];
    const isNamed = (customer ?? customerId) !== undefined;
    const whom = own ?? kept ?? (isNamed ? await namedCustomer(ctx, request, booked) : nobody);
    const { priceLines, total } = priced(draft, await couponOf(ctx, vertical, coupon, booked, whom));
    const agreed =
      'loaded' in draft
        ? { terms: termsOf(draft), policy: draft.loaded.settings.policies }
        : { terms: draft.terms, policy: draft.policy };
    const of = { ...agreed, priceLines, total, items: booked.items };
    const asked = await depositAsked(ctx, booked, of, own?.id);
    const { currency } = vertical.locale;
    return { price: { amount: total, currency }, priceLines, depositAsked: { amount: asked, currency } };
  });
}
