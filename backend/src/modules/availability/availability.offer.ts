import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import type { SettingLayer } from '../settings/settings.resolve.ts';
import type { DurationInput } from '../verticals/verticals.catalogue.ts';
import type { LocalizedText } from '../verticals/verticals.contract.ts';

/** A service as it stands: a published one of a published business, but for staff who look at drafts. */
export interface ServiceRow {
  id: string;
  templateKey: string | null;
  name: LocalizedText;
  capacity: number;
  place: 'location' | 'customer' | 'online';
  providersRequired: number;
  bufferBefore: number;
  bufferAfter: number;
  durationInputs: DurationInput[];
  businessId: string;
  businessSlug: string;
  businessName: string;
  /** Another after each change of the business, its catalogue, schedules or settings. */
  businessStamp: string;
}

export interface VariantRow {
  id: string;
  serviceId: string;
  key: string;
  name: LocalizedText;
  minutes: number;
  /** Minor units. */
  price: number;
}

export interface AddOnRow extends VariantRow {
  maxQuantity: number;
}

interface SegmentRow {
  id: string;
  serviceId: string;
  minutes: number;
  takesProvider: boolean;
}

interface NeedRow {
  serviceId: string;
  segmentId: string | null;
  type: string;
  quantity: number;
}

export interface LocationRow {
  id: string;
  businessId: string;
  name: string;
  timeZone: string;
  keepsHours: boolean;
  country: string | null;
  region: string | null;
}

interface SettingRow extends SettingLayer {
  /** The location or service; null for the tenant and the business. */
  ownerId: string | null;
  /** Null for the tenant and a service. */
  businessId: string | null;
}

export interface ProviderRow {
  id: string;
  businessId: string;
  /** Their account, if they have one. */
  userId: string | null;
  name: string;
  level: string | null;
  priority: number;
  timeZone: string | null;
  /** Ids of what they do and where, each list separated by blanks. */
  services: string;
  locations: string | null;
}

export interface UnitRow {
  id: string;
  type: string;
  locationId: string;
  businessId: string;
  keepsHours: boolean;
}

const servicesWhere = (isShown: string) =>
  statement<ServiceRow>(`
  SELECT s.id, s.template_key AS "templateKey", s.name, s.capacity, s.place,
    s.providers_required AS "providersRequired", s.buffer_before_minutes AS "bufferBefore",
    s.buffer_after_minutes AS "bufferAfter", s.duration_inputs AS "durationInputs",
    b.id AS "businessId", b.slug AS "businessSlug", b.name AS "businessName",
    b.xmin::text AS "businessStamp"
  FROM services s JOIN businesses b ON b.tenant_id = s.tenant_id AND b.id = s.business_id
  WHERE s.tenant_id = $1 AND s.id = ANY($2::uuid[]) AND s.deleted_at IS NULL
    AND b.deleted_at IS NULL${isShown}`);
const SERVICES = servicesWhere(' AND s.published_at IS NOT NULL AND b.published_at IS NOT NULL');
const DRAFTS_TOO = servicesWhere('');

const VARIANTS = statement<VariantRow>(`
  SELECT id, service_id AS "serviceId", key, name, minutes, price_amount::float8 AS price
  FROM service_variants WHERE tenant_id = $1 AND service_id = ANY($2::uuid[]) AND deleted_at IS NULL
  ORDER BY position`);

const ADD_ONS = statement<AddOnRow>(`
  SELECT id, service_id AS "serviceId", key, name, minutes, price_amount::float8 AS price,
    max_quantity AS "maxQuantity"
  FROM service_add_ons WHERE tenant_id = $1 AND service_id = ANY($2::uuid[]) AND deleted_at IS NULL`);

const SEGMENTS = statement<SegmentRow>(`
  SELECT id, service_id AS "serviceId", minutes, takes_provider AS "takesProvider"
  FROM service_segments WHERE tenant_id = $1 AND service_id = ANY($2::uuid[]) ORDER BY position`);

const NEEDS = statement<NeedRow>(`
  SELECT service_id AS "serviceId", segment_id AS "segmentId", resource_type_id AS type, quantity
  FROM service_requirements WHERE tenant_id = $1 AND service_id = ANY($2::uuid[])`);

// Of all businesses whose services are asked for.
const BUSINESSES = `SELECT business_id FROM services WHERE tenant_id = $1 AND id = ANY($2::uuid[])`;

const LOCATIONS = statement<LocationRow>(`
  SELECT l.id, l.business_id AS "businessId", l.name, l.time_zone AS "timeZone", l.keeps_hours AS "keepsHours",
    l.address ->> 'country' AS country, l.address ->> 'region' AS region
  FROM locations l
  WHERE l.tenant_id = $1 AND l.business_id IN (${BUSINESSES}) AND l.deleted_at IS NULL
  ORDER BY l.created_at, l.id`);

// Each part finds its rows by the one index of the table, whose nulls are values too.
const SETTINGS = statement<SettingRow>(`
  SELECT 'tenant' AS layer, NULL::uuid AS "ownerId", NULL::uuid AS "businessId", value FROM settings
  WHERE tenant_id = $1 AND business_id IS NULL AND location_id IS NULL AND service_id IS NULL
  UNION ALL
  SELECT 'business', NULL, business_id, value FROM settings
  WHERE tenant_id = $1 AND business_id IN (${BUSINESSES}) AND location_id IS NULL AND service_id IS NULL
  UNION ALL
  SELECT 'location', l.id, l.business_id, g.value
  FROM locations l JOIN settings g ON g.tenant_id = l.tenant_id AND g.location_id = l.id
  WHERE l.tenant_id = $1 AND l.business_id IN (${BUSINESSES})
    AND g.business_id IS NULL AND g.service_id IS NULL
  UNION ALL
  SELECT 'service', service_id, NULL, value FROM settings
  WHERE tenant_id = $1 AND business_id IS NULL AND location_id IS NULL AND service_id = ANY($2::uuid[])`);

// What everybody does and where is read at once, not person by person. As an array their ids are looked up by the key, whatever the
// planner thinks of how many there are.
const PROVIDERS = statement<ProviderRow>(`
  WITH does AS (SELECT provider_id AS id, string_agg(service_id::text, ' ') AS services FROM provider_services
                WHERE tenant_id = $1 AND service_id = ANY($2::uuid[]) GROUP BY provider_id),
    works AS (SELECT provider_id AS id, string_agg(location_id::text, ' ') AS locations FROM provider_locations
              WHERE tenant_id = $1 AND provider_id = ANY(ARRAY(SELECT id FROM does)) GROUP BY provider_id)
  SELECT id, p.business_id AS "businessId", p.user_id AS "userId", p.name, p.level, p.priority,
    p.time_zone AS "timeZone", does.services, works.locations
  FROM does JOIN providers p USING (id) LEFT JOIN works USING (id)
  WHERE p.tenant_id = $1 AND p.id = ANY(ARRAY(SELECT id FROM does)) AND p.deleted_at IS NULL
  ORDER BY id`);

const UNITS = statement<UnitRow>(`
  SELECT u.id, u.resource_type_id AS type, u.location_id AS "locationId", l.business_id AS "businessId",
    j.keeps_hours AS "keepsHours"
  FROM locations l JOIN resource_units u ON u.tenant_id = l.tenant_id AND u.location_id = l.id
    JOIN subjects j ON j.tenant_id = u.tenant_id AND j.id = u.id
  WHERE l.tenant_id = $1 AND l.business_id IN (${BUSINESSES}) AND l.deleted_at IS NULL AND u.deleted_at IS NULL
    AND u.resource_type_id IN (SELECT resource_type_id FROM service_requirements
                               WHERE tenant_id = $1 AND service_id = ANY($2::uuid[]))
  ORDER BY u.number, u.location_id`);

const STAMPS = statement<{ id: string; stamp: string }>(`
  SELECT s.id, b.xmin::text AS stamp
  FROM services s JOIN businesses b ON b.tenant_id = s.tenant_id AND b.id = s.business_id
  WHERE s.tenant_id = $1 AND s.id = ANY($2::uuid[])`);

/** Of services, by their ids: the stamp of the business as it is now. */
export async function loadStamps(
  { sql, tenant }: SqlCtx,
  serviceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql(STAMPS, [tenant.id, serviceIds]);
  return new Map(rows.map(({ id, stamp }) => [id, stamp]));
}

/** All that is said about some services and that time does not change. */
export interface Offer {
  services: ServiceRow[];
  variants: VariantRow[];
  addOns: AddOnRow[];
  segments: SegmentRow[];
  needs: NeedRow[];
  /** Of the services' businesses; so are the units. */
  locations: LocationRow[];
  settings: SettingRow[];
  /** Whoever does at least one of the services, by id. */
  providers: ProviderRow[];
  /** Those of the types that the services need, the lowest number first. */
  units: UnitRow[];
}

/**
 * Reads what is said about services, of one business or of many, in one round trip.
 * @param drafts whether those that customers do not see are among them
 * @returns without those that are not there, or not to be booked
 */
export async function loadOffers(
  { sql, tenant }: SqlCtx,
  serviceIds: readonly string[],
  { drafts = false }: { drafts?: boolean | undefined } = {},
): Promise<Offer> {
  const all = [tenant.id, serviceIds];
  const [services, variants, addOns, segments, needs, locations, settings, providers, units] =
    await Promise.all([
      sql(drafts ? DRAFTS_TOO : SERVICES, all),
      sql(VARIANTS, all),
      sql(ADD_ONS, all),
      sql(SEGMENTS, all),
      sql(NEEDS, all),
      sql(LOCATIONS, all),
      sql(SETTINGS, all),
      sql(PROVIDERS, all),
      sql(UNITS, all),
    ]);
  return { services, variants, addOns, segments, needs, locations, settings, providers, units };
}

/**
 * What is said about the services of one visit. Rows of a service are found by its id; those of other businesses are left out.
 * @param serviceIds in the order of the visit
 * @throws NOT_FOUND if one of the services is not there, or not to be booked
 */
export function offerOf(offers: Offer, serviceIds: readonly string[]): Offer {
  const services = serviceIds.map((id) => {
    const service = offers.services.find((row) => row.id === id);
    if (!service) throw fail('NOT_FOUND');
    return service;
  });
  const isHere = (row: { businessId: string | null }) =>
    row.businessId === null || row.businessId === services[0]?.businessId;
  return {
    ...offers,
    services,
    locations: offers.locations.filter(isHere),
    settings: offers.settings.filter(isHere),
    providers: offers.providers.filter(isHere),
    units: offers.units.filter(isHere),
  };
}
