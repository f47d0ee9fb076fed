import { readCalendar } from '#lib/features/calendar/read.server.ts';
import { todayView } from '#lib/features/calendar/today-view.ts';
import { isDate, todayIn } from '#lib/i18n/dates.ts';
import { m } from '#lib/i18n/words.ts';
import { term } from '#lib/theme/terms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspace } from '#lib/server/workspace.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, url, depends } = event;
  const tenant = requireTenant(locals);
  depends('turnero:bookings');
  const { business, timeZone, provider, may } = await requireWorkspace(event);
  const today = todayIn(timeZone);
  const wanted = url.searchParams.get('date');
  const date = isDate(wanted) ? wanted : today;
  const calendar = await readCalendar(locals, business.id, { date, days: 1, timeZone });
  const own = provider?.businessId === business.id ? provider.id : null;
  const seesAll = may('booking:read');
  const all = own === null || (seesAll && url.searchParams.get('who') === 'all');
  const day = todayView(calendar, { date, today, of: all ? null : own }, locals.locale);
  const bookings = term(tenant, locals.locale, 'booking');
  const query = (to: { date?: string; who?: string | null }) => {
    const search = new URLSearchParams();
    const at = to.date ?? date;
    const who = to.who === undefined ? url.searchParams.get('who') : to.who;
    if (at !== today) search.set('date', at);
    if (who) search.set('who', who);
    return search.size > 0 ? `/provider?${search}` : '/provider';
  };
  return {
    day,
    businessId: business.id,
    here: query({}),
    links: {
      before: query({ date: day.before }),
      after: query({ date: day.after }),
      today: query({ date: today }),
      calendar: `/provider/calendar?date=${date}`,
      walkIn: `/provider/calendar?date=${date}&view=list&new=booking&back=${encodeURIComponent(query({}))}#new`,
      whose:
        own !== null && seesAll
          ? [
              { href: query({ who: null }), text: m.cal_mine(), current: !all },
              { href: query({ who: 'all' }), text: m.cal_everybody(), current: all },
            ]
          : [],
    },
    texts: { empty: m.cal_day_empty({ bookings }), emptyText: m.cal_day_empty_text({ bookings }) },
  };
};
