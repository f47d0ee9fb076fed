import type { RequestEvent } from '@sveltejs/kit';
import type { ManagedLocation, WeeklyHoursAnswer } from '#lib/api/types.ts';
import { dayReasons } from '#lib/features/setup/reasons-view.ts';
import { daysView, spansView } from '#lib/features/setup/spans-view.ts';
import { outsideOf, passingIn, weekFrom } from '#lib/features/setup/week.ts';
import { weekRows } from '#lib/features/hours/week-view.ts';
import { todayIn } from '#lib/i18n/dates.ts';
import { formatDate, formatWeekday } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { ownerIn, ownersOf, placeOf, type Owner } from '#lib/server/hours.ts';
import { requireWorkspace } from '#lib/server/workspace.ts';
import type { PageServerLoad } from './$types';

const HOLIDAYS_SHOWN = 8;

/** What somebody works while their place is closed: nobody can book it. */
function outsideView(
  intervals: WeeklyHoursAnswer['intervals'],
  open: WeeklyHoursAnswer['intervals'],
  place: ManagedLocation,
  locale: Locale,
) {
  if (!open) return null;
  const list = outsideOf(weekFrom(intervals ?? []), weekFrom(open)).map(
    ({ weekday, from, to }) => `${formatWeekday(weekday, locale)} ${from}–${to}`,
  );
  if (list.length === 0) return null;
  return {
    text: m.hours_outside({ place: place.name, list: list.join(', ') }),
    href: `/provider/hours?of=location:${place.id}`,
    link: m.hours_outside_link({ place: place.name }),
  };
}

async function whose(event: Pick<RequestEvent, 'cookies' | 'locals' | 'request' | 'url'>) {
  const tenant = requireTenant(event.locals);
  const workspace = await requireWorkspace(event);
  const place = await placeOf(event.locals, workspace.business.id);
  const groups = ownersOf(workspace, place, tenant, event.locals.locale);
  const owner = ownerIn(groups, event.url.searchParams.get('of'), workspace.provider?.id);
  return { tenant, workspace, place, groups, owner };
}

async function hoursOf({ api }: App.Locals, { kind, id }: Owner, from: string) {
  const path = { id };
  const [weekly, overrides, off, blocks] = await Promise.all([
    api(`GET /${kind}/{id}/weekly-hours`, { path }),
    api(`GET /${kind}/{id}/date-overrides`, { path, query: { from, limit: 100 } }),
    kind === 'locations' ? null : api(`GET /${kind}/{id}/time-off`, { path, query: { limit: 100 } }),
    kind === 'locations'
      ? null
      : api(`GET /${kind}/{id}/blocks`, { path, query: { from: `${from}T00:00:00Z`, limit: 100 } }),
  ]);
  return {
    intervals: weekly.data.intervals,
    overrides: overrides.data,
    timeOff: off?.data ?? null,
    blocks: blocks?.data ?? null,
  };
}

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const { tenant, workspace, place, groups, owner } = await whose(event);
  const { locale } = locals;
  const choices = groups.map(({ label, owners }) => ({
    label,
    owners: owners.map(({ key, name }) => ({ key, name })),
  }));
  if (!owner) return { choices, owner: null };

  const today = todayIn(owner.timeZone);
  const person = place.providers.find(({ id }) => id === owner.id);
  const locationId =
    owner.kind === 'locations'
      ? owner.id
      : (person?.locationIds[0] ?? place.units.find(({ id }) => id === owner.id)?.locationId);
  // Whoever works at several is wanted at one of them at a time.
  const onlyPlace =
    person?.locationIds.length === 1 ? place.locations.find(({ id }) => id === locationId) : undefined;
  const [hours, holidays, services, open] = await Promise.all([
    hoursOf(locals, owner, today),
    locationId ? locals.api('GET /locations/{id}/holidays', { path: { id: locationId } }) : null,
    locals.api('GET /manage/services', { query: { businessId: workspace.business.id, limit: 100 } }),
    onlyPlace ? locals.api('GET /locations/{id}/weekly-hours', { path: { id: onlyPlace.id } }) : undefined,
  ]);
  const offered = services.data.filter(({ id }) => !person || person.serviceIds.includes(id));
  const asked = url.searchParams.get('service');
  const service = offered.find(({ id }) => id === asked);
  const date = url.searchParams.get('date') ?? today;
  const explained =
    service &&
    (await locals.api('GET /availability', {
      query: {
        serviceId: service.id,
        providerId: person?.id,
        locationId: service.place === 'location' ? locationId : undefined,
        from: date,
        to: date,
        explain: 'true',
      },
    }));
  const passing = passingIn(hours.intervals ?? []);
  const zone = owner.timeZone;
  return {
    choices,
    key: crypto.randomUUID(),
    owner: { key: owner.key, name: owner.name, mayKeepNone: owner.mayKeepNone, hasTimeOff: !!hours.timeOff },
    firstWeekday: tenant.locale.firstWeekday,
    always: hours.intervals === null,
    week: weekFrom(hours.intervals ?? []),
    passing: weekRows(passing, locale, { firstWeekday: 1, today: 0, closed: '' }).flatMap(
      ({ name, intervals }) => intervals.map((interval) => `${name} ${interval}`),
    ),
    outside: onlyPlace && open ? outsideView(hours.intervals, open.data.intervals, onlyPlace, locale) : null,
    others: groups
      .flatMap(({ owners }) => owners)
      .filter(({ kind, id }) => kind === owner.kind && id !== owner.id)
      .map(({ id, name }) => ({ id, name })),
    overrides: daysView(hours.overrides, locale),
    timeOff: spansView(hours.timeOff ?? [], locale, zone),
    blocks: spansView(hours.blocks ?? [], locale, zone),
    holidays: holidays && {
      closed: holidays.data.closed,
      dates: holidays.data.dates
        .slice(0, HOLIDAYS_SHOWN)
        .map((day) => formatDate(`${day}T12:00:00Z`, locale, 'UTC')),
    },
    today,
    why: {
      services: offered.map(({ id, name }) => ({ value: id, label: localized(name, locale) })),
      service: service?.id ?? offered[0]?.id,
      date,
      answer: explained ? dayReasons(explained.data.days[0], locale, explained.data.timeZone) : null,
      // Nothing to ask about is an answer, too.
      none: offered.length === 0 ? m.why_no_services() : '',
    },
  };
};

export { actions } from './hours.actions.ts';
