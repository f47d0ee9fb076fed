import type { LocalDay } from '../../scheduling/types.ts';
import { holidaysIn } from '../availability/availability.holidays.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { layerOf, resolveSettings } from '../settings/settings.resolve.ts';
import type { SettingsLayer } from '../verticals/verticals.contract.ts';
import type { Take } from './schedules.takes.ts';

interface PlaceRow {
  id: string;
  /** With country and region, as far as they are known. */
  address: unknown;
}

/**
 * The public holidays that close a place for a service (scheduling rules, section 3, step 2).
 * @param places those of the takes
 * @param first local day, inclusive @param last local day, inclusive
 * @returns undefined where they close nothing
 */
export async function holidaysKept(
  { db, tenant, vertical }: ChangeCtx,
  takes: readonly Take[],
  places: readonly PlaceRow[],
  { first, last }: { first: LocalDay; last: LocalDay },
): Promise<(take: Take) => readonly LocalDay[] | undefined> {
  const serviceIds = takes.map(({ serviceId }) => serviceId);
  const rows = await db.setting.findMany({
    where: {
      tenantId: tenant.id,
      OR: [
        { businessId: null, locationId: null, serviceId: null },
        { business: { services: { some: { id: { in: serviceIds } } } } },
        { locationId: { in: places.map(({ id }) => id) } },
        { serviceId: { in: serviceIds } },
      ],
    },
    select: { businessId: true, locationId: true, serviceId: true, value: true },
  });
  const layers = rows.map((row) => ({ ...row, layer: layerOf(row), value: row.value as SettingsLayer }));
  const isClosed = ({ locationId, serviceId }: Take) =>
    resolveSettings(
      vertical,
      layers.filter(
        (row) => (row.locationId ?? locationId) === locationId && (row.serviceId ?? serviceId) === serviceId,
      ),
    ).value.scheduling.closedOnHolidays;
  const closed = new Map<string, boolean>();
  const days = new Map<string, LocalDay[]>();
  for (const take of takes) {
    const key = `${take.locationId ?? ''} ${take.serviceId}`;
    if (!closed.has(key)) closed.set(key, isClosed(take));
  }
  if ([...closed.values()].includes(true)) {
    for (const { id, address } of places) {
      const { country = vertical.locale.country, region = '' } = address as Record<string, string>;
      days.set(id, await holidaysIn({ country, region }, first, last));
    }
  }
  return ({ locationId, serviceId }) =>
    closed.get(`${locationId ?? ''} ${serviceId}`) ? days.get(locationId ?? '') : undefined;
}
