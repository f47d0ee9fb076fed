import * as z from 'zod/mini';
import { localizedText, money } from '../catalogue/catalogue.contract.ts';
import { bookingState } from './bookings.contract.ts';

const instant = z.iso.datetime({ offset: true });

/** Days that one question spans at most. */
const MOST_CALENDAR_DAYS = 62;
/** Bookings that one answer holds at most. */
export const MOST_CALENDAR_BOOKINGS = 10_000;

/** Ids separated by commas. */
const ids = z.pipe(
  z.pipe(
    z.string().check(z.maxLength(4_000)),
    z.transform((text) => text.split(',')),
  ),
  z.array(z.uuid()).check(z.maxLength(100)),
);

export const calendarQuery = z
  .strictObject({
    /** What ends after `from` and starts before `to`. */
    from: instant,
    to: instant,
    /** Only these; with both, what is of any of them. */
    providerIds: z.optional(ids),
    resourceUnitIds: z.optional(ids),
    locationId: z.optional(z.uuid()),
  })
  .check(
    z.refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
      error: 'End after the start.',
      path: ['to'],
    }),
    z.refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MOST_CALENDAR_DAYS * 86_400_000, {
      error: `Ask for ${MOST_CALENDAR_DAYS} days at most.`,
      path: ['to'],
    }),
  );
export type CalendarQuery = z.infer<typeof calendarQuery>;

const span = { startsAt: instant, endsAt: instant };

const calendarBooking = z.strictObject({
  id: z.uuid(),
  code: z.string(),
  state: bookingState,
  locationId: z.nullable(z.uuid()),
  seriesId: z.nullable(z.uuid()),
  ...span,
  /** Null of a hold that is nobody's yet. */
  customer: z.nullable(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      phone: z.nullable(z.string()),
      /** How often they did not come, to this business. */
      noShows: z.int(),
    }),
  ),
  items: z.array(
    z.strictObject({
      serviceId: z.uuid(),
      serviceName: localizedText,
      /** Whoever was assigned, in a crew all of them. */
      providerIds: z.array(z.uuid()),
      /** Of a class or departure. */
      sessionId: z.nullable(z.uuid()),
      seats: z.nullable(z.int()),
      ...span,
    }),
  ),
  /** What of whose time it takes, with preparation and cleaning up; of a class nothing, the class does. */
  takes: z.array(z.strictObject({ subjectId: z.uuid(), ...span })),
  /** What staff noted last. */
  note: z.nullable(z.string()),
  price: money,
  /** Minor units that came in and were not given back, without tips. */
  paid: z.int(),
  /** Minor units that are owed after a cancellation or for not coming; null while nothing is decided. */
  fee: z.nullable(z.int()),
  /** From when one can check in. */
  checkInFrom: instant,
});

/** All that stands in the calendar of a business. */
export const calendar = z.strictObject({
  /** That of its first location, else the tenant's. */
  timeZone: z.string(),
  providers: z.array(
    z.strictObject({
      id: z.uuid(),
      name: z.string(),
      /** Whether it is whoever asks. */
      isOwn: z.boolean(),
      /** Where they work, of the business's locations. */
      locationIds: z.array(z.uuid()),
      /** When they work, without time off: all else is shaded. */
      working: z.array(z.strictObject(span)),
    }),
  ),
  resourceUnits: z.array(
    z.strictObject({
      id: z.uuid(),
      typeName: localizedText,
      name: localizedText,
      number: z.int(),
      locationId: z.uuid(),
      locationName: z.string(),
    }),
  ),
  bookings: z.array(calendarBooking),
  /** Whether there are more bookings than the answer holds. */
  more: z.boolean(),
  /** Reasons are null for those who may not change them. */
  blocks: z.array(
    z.strictObject({ id: z.uuid(), subjectId: z.uuid(), ...span, reason: z.nullable(z.string()) }),
  ),
  timeOff: z.array(
    z.strictObject({ id: z.uuid(), subjectId: z.uuid(), ...span, reason: z.nullable(z.string()) }),
  ),
  sessions: z.array(
    z.strictObject({
      id: z.uuid(),
      serviceId: z.uuid(),
      serviceName: localizedText,
      providerId: z.nullable(z.uuid()),
      locationId: z.nullable(z.uuid()),
      ...span,
      capacity: z.int(),
      /** Sold or held at the moment. */
      seatsTaken: z.int(),
      /** Units whose time it takes. */
      unitIds: z.array(z.uuid()),
    }),
  ),
});
export type Calendar = z.infer<typeof calendar>;
