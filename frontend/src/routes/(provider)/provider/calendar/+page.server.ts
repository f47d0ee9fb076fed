import { backTo } from '#lib/features/calendar/actions.server.ts';
import { agendaView } from '#lib/features/calendar/agenda-view.ts';
import { editView } from '#lib/features/calendar/edit-view.ts';
import { columnsOf, gridView, type Axis, type ViewName } from '#lib/features/calendar/grid-view.ts';
import { newActions } from '#lib/features/calendar/new-actions.server.ts';
import { newView } from '#lib/features/calendar/new-view.server.ts';
import { shiftActions } from '#lib/features/calendar/shift-actions.server.ts';
import { readCalendar } from '#lib/features/calendar/read.server.ts';
import { stretchOf, titleOf } from '#lib/features/calendar/stretch.ts';
import { isDate, todayIn } from '#lib/i18n/dates.ts';
import { m } from '#lib/i18n/words.ts';
import { daysFrom } from '#lib/i18n/zone.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspace } from '#lib/server/workspace.ts';
import { heading } from '#lib/theme/terms.ts';
import type { PageServerLoad } from './$types';

const VIEWS: readonly ViewName[] = ['day', 'week', 'month', 'list'];

export const load: PageServerLoad = async (event) => {
  const { locals, url, depends } = event;
  const tenant = requireTenant(locals);
  const { locale } = locals;
  depends('turnero:bookings');
  const { business, timeZone, provider, may } = await requireWorkspace(event);
  const { firstWeekday } = tenant.locale;
  const query = url.searchParams;
  const today = todayIn(timeZone);
  const wanted = query.get('date');
  const date = isDate(wanted) ? wanted : today;
  const view = VIEWS.find((name) => name === query.get('view')) ?? 'day';
  const stretch = stretchOf(view, date, firstWeekday);
  const calendar = await readCalendar(locals, business.id, {
    date: stretch.first,
    days: stretch.days,
    timeZone,
  });
  const own = provider?.businessId === business.id ? provider.id : null;
  const seesAll = may('booking:read');
  const axis: Axis =
    query.get('by') === 'resource' || (calendar.providers.length === 0 && calendar.resourceUnits.length > 0)
      ? 'resource'
      : 'provider';
  const columns = columnsOf(calendar, axis, locale);
  const only = seesAll ? (columns.find(({ id }) => id === query.get('who'))?.id ?? null) : own;
  const { from, to } = daysFrom(stretch.first, stretch.days, timeZone);
  const now = new Date();
  const mayPlan = (subjectId: string | null) =>
    may('schedule:write') || (subjectId !== null && subjectId === own);
  const href = (changes: Record<string, string | null>) => {
    // Without the action that was last sent to the page, and what it was about.
    const search = new URLSearchParams([...query].filter(([name]) => !name.startsWith('/')));
    for (const name of ['new', 'at', 'what', 'where', 'edit', 'client', 'back']) search.delete(name);
    for (const [name, value] of Object.entries(changes))
      if (value === null) search.delete(name);
      else search.set(name, value);
    return search.size > 0 ? `/provider/calendar?${search}` : '/provider/calendar';
  };
  const editHref = (id: string) => `${href({ edit: id })}#edit`;
  const link = (text: string, current: boolean, changes: Record<string, string | null>) => ({
    text,
    current,
    href: href(changes),
  });
  const names: Record<ViewName, string> = {
    day: m.cal_day(),
    week: m.cal_week(),
    month: m.cal_month(),
    list: m.cal_list(),
  };
  return {
    businessId: business.id,
    timeZone: calendar.timeZone,
    firstWeekday,
    grid:
      view === 'list' ? null : gridView(calendar, { view, axis, date, from, to, only, mayPlan, now }, locale),
    // Beside a grid only browsers without scripts read the list: of very many they are led to it.
    days:
      view === 'list' || calendar.bookings.length < 300
        ? agendaView(
            calendar,
            { date: stretch.first, days: stretch.days, only, now, mayPlan, editHref },
            locale,
          )
        : [],
    more: calendar.more,
    title: titleOf(view, date, stretch, locale),
    color: query.get('color') === 'state' ? ('state' as const) : ('who' as const),
    adds: await newView(locals, business.id, calendar, {
      url,
      date,
      locale,
      own,
      may: {
        book: may('booking:write'),
        schedule: may('schedule:write'),
        readClients: may('booking:read') && may('booking:write'),
      },
    }),
    edits: editView(calendar, { id: query.get('edit'), mayPlan, now }, locale),
    here: href({}),
    from: backTo(query.get('back') ?? '', ''),
    links: {
      before: href({ date: stretch.before }),
      after: href({ date: stretch.after }),
      today: href({ date: today }),
      isToday: date === today,
      list: href({ view: 'list' }),
      edit: href({ edit: '' }),
      add: href({ new: 'booking' }),
      addBlock: href({ new: 'block' }),
      addSession: href({ new: 'session' }),
      views: VIEWS.map((name) => link(names[name], name === view, { view: name })),
      axes:
        calendar.providers.length > 0 && calendar.resourceUnits.length > 0 && view !== 'list' && seesAll
          ? [
              link(heading(tenant, locale, 'provider'), axis === 'provider', { by: null, who: null }),
              link(heading(tenant, locale, 'resource'), axis === 'resource', { by: 'resource', who: null }),
            ]
          : [],
      colors:
        view === 'list'
          ? []
          : [
              link(m.cal_color_who(), query.get('color') !== 'state', { color: null }),
              link(m.cal_color_state(), query.get('color') === 'state', { color: 'state' }),
            ],
    },
    filter:
      seesAll && columns.length > 1
        ? {
            who: only ?? '',
            view,
            axis,
            date,
            options: [
              { value: '', label: axis === 'provider' ? m.cal_everybody() : m.cal_everything() },
              ...columns.map(({ id, title }) => ({ value: id, label: title })),
            ],
          }
        : null,
  };
};

export const actions = { ...newActions, ...shiftActions };
