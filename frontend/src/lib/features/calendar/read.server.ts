import type { Calendar } from '#lib/api/types.ts';
import { daysFrom } from '#lib/i18n/zone.ts';

/** What stands in the calendar of a business on some days of a zone. */
export async function readCalendar(
  { api }: App.Locals,
  businessId: string,
  { date, days, timeZone }: { date: string; days: number; timeZone: string },
): Promise<Calendar> {
  const query = daysFrom(date, days, timeZone);
  const { data } = await api('GET /businesses/{idOrSlug}/calendar', {
    path: { idOrSlug: businessId },
    query,
  });
  return data;
}
