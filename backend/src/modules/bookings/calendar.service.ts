import type { Deps } from '../../deps.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { DAY, instantOf, toDate } from '../../scheduling/days.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { canAt, requireBusiness } from '../catalogue/catalogue.access.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import { scopesOf } from '../identity/permissions.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { mayOwn } from './bookings.people.ts';
import { MOST_CALENDAR_BOOKINGS, type Calendar, type CalendarQuery } from './calendar.contract.ts';
import {
  BLOCKS,
  BOOKINGS,
  SESSIONS,
  TIME_OFF,
  type CalendarBookingRow,
  type TakenRow,
  type TimeOffRow,
} from './calendar.rows.ts';
import { workingTimes } from './calendar.working.ts';

const alive = { deletedAt: null };

/** People, places and things of a business, in three statements. */
async function loadHouse({ db, tenant }: TxCtx, businessId: string, locationId: string | undefined) {
  const tenantId = tenant.id;
  const at = locationId === undefined ? {} : { id: locationId };
  const places = await db.location.findMany({
    where: { tenantId, businessId, ...alive, ...at },
    select: { id: true, timeZone: true, keepsHours: true, address: true },
    orderBy: { id: 'asc' },
  });
  const providers = await db.provider.findMany({
    where: {
      tenantId,
      businessId,
      ...alive,
      ...(locationId === undefined ? {} : { providerLocations: { some: { locationId } } }),
    },
    select: {
      id: true,
      name: true,
      userId: true,
      timeZone: true,
      providerLocations: { where: { location: alive }, select: { locationId: true } },
    },
    orderBy: [{ priority: 'asc' }, { name: 'asc' }],
  });
  const units = await db.resourceUnit.findMany({
    where: { tenantId, ...alive, locationId: { in: places.map(({ id }) => id) } },
    select: {
      id: true,
      name: true,
      number: true,
      locationId: true,
      location: { select: { name: true } },
      resourceType: { select: { name: true } },
    },
    orderBy: [{ locationId: 'asc' }, { resourceTypeId: 'asc' }, { number: 'asc' }],
  });
  return { places, providers, units };
}

type House = Awaited<ReturnType<typeof loadHouse>>;

/** Whose bookings one may read: of all the business, of some of its locations, or only those that one serves. */
function reachOf({ actor }: Ctx, businessId: string) {
  const scopes = scopesOf(actor, 'booking:read');
  const here = scopes === 'everywhere' ? [] : scopes.filter((scope) => scope.businessId === businessId);
  return {
    isWhole: scopes === 'everywhere' || here.some(({ locationId }) => locationId === null),
    locationIds: here.flatMap(({ locationId }) => locationId ?? []),
    ownId: mayOwn(actor, 'booking:read') ? actor.id : null,
  };
}

const span = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) => ({
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
});

function viewBooking(row: CalendarBookingRow): Calendar['bookings'][number] {
  const { currency, total, checkInMinutes, startsAt, endsAt, ...booking } = row;
  return {
    ...booking,
    ...span({ startsAt, endsAt }),
    price: { amount: total, currency },
    checkInFrom: new Date(startsAt.getTime() - checkInMinutes * 60_000).toISOString(),
  };
}

/** Time off as instants; whole days are those of the business's zone. */
function offSpans({ startsAt, endsAt, startDate, endDate }: TimeOffRow, timeZone: string) {
  if (startsAt && endsAt) return [span({ startsAt, endsAt })];
  if (!startDate || !endDate) return [];
  const dates = zoneOf(timeZone).dates(instantOf(startDate) / DAY, instantOf(endDate) / DAY);
  return dates.map(([from, to]) => span({ startsAt: toDate(from), endsAt: toDate(to) }));
}

/** Whose reasons one reads: of whom one may change the hours. */
function reasonsOf({ actor }: Ctx, businessId: string, { providers, units }: House) {
  const isOwn = (userId: string | null) => userId !== null && userId === actor.id;
  const told = new Set([
    ...providers
      .filter(
        ({ userId, providerLocations }) =>
          isOwn(userId) ||
          canAt(actor, 'schedule:write', {
            businessId,
            locationIds: providerLocations.map(({ locationId }) => locationId),
          }),
      )
      .map(({ id }) => id),
    ...units
      .filter(({ locationId }) => canAt(actor, 'schedule:write', { businessId, locationIds: [locationId] }))
      .map(({ id }) => id),
  ]);
  return ({ subjectId, reason }: Pick<TakenRow, 'subjectId' | 'reason'>) =>
    told.has(subjectId) ? reason : null;
}

/**
 * All that stands in the calendar of a business, in a number of statements that does not grow with it: everybody's for those
 * who may read bookings there, else one's own; hours, blocks and classes of all.
 * @throws NOT_FOUND for a business where the actor does not work
 */
export function showCalendar(
  ctx: Ctx,
  { verticals }: Pick<Deps, 'verticals'>,
  idOrSlug: string,
  { from, to, providerIds, resourceUnitIds, locationId }: CalendarQuery,
): Promise<Calendar> {
  const vertical = verticalOf(verticals, ctx.tenant);
  return inTransaction(ctx, async (ctx) => {
    const { businessId } = await requireBusiness(ctx, 'schedule:read', idOrSlug);
    const house = await loadHouse(ctx, businessId, locationId);
    const only = providerIds || resourceUnitIds ? [...(providerIds ?? []), ...(resourceUnitIds ?? [])] : null;
    const isWanted = ({ id }: { id: string }) => only?.includes(id) ?? true;
    const providers = house.providers.filter(isWanted);
    const units = house.units.filter(isWanted);
    const subjectIds = [...providers, ...units].map(({ id }) => id);
    const { isWhole, locationIds, ownId } = reachOf(ctx, businessId);
    const sql = sqlOf(ctx.db);
    const of = ctx.tenant.id;
    const bookings = await sql(BOOKINGS, [
      ...[of, businessId, from, to, isWhole, locationIds, ownId],
      ...[locationId ?? null, only, MOST_CALENDAR_BOOKINGS + 1],
    ]);
    const blocks = await sql(BLOCKS, [of, subjectIds, from, to]);
    const timeOff = await sql(TIME_OFF, [of, subjectIds, from, to]);
    const sessions = await sql(SESSIONS, [of, businessId, from, to, locationId ?? null]);
    const people = providers.map(({ providerLocations, ...person }) => ({
      ...person,
      locationIds: providerLocations.map(({ locationId }) => locationId),
    }));
    const working = await workingTimes(ctx, vertical, {
      businessId,
      people,
      places: house.places,
      from: instantOf(from),
      to: instantOf(to),
    });
    const timeZone = house.places[0]?.timeZone ?? vertical.locale.timeZone;
    const reasonOf = reasonsOf(ctx, businessId, house);
    return {
      timeZone,
      providers: people.map(({ id, name, userId, locationIds }) => ({
        id,
        name,
        locationIds,
        isOwn: userId !== null && userId === ctx.actor.id,
        working: working.get(id) ?? [],
      })),
      resourceUnits: units.map(({ id, name, number, locationId, location, resourceType }) => ({
        ...{ id, number, locationId, locationName: location.name },
        name: name as LocalizedText,
        typeName: resourceType.name as LocalizedText,
      })),
      bookings: bookings.slice(0, MOST_CALENDAR_BOOKINGS).map(viewBooking),
      more: bookings.length > MOST_CALENDAR_BOOKINGS,
      blocks: blocks.map((row) => ({ ...row, ...span(row), reason: reasonOf(row) })),
      timeOff: timeOff.flatMap((row) =>
        offSpans(row, timeZone).map((when) => ({
          ...{ id: row.id, subjectId: row.subjectId, reason: reasonOf(row) },
          ...when,
        })),
      ),
      sessions: sessions
        .filter(
          ({ providerId, unitIds }) =>
            only === null || [providerId, ...unitIds].some((id) => id !== null && only.includes(id)),
        )
        .map((row) => ({ ...row, ...span(row) })),
    };
  });
}
