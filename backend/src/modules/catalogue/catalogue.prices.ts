import type { TxCtx } from '../../lib/context.ts';
import type { Opening } from '../../scheduling/price-list.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { priceSpan, type Span } from '../availability/availability.prices.ts';
import { layerOf, resolveSettings, type SettingLayer } from '../settings/settings.resolve.ts';
import type { DurationInput } from '../verticals/verticals.catalogue.ts';
import type { Settings, SettingsLayer } from '../verticals/verticals.settings.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';

interface SettingRow {
  businessId: string | null;
  locationId: string | null;
  serviceId: string | null;
  /** Whose location or service it is. */
  ownerId: string | null;
  value: SettingsLayer;
}

interface OpeningRow extends Opening {
  serviceId: string;
  locationId: string | null;
}

const settingsOf = ({ db, tenant }: TxCtx, businessIds: readonly string[]) => db.$queryRaw<SettingRow[]>`
  SELECT g.business_id AS "businessId", g.location_id AS "locationId", g.service_id AS "serviceId",
    coalesce(g.business_id, l.business_id, s.business_id) AS "ownerId", g.value
  FROM settings g
    LEFT JOIN locations l ON l.tenant_id = g.tenant_id AND l.id = g.location_id AND l.deleted_at IS NULL
    LEFT JOIN services s ON s.tenant_id = g.tenant_id AND s.id = g.service_id
  WHERE g.tenant_id = ${tenant.id}::uuid AND (num_nulls(g.business_id, g.location_id, g.service_id) = 3
    OR coalesce(g.business_id, l.business_id, s.business_id) = ANY(${businessIds}::uuid[]))`;

/** When each service can begin, and with whom: of people the hours of the week, of classes their sessions, else when a place is open. */
const openingsOf = ({ db, tenant }: TxCtx, { locale }: Vertical, serviceIds: readonly string[]) =>
  db.$queryRaw<OpeningRow[]>`
  WITH sold AS (
    SELECT * FROM services WHERE tenant_id = ${tenant.id}::uuid AND id = ANY(${serviceIds}::uuid[])
  ), hours AS (
    SELECT * FROM weekly_hours WHERE tenant_id = ${tenant.id}::uuid AND coalesce(valid_to, 'infinity') >= current_date
  )
  SELECT s.id AS "serviceId", w.location_id AS "locationId", p.level, h.weekday, h.start_minute AS since,
    h.end_minute AS until
  FROM sold s JOIN provider_services ps ON ps.tenant_id = s.tenant_id AND ps.service_id = s.id
    JOIN providers p ON p.tenant_id = s.tenant_id AND p.id = ps.provider_id AND p.deleted_at IS NULL
    JOIN hours h ON h.subject_id = p.id
    LEFT JOIN provider_locations w ON w.tenant_id = s.tenant_id AND w.provider_id = p.id
  WHERE s.capacity = 1 AND s.providers_required > 0
  UNION
  SELECT s.id, l.id, NULL, h.weekday, h.start_minute, h.end_minute
  FROM sold s JOIN locations l ON l.tenant_id = s.tenant_id AND l.business_id = s.business_id AND l.deleted_at IS NULL
    JOIN hours h ON h.location_id = l.id
  WHERE s.capacity = 1 AND s.providers_required = 0
  UNION
  SELECT s.id, c.location_id, p.level, extract(isodow FROM z.local)::int, z.minute, z.minute + 1
  FROM sold s JOIN class_sessions c ON c.tenant_id = s.tenant_id AND c.service_id = s.id
      AND c.starts_at > now() AND c.cancelled_at IS NULL
    LEFT JOIN providers p ON p.tenant_id = s.tenant_id AND p.id = c.provider_id
    LEFT JOIN locations l ON l.tenant_id = s.tenant_id AND l.id = c.location_id,
    LATERAL (SELECT c.starts_at AT TIME ZONE coalesce(l.time_zone, ${locale.timeZone}) AS local) t,
    LATERAL (SELECT t.local, (extract(hour FROM t.local) * 60 + extract(minute FROM t.local))::int AS minute) z
  WHERE s.capacity > 1`;

/** A service as it is priced. */
export interface Sold {
  id: string;
  businessId: string;
  /** Where it is done. */
  place: string;
  durationInputs: Pick<DurationInput, 'key' | 'min' | 'max' | 'pricePerUnit'>[];
}

/** What a guest pays for each variant of a service, in minor units, by the price of the variant. */
export type Listed = (service: Sold) => (price: number) => Span;

/**
 * What services cost at least and at most, whoever serves and whenever they begin (scheduling rules, section 7). Two statements at
 * most, for all of them.
 */
export async function listedPrices(
  ctx: TxCtx,
  vertical: Vertical,
  services: readonly Sold[],
): Promise<Listed> {
  const rows = await settingsOf(ctx, [...new Set(services.map(({ businessId }) => businessId))]);
  const own = Map.groupBy(rows, ({ ownerId }) => ownerId);
  const known = new Map<string, Settings>();
  function settingsAt({ id, businessId }: Sold, locationId: string | null): Settings {
    const layers = [...(own.get(null) ?? []), ...(own.get(businessId) ?? [])].filter(
      (row) =>
        (row.locationId === null || row.locationId === locationId) &&
        (row.serviceId === null || row.serviceId === id),
    );
    const isOwn = layers.some(({ serviceId }) => serviceId !== null);
    const key = [businessId, locationId, isOwn && id].join();
    const said = layers.map((row): SettingLayer => ({ layer: layerOf(row), value: row.value }));
    const found = known.get(key) ?? resolveSettings(vertical, said).value;
    known.set(key, found);
    return found;
  }
  const isRuled = (service: Sold) =>
    [{ locationId: null }, ...(own.get(service.businessId) ?? [])].some(
      ({ locationId }) => settingsAt(service, locationId).priceRules.length > 0,
    );
  const ruled = services.filter(isRuled).map(({ id }) => id);
  const openings = ruled.length > 0 ? await openingsOf(ctx, vertical, ruled) : [];
  const openingsBy = Map.groupBy(openings, ({ serviceId }) => serviceId);
  const now = Math.floor(ctx.now().getTime() / 60_000);
  const today = zoneOf(vertical.locale.timeZone).toLocal(now).day;
  return (service) => {
    const isAtPlace = service.place === 'location';
    const at = Map.groupBy(openingsBy.get(service.id) ?? [], ({ locationId }) => isAtPlace && locationId);
    const places = at.size > 0 ? [...at] : [[null, []] as const];
    const spans = places.map(([place, open]) =>
      priceSpan(settingsAt(service, place || null), service.durationInputs, open, today),
    );
    return (price) => {
      const each = spans.map((spanOf) => spanOf(price));
      return {
        least: Math.min(...each.map(({ least }) => least)),
        most: Math.max(...each.map(({ most }) => most)),
      };
    };
  };
}
