import * as z from 'zod/mini';
import { askedItem } from '../availability/availability.contract.ts';
import { booking, holdBody, person } from '../bookings/bookings.contract.ts';
import { priceUpTo } from '../bookings/bookings.steps.contract.ts';
import { localizedText, money } from '../catalogue/catalogue.contract.ts';
import { intakeFields } from '../intake/intake.contract.ts';

/** Dates of one series, at most: a year of weeks. */
export const MOST_DATES = 52;

export const seriesErrors = {
  POLICY_NO_SERIES: { status: 422, message: 'Bookings do not repeat here, or not in this rhythm.' },
  POLICY_SERIES_DEPOSIT: {
    status: 422,
    message: 'A deposit is asked for here: book each date by itself, or let the business book the series.',
  },
  SERIES_CHANGED: {
    status: 409,
    message:
      'A date is not free (any more); error.data or the details say which. Nothing was booked or moved.',
  },
} as const;

const instant = z.iso.datetime({ offset: true });
const date = z.iso.date('Write a date: 2026-03-01');

const wanted = {
  items: z.array(askedItem).check(z.minLength(1), z.maxLength(8)),
  /** The first date; all others are at its wall-clock time. */
  start: holdBody.shape.start,
  locationId: z.optional(z.uuid()),
  /** Seats of a class or departure. */
  seats: holdBody.shape.seats,
  /** Key of one of `settings.series`. */
  rhythm: z.string().check(z.minLength(1), z.maxLength(80)),
  /** Of weeks and months, as ISO weekdays: on which of their days; of days, which are left out. */
  weekdays: z.optional(z.array(z.int().check(z.gte(1), z.lte(7))).check(z.minLength(1), z.maxLength(7))),
  /** How many dates, the first included; or the last local date, inclusive. */
  count: z.optional(z.int().check(z.gte(2), z.lte(MOST_DATES))),
  until: z.optional(date),
};

const isBounded = z.refine<{ count?: number | undefined; until?: string | undefined }>(
  ({ count, until }) => (count === undefined) !== (until === undefined),
  { error: 'Write either "count" or "until"', path: ['count'] },
);

export const seriesPreviewBody = z.strictObject(wanted).check(isBounded);
export type SeriesWish = z.infer<typeof seriesPreviewBody>;

export const seriesBody = z
  .strictObject({
    ...wanted,
    /** What becomes of dates that are not free: none may be; they are left out; or they are moved. */
    resolution: z.enum(['all', 'skip', 'move']),
    /** What was agreed: which dates of the series, and at which starts; with "all" it may be left out. */
    dates: z.optional(
      z
        .array(z.strictObject({ date: instant, start: instant }))
        .check(z.minLength(1), z.maxLength(MOST_DATES)),
    ),
    /**
     * The most that all dates together may cost, in minor units: what was seen and agreed to. Left out: whatever they cost now.
     */
    priceUpTo,
    customer: z.optional(person),
    customerId: z.optional(z.uuid()),
    ...intakeFields,
  })
  .check(isBounded);
export type SeriesRequest = z.infer<typeof seriesBody>;

const seriesDate = z.strictObject({
  date: instant,
  isFree: z.boolean(),
  /** Scheduling rules, section 8; none for a start that is not on the grid, or that is taken. */
  reasons: z.array(z.string()),
  /** The nearest free start, if there is one within a week, and what it costs with the discount. */
  alternative: z.nullable(z.strictObject({ start: instant, end: instant, price: money })),
  /** With the discount; null where it is not free. */
  price: z.nullable(money),
});

export const seriesPreview = z.strictObject({
  rhythm: z.string(),
  name: localizedText,
  timeZone: z.string(),
  /** Every date of the rule, ascending. */
  dates: z.array(seriesDate),
});
export type SeriesPreview = z.infer<typeof seriesPreview>;

export const series = z.strictObject({
  id: z.uuid(),
  rhythm: z.string(),
  businessId: z.uuid(),
  timeZone: z.string(),
  discountBasisPoints: z.int(),
  /** By their start. */
  bookings: z.array(booking),
  /** For guests, when they make it: what they show later, as `x-booking-token`; it opens the whole series. */
  token: z.optional(z.string()),
});
export type SeriesView = z.infer<typeof series>;

export const seriesParams = z.strictObject({ id: z.uuid() });

/** Which of a series is meant: one booking, it and those after it, or all that are still to come. */
const scope = {
  scope: z.enum(['this', 'following', 'all']),
  bookingId: z.optional(z.uuid()),
};
const isPlaced = z.refine<{ scope: string; bookingId?: string | undefined }>(
  ({ scope, bookingId }) => scope === 'all' || bookingId !== undefined,
  { error: 'Name the booking', path: ['bookingId'] },
);

export const seriesCancellationBody = z
  .strictObject({
    ...scope,
    reason: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(500))),
  })
  .check(isPlaced);
export type SeriesCancellation = z.infer<typeof seriesCancellationBody>;
export type SeriesScope = Pick<SeriesCancellation, 'scope' | 'bookingId'>;

export const seriesMoveBody = z
  .strictObject({
    ...scope,
    bookingId: z.uuid(),
    /** Where the named booking goes; the others that are meant move by as much, by their wall clock. */
    start: holdBody.shape.start,
    priceUpTo,
  })
  .check(isPlaced);
export type SeriesMove = z.infer<typeof seriesMoveBody>;
