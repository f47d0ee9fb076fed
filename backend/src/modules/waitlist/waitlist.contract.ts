import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { askedItem } from '../availability/availability.contract.ts';
import { person } from '../bookings/bookings.contract.ts';
import { localizedText } from '../catalogue/catalogue.contract.ts';

/** Local days that one entry reaches over, and entries of one customer that wait at the same time. */
export const MOST_WAITING_DAYS = 62;
export const MOST_WAITING = 10;

export const waitlistErrors = {
  POLICY_NO_WAITLIST: { status: 422, message: 'There is no waitlist here.' },
  POLICY_WAITING_ENOUGH: { status: 422, message: `One customer waits for ${MOST_WAITING} things at most.` },
  WAITLIST_STATE: { status: 409, message: 'The entry is past this.' },
} as const;

const instant = z.iso.datetime({ offset: true });

export const waitlistEvents = {
  /** Freed time is kept for somebody: `holdId` is the hold, of that customer, until `expiresAt`. */
  'waitlist.offered': z.strictObject({
    entryId: z.uuid(),
    holdId: z.uuid(),
    businessId: z.uuid(),
    customerId: z.uuid(),
    /** The account of the customer, where there is one. */
    userId: z.nullable(z.uuid()),
    startsAt: instant,
    expiresAt: instant,
  }),
  /** Whoever waits is to be looked at, from the entry after this one (null: the first). */
  'waitlist.due': z.strictObject({ businessId: z.nullable(z.uuid()), after: z.nullable(z.uuid()) }),
};

const date = z.iso.date('Write a date: 2026-03-01');
const wallTime = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a wall-clock time: "09:30"'));
const endTime = z
  .string()
  .check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Write a wall-clock time up to "24:00"'));
const { serviceId, variantId, addOns, inputs } = askedItem.shape;

const times = z
  .strictObject({ start: wallTime, end: endTime })
  .check(z.refine(({ start, end }) => start < end, { error: 'is after the start', path: ['end'] }));

const what = {
  serviceId,
  variantId,
  addOns,
  inputs,
  locationId: z.optional(z.uuid()),
  /** Left out: anybody. */
  providerIds: z.optional(z.array(z.uuid()).check(z.minLength(1), z.maxLength(20))),
  /** Local dates, both inclusive. */
  from: date,
  to: date,
  /** ISO weekdays. Left out: any. */
  weekdays: z.optional(z.array(z.int().check(z.gte(1), z.lte(7))).check(z.minLength(1), z.maxLength(7))),
  /** Wall-clock times of starts, from (inclusive) and to (exclusive). */
  times: z.optional(times),
  /** Seats of a class or departure that are wanted together. */
  seats: z._default(z.int().check(z.gte(1), z.lte(500)), 1),
};

export const waitlistBody = z
  .strictObject({
    ...what,
    /** For whom: left out by those who wait for themselves with their account. */
    customer: z.optional(person),
    /** A known customer of the business; for those who may write its bookings. */
    customerId: z.optional(z.uuid()),
  })
  .check(z.refine(({ from, to }) => from <= to, { error: 'is not before "from"', path: ['to'] }));
export type WaitlistRequest = z.infer<typeof waitlistBody>;

export const WAITLIST_STATES = ['waiting', 'offered', 'fulfilled', 'cancelled', 'over'] as const;

export const waitlistEntry = z.strictObject({
  id: z.uuid(),
  /** `over`: its dates have passed. */
  state: z.enum(WAITLIST_STATES),
  businessId: z.uuid(),
  locationId: z.nullable(z.uuid()),
  serviceId: z.uuid(),
  serviceName: localizedText,
  variantId: z.nullable(z.uuid()),
  providerIds: z.array(z.uuid()),
  timeZone: z.string(),
  from: date,
  to: date,
  weekdays: z.array(z.int()),
  times: z.strictObject({ start: z.string(), end: z.string() }),
  seats: z.int(),
  createdAt: instant,
  customer: z.strictObject({
    id: z.uuid(),
    name: z.string(),
    email: z.nullable(z.string()),
    phone: z.nullable(z.string()),
  }),
  /** What is kept for them now: `POST /bookings` takes it as `holdId`. */
  offer: z.nullable(
    z.strictObject({
      holdId: z.uuid(),
      startsAt: instant,
      endsAt: instant,
      expiresAt: instant,
      /** For guests: shown as `x-booking-token` with the hold. */
      token: z.optional(z.string()),
    }),
  ),
  /** For guests, when they make it: what they show later, as `x-booking-token`; it opens this entry only. */
  token: z.optional(z.string()),
});
export type WaitlistEntry = z.infer<typeof waitlistEntry>;

export const waitlistParams = z.strictObject({ id: z.uuid() });
export const waitlistQuery = z.strictObject({
  ...pageQuery,
  /** Left out: your own. Of a business, whoever waits there. */
  businessId: z.optional(z.uuid()),
});
export type WaitlistQuery = z.infer<typeof waitlistQuery>;
