import type { App } from '../../app.ts';
import { list200 } from '../../plugins/envelope.ts';
import { booking } from './bookings.contract.ts';
import { bookingSearchQuery } from './bookings.search.contract.ts';
import { searchBookings } from './bookings.search.ts';

/** Bookings as staff looks for them. */
export async function bookingSearchRoutes(app: App): Promise<void> {
  app.get(
    '/manage/bookings',
    {
      config: { access: 'booking:read', scope: 'any' },
      schema: {
        tags: ['Bookings'],
        operationId: 'searchBookings',
        summary: 'The bookings of those that you serve, by text, state, people and time',
        querystring: bookingSearchQuery,
        response: list200(booking),
      },
    },
    (request) => searchBookings(request.ctx, request.query),
  );
}
