import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { bookingState } from './bookings.contract.ts';

const instant = z.iso.datetime({ offset: true });

export const bookingSearchQuery = z.strictObject({
  ...pageQuery,
  /** A whole code; or beginnings of words of the customer's name or address, or the end of their number. */
  search: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(100))),
  businessId: z.optional(z.uuid()),
  providerId: z.optional(z.uuid()),
  customerId: z.optional(z.uuid()),
  /** Left out: all but holds, and what became of them. */
  state: z.optional(bookingState),
  /** Starts from (inclusive) and to (exclusive). */
  from: z.optional(instant),
  to: z.optional(instant),
  /** By their start, or by when they were made. */
  sort: z._default(z.enum(['start', 'made']), 'start'),
  order: z._default(z.enum(['asc', 'desc']), 'desc'),
});
export type BookingSearchQuery = z.infer<typeof bookingSearchQuery>;
