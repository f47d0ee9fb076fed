import * as z from 'zod/mini';

const bookingChange = z.strictObject({
  bookingId: z.uuid(),
  businessId: z.uuid(),
  /** The account of the person served, where there is one. */
  userId: z.nullable(z.uuid()),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
});

/** What happens to bookings, as other processes and browsers hear it. */
export const bookingEvents = {
  'booking.created': bookingChange,
  'booking.updated': bookingChange,
  'booking.cancelled': bookingChange,
};
