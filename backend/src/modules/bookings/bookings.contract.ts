import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { askedItem } from '../availability/availability.contract.ts';
import { localizedText, money } from '../catalogue/catalogue.contract.ts';
import { personName, plainText } from '../identity/identity.contract.ts';
import { LOCALES } from '../verticals/verticals.fields.ts';
import { intakeFields } from '../intake/intake.contract.ts';

const bookingChange = z.strictObject({
  bookingId: z.uuid(),
  businessId: z.uuid(),
  locationId: z.nullable(z.uuid()),
  /** The account of the person served, where there is one. */
  userId: z.nullable(z.uuid()),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
});

/** What happens to bookings, as other processes and browsers hear it. Holds are not told: they only take time. */
export const bookingEvents = {
  'booking.created': bookingChange,
  'booking.updated': bookingChange,
  'booking.cancelled': bookingChange,
};

export const bookingErrors = {
  SLOT_TAKEN: {
    status: 409,
    message: 'This time has just been taken; error.data has the nearest free ones.',
  },
  PRICE_HIGHER: {
    status: 409,
    message: 'It would cost more than was agreed to; error.data has both prices.',
  },
  BOOKING_STATE: { status: 409, message: 'The booking is not in a state for this.' },
  POLICY_TOO_EARLY: { status: 422, message: 'It is too early for this; the details say from when.' },
  POLICY_NOT_MOVED: {
    status: 422,
    message: 'The booking can not be moved by its customer any more; the details say why.',
  },
  POLICY_SAME_TIME: { status: 422, message: 'The booking is at this time already.' },
  POLICY_BLOCKED: {
    status: 422,
    message: 'The business does not take your bookings over this site; ask it directly.',
  },
  POLICY_NOT_OFFERED: { status: 422, message: 'This start is not offered; the details say why.' },
} as const;

/** Scheduling rules, section 9.4. */
export const BOOKING_STATES = [
  'held',
  'pending',
  'confirmed',
  'checked_in',
  'completed',
  'expired',
  'declined',
  'cancelled',
  'no_show',
] as const;
export const bookingState = z.enum(BOOKING_STATES);
export type BookingState = z.infer<typeof bookingState>;

const instant = z.iso.datetime({ offset: true });
const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));

/** What is wanted, as `/availability` offers it. */
const wanted = {
  /** The services of a visit in their order; of a class or departure, only that. */
  items: z.array(askedItem).check(z.minLength(1), z.maxLength(8)),
  /** One of the starts offered. */
  start: instant.check(z.refine((text) => Date.parse(text) % 60_000 === 0, 'Write a whole minute')),
  locationId: z.optional(z.uuid()),
  /** Of a class or departure; left out: whichever begins then. */
  sessionId: z.optional(z.uuid()),
  /** Seats of a class or departure. */
  seats: z._default(z.int().check(z.gte(1), z.lte(500)), 1),
};

export const holdBody = z.strictObject(wanted);
export type HoldRequest = z.infer<typeof holdBody>;

/** Somebody without an account. */
export const person = z.strictObject({
  name: personName,
  email: z.optional(z.email().check(z.maxLength(254))),
  phone: z.optional(plainText.check(z.trim(), z.minLength(1), z.maxLength(40))),
  /** In which to write to them; left out: the tenant's. */
  locale: z.optional(z.enum(LOCALES)),
});
export type Person = z.infer<typeof person>;

export const bookingBody = z
  .strictObject({
    /** What was held before; then nothing else of what is wanted. A guest shows the hold's token, too. */
    holdId: z.optional(z.uuid()),
    ...wanted,
    items: z.optional(wanted.items),
    start: z.optional(wanted.start),
    /** For whom: left out by those who book for themselves with their account. */
    customer: z.optional(person),
    /** A known customer of the business; for those who may write its bookings. */
    customerId: z.optional(z.uuid()),
    /** That they came by the business's own link, and not by the marketplace. */
    via: z.optional(z.literal('business')),
    ...intakeFields,
    /** Its code, in any case. */
    coupon: z.optional(z.string().check(z.trim(), z.toUpperCase(), z.minLength(1), z.maxLength(40))),
  })
  .check(
    z.refine(
      ({ holdId, items, start }) =>
        holdId === undefined ? items !== undefined && start !== undefined : (items ?? start) === undefined,
      'Name either a hold, or items and their start',
    ),
    z.refine(
      ({ customer, customerId }) => customer === undefined || customerId === undefined,
      'Name one customer',
    ),
  );
export type BookingRequest = z.infer<typeof bookingBody>;

export const cancellationBody = z.strictObject({ reason: z.optional(text(500)) });

const cancellationStep = {
  fee: money,
  /** What goes back by itself of what has been paid. */
  refund: money,
  /** Until when, inclusive; null: at any time. */
  until: z.nullable(instant),
};

/** What cancelling costs: now, and after that, the next first. */
export const cancellationPreview = z.strictObject({
  ...cancellationStep,
  later: z.array(z.strictObject(cancellationStep)),
});
export type CancellationPreview = z.infer<typeof cancellationPreview>;

export const bookingParams = z.strictObject({ id: z.uuid() });
/** What a guest was given with the hold or booking; it opens that one only. */
export const bookingHeaders = z.object({ 'x-booking-token': z.optional(z.string().check(z.maxLength(100))) });

export const bookingsQuery = z.strictObject({
  ...pageQuery,
  /** Left out: your own bookings. Of a business, those that you may read there. */
  businessId: z.optional(z.uuid()),
  /** Starts from (inclusive) and to (exclusive). */
  from: z.optional(instant),
  to: z.optional(instant),
  /** Left out: all but holds, and what became of them. */
  state: z.optional(bookingState),
  /** By their start: the earliest first, or the latest. */
  order: z._default(z.enum(['asc', 'desc']), 'asc'),
});
export type BookingsQuery = z.infer<typeof bookingsQuery>;

export const bookingPriceLine = z.strictObject({
  /** Position of the item it belongs to. */
  item: z.int(),
  kind: z.enum(['variant', 'input', 'addOn', 'rule', 'coupon', 'series', 'tax']),
  name: localizedText,
  /** Whole minor units; below zero for what is taken off. */
  amount: z.int(),
});
export type PriceLine = z.infer<typeof bookingPriceLine>;

const bookingItem = z.strictObject({
  serviceId: z.uuid(),
  serviceName: localizedText,
  variantId: z.nullable(z.uuid()),
  variantName: z.nullable(localizedText),
  /** Who serves; several where it takes a crew. */
  providers: z.array(z.strictObject({ id: z.uuid(), name: z.string() })),
  /** Of a class or departure. */
  sessionId: z.nullable(z.uuid()),
  seats: z.nullable(z.int()),
  startsAt: instant,
  endsAt: instant,
  addOns: z.array(z.strictObject({ id: z.uuid(), name: localizedText, quantity: z.int() })),
  inputs: z.record(z.string(), z.int()),
});

/** A booking, or a hold of one. */
export const booking = z.strictObject({
  id: z.uuid(),
  /** What people tell each other: "7KQM-3XPD". */
  code: z.string(),
  state: bookingState,
  businessId: z.uuid(),
  businessName: z.string(),
  locationId: z.nullable(z.uuid()),
  locationName: z.nullable(z.string()),
  timeZone: z.string(),
  startsAt: instant,
  endsAt: instant,
  /** Until when a hold is kept, or a deposit is to be paid. */
  expiresAt: z.nullable(instant),
  items: z.array(bookingItem),
  price: money,
  priceLines: z.array(bookingPriceLine),
  /** What is to be paid before the booking is firm: until then it is held, and `expiresAt` says how long. */
  deposit: money,
  /** Of a hold that is shown: what would be asked of whoever shows it, if they booked it now; guests count as somebody new. */
  depositAsked: z.optional(money),
  /** What of the price is owed after a cancellation, or for not coming; null while nothing is decided. */
  fee: z.nullable(money),
  /** What was agreed about cancelling, moving and not coming. */
  policy: z.looseObject({}),
  customer: z.nullable(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      email: z.nullable(z.string()),
      phone: z.nullable(z.string()),
    }),
  ),
  /** When a guest opened the link that was mailed to them: the address is theirs. */
  verifiedAt: z.nullable(instant),
  source: z.string(),
  /** Of one that repeats. */
  seriesId: z.nullable(z.uuid()),
  /** For guests, when they make it: what they show later, as `x-booking-token`. */
  token: z.optional(z.string()),
});
export type Booking = z.infer<typeof booking>;

/** `error.data` of PRICE_HIGHER: what it would cost, and what was agreed to. */
export const priceHigher = z.strictObject({ price: money, agreed: money });
export type PriceHigher = z.infer<typeof priceHigher>;

/** `error.data` of SLOT_TAKEN: up to three starts, the nearest first; of the named provider, if there are any. */
export const slotTaken = z.strictObject({
  alternatives: z.array(
    z.strictObject({
      start: instant,
      end: instant,
      /** Who could take it, or its first service. */
      providerIds: z.array(z.uuid()),
      sessionId: z.optional(z.uuid()),
      seatsLeft: z.optional(z.int()),
    }),
  ),
});
export type SlotTaken = z.infer<typeof slotTaken>;
