import type { App } from '../../app.ts';
import { reply200 } from '../../plugins/envelope.ts';
import { businessParams } from '../catalogue/catalogue.contract.ts';
import { calendar, calendarQuery } from './calendar.contract.ts';
import { showCalendar } from './calendar.service.ts';

/** The calendar that staff works by. */
export async function calendarRoutes(app: App): Promise<void> {
  app.get(
    '/businesses/:idOrSlug/calendar',
    {
      config: { access: 'schedule:read', scope: 'any' },
      schema: {
        tags: ['Bookings'],
        operationId: 'showCalendar',
        summary: 'All that stands in the calendar of a business, between two instants',
        description:
          'With `booking:read` the bookings of everybody there; providers see those that they serve.',
        params: businessParams,
        querystring: calendarQuery,
        response: reply200(calendar),
      },
    },
    async (request) => ({
      data: await showCalendar(request.ctx, app.deps, request.params.idOrSlug, request.query),
    }),
  );
}
