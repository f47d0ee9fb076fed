import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { date, wholeMinute } from './schedules.contract.ts';

export const sessionErrors = {
  NOT_SOLD_IN_SESSIONS: {
    status: 409,
    message: 'Each booking of this service has its own time; classes are of services with a capacity.',
  },
  SEATS_SOLD: { status: 409, message: 'More seats than that are sold already.' },
  SESSION_OVER: { status: 409, message: 'This session has begun, or was called off.' },
} as const;

/** Sessions that one request makes at most. */
export const MOST_SESSIONS = 200;

const seats = z.int().check(z.gte(1), z.lte(500));

export const newSession = z.strictObject({
  /** Of the first one. */
  startsAt: wholeMinute,
  /** Who holds it; left out where the service takes nobody. */
  providerId: z.optional(z.uuid()),
  /** Left out where the service is not done at a place. */
  locationId: z.optional(z.uuid()),
  /** Left out: the service's. */
  capacity: z.optional(seats),
  /** The same wall time on more dates. */
  repeat: z.optional(
    z.strictObject({
      /** ISO weekdays, that of the first one among them. Left out: only that one. */
      weekdays: z.optional(z.array(z.int().check(z.gte(1), z.lte(7))).check(z.minLength(1), z.maxLength(7))),
      /** Local date, inclusive. */
      until: date,
    }),
  ),
});
export type NewSession = z.infer<typeof newSession>;

export const sessionChange = z.strictObject({
  startsAt: z.optional(wholeMinute),
  /** Left out: it lasts as long as it did. */
  endsAt: z.optional(wholeMinute),
  providerId: z.optional(z.uuid()),
  /** Never below the seats that are sold. */
  capacity: z.optional(seats),
});
export type SessionChange = z.infer<typeof sessionChange>;

export const sessionsQuery = z.strictObject({
  ...pageQuery,
  businessId: z.optional(z.uuid()),
  serviceId: z.optional(z.uuid()),
  locationId: z.optional(z.uuid()),
  providerId: z.optional(z.uuid()),
  /** Those that end after `from` and start before `to`. */
  from: z.optional(wholeMinute),
  to: z.optional(wholeMinute),
});
export type SessionsQuery = z.infer<typeof sessionsQuery>;

export const classSession = z.strictObject({
  id: z.uuid(),
  businessId: z.uuid(),
  serviceId: z.uuid(),
  locationId: z.nullable(z.uuid()),
  providerId: z.nullable(z.uuid()),
  startsAt: z.string(),
  endsAt: z.string(),
  capacity: z.int(),
  /** Sold or held at the moment. */
  seatsTaken: z.int(),
  cancelledAt: z.nullable(z.string()),
});
export type ClassSession = z.infer<typeof classSession>;
