import * as z from 'zod/mini';
import { localizedText } from '../catalogue/catalogue.contract.ts';

/** What only the worker hears. */
export const insightEvents = {
  /** The ledger has a transaction more of a booking. */
  'ledger.posted': z.strictObject({ bookingId: z.uuid() }),
  /** What is counted of the tenant's days is not known to be true: all of them, or those of late. */
  'insights.outdated': z.strictObject({ isWhole: z.boolean() }),
};

const day = z.iso.date();
const MOST_DAYS = 366;
const lengthOf = ({ from, to }: { from: string; to: string }) =>
  (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;

export const overviewQuery = z
  .strictObject({
    /** Local days of the bookings' places, both inclusive. */
    from: day,
    to: day,
    /** Left out: all that you may see. */
    businessId: z.optional(z.uuid()),
    providerId: z.optional(z.uuid()),
    /** The same number of days before them, to compare with. */
    compare: z.optional(z.literal('previous')),
  })
  .check(
    z.refine((period) => lengthOf(period) >= 1 && lengthOf(period) <= MOST_DAYS, {
      path: ['to'],
      message: 'Write a day from the first one on, at most 366 in all',
    }),
  );
export type OverviewQuery = z.infer<typeof overviewQuery>;

const count = z.int();
const share = z.nullable(z.number());

/** Minor units. All of it stands on the day of the booking that it is of. */
const takings = z.strictObject({
  currency: z.string(),
  /** Prices of the bookings that are still to come or were served. */
  value: count,
  /** What is earned of what was paid, commission and tips included. */
  revenue: count,
  /** What of it the marketplace keeps. */
  commission: count,
  /** What payment companies kept. */
  companyFees: count,
  refunds: count,
});
export type Takings = z.infer<typeof takings>;

const figures = {
  /** All but those that were declined. */
  bookings: count,
  states: z.strictObject({
    pending: count,
    confirmed: count,
    checkedIn: count,
    completed: count,
    cancelled: count,
    noShow: count,
    declined: count,
  }),
  /** Bookings, neither cancelled nor missed, of people who had not been at the business, and of those who had. */
  newCustomers: count,
  returningCustomers: count,
  availableMinutes: count,
  bookedMinutes: count,
  /** bookedMinutes / availableMinutes; null where there was nothing to be booked. */
  occupancy: share,
  /** Of those whose time had come: who did not. */
  noShowRate: share,
  cancellationRate: share,
  /** By currency; null for those who may not see money. */
  money: z.nullable(z.array(takings)),
};
export const insightFigures = z.strictObject(figures);
export type InsightFigures = z.infer<typeof insightFigures>;

export const insightDay = z.strictObject({ day, ...figures });
export type InsightDay = z.infer<typeof insightDay>;

export const topService = z.strictObject({
  serviceId: z.uuid(),
  name: localizedText,
  businessName: z.string(),
  bookings: count,
  minutes: count,
});
export type TopService = z.infer<typeof topService>;

export const overview = z.strictObject({
  from: day,
  to: day,
  totals: insightFigures,
  /** Every day of the period, in order. */
  days: z.array(insightDay),
  /** The ten that were booked most. */
  services: z.array(topService),
  previous: z.nullable(z.strictObject({ from: day, to: day, totals: insightFigures })),
});
export type Overview = z.infer<typeof overview>;

/** What waits for a person, counted up to a hundred of each. */
export const attention = z.strictObject({
  /** Businesses that want to join. */
  applications: count,
  /** Bookings to come to which nobody has said yes or no. */
  pending: count,
  /** Messages of the last two weeks that could not be sent. */
  failedMessages: count,
  /** Money that a payment company could not give back. */
  failedRefunds: count,
});
export type Attention = z.infer<typeof attention>;
