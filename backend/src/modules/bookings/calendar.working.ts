import type { TxCtx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { DAY, isoOf } from '../../scheduling/days.ts';
import { openingTime, providerTime, withoutTimeOff } from '../../scheduling/hours.ts';
import { intersect, joined } from '../../scheduling/ranges.ts';
import type { Instant, LocalDay } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { holidaysIn } from '../availability/availability.holidays.ts';
import { hoursOf, loadOpenTime } from '../availability/availability.time.ts';
import { layerOf, resolveSettings } from '../settings/settings.resolve.ts';
import type { SettingsLayer, Vertical } from '../verticals/verticals.contract.ts';

interface CalendarPlace {
  id: string;
  timeZone: string;
  keepsHours: boolean;
  address: unknown;
}

interface CalendarPerson {
  id: string;
  timeZone: string | null;
  locationIds: readonly string[];
}

/** The days on which public holidays close each place. */
async function closedDays(
  { db, tenant }: TxCtx,
  vertical: Vertical,
  businessId: string,
  places: readonly CalendarPlace[],
  [first, last]: readonly [LocalDay, LocalDay],
): Promise<Map<string, readonly LocalDay[]>> {
  const rows = await db.setting.findMany({
    where: {
      tenantId: tenant.id,
      serviceId: null,
      OR: [
        { businessId: null, locationId: null },
        { businessId },
        { locationId: { in: places.map(({ id }) => id) } },
      ],
    },
    select: { businessId: true, locationId: true, value: true },
  });
  const closed = new Map<string, readonly LocalDay[]>();
  for (const { id, address } of places) {
    const layers = rows
      .filter((row) => (row.locationId ?? id) === id)
      .map((row) => ({ layer: layerOf(row), value: row.value as SettingsLayer }));
    if (!resolveSettings(vertical, layers).value.scheduling.closedOnHolidays) continue;
    const { country = vertical.locale.country, region = '' } = address as Record<string, string>;
    closed.set(id, await holidaysIn({ country, region }, first, last));
  }
  return closed;
}

/**
 * When people work (scheduling rules, section 3), wherever it is, in a number of statements that does not grow with them.
 * @returns spans by person, within `from` and `to`
 */
export async function workingTimes(
  ctx: TxCtx,
  vertical: Vertical,
  {
    businessId,
    people,
    places,
    from,
    to,
  }: {
    businessId: string;
    people: readonly CalendarPerson[];
    places: readonly CalendarPlace[];
    from: Instant;
    to: Instant;
  },
): Promise<Map<string, { startsAt: string; endsAt: string }[]>> {
  // Wide enough for every zone, and for what began the night before.
  const [first, last] = [Math.floor(from / DAY) - 2, Math.ceil(to / DAY) + 1];
  const open = await loadOpenTime(
    { ...ctx, sql: sqlOf(ctx.db) },
    {
      subjectIds: people.map(({ id }) => id),
      locationIds: places.map(({ id }) => id),
      first,
      last,
      exceptBookingId: null,
    },
  );
  const closed = await closedDays(ctx, vertical, businessId, places, [first, last]);
  const byId = new Map(places.map((place) => [place.id, place]));

  function timeOf({ id, timeZone, locationIds }: CalendarPerson) {
    const hours = hoursOf(open, id, true);
    const at = locationIds.flatMap((locationId) => byId.get(locationId) ?? []);
    const subject = { ...hours, id, busy: [], timeOff: open.timeOff.get(id), daysOff: open.daysOff.get(id) };
    const times = (at.length > 0 ? at : [undefined]).flatMap((row) => {
      const stay = { zone: zoneOf(row?.timeZone ?? timeZone ?? vertical.locale.timeZone), first, last };
      const place = row && { ...hoursOf(open, row.id, row.keepsHours), holidays: closed.get(row.id) };
      const opening = openingTime(place, stay, 'ignored');
      return [...withoutTimeOff(providerTime(hours, place, opening, stay), subject, stay)];
    });
    return intersect(joined(times), [from, to]);
  }

  return new Map(
    people.map((person) => {
      const edges = timeOf(person);
      const spans = Array.from({ length: edges.length / 2 }, (_, n) => ({
        startsAt: isoOf(edges[n * 2] ?? 0),
        endsAt: isoOf(edges[n * 2 + 1] ?? 0),
      }));
      return [person.id, spans];
    }),
  );
}
