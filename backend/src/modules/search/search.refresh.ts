import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { DAY } from '../../scheduling/days.ts';
import {
  openingTime,
  providerTime,
  resourceTime,
  withoutTimeOff,
  type Stay,
} from '../../scheduling/hours.ts';
import { union, type Ranges } from '../../scheduling/ranges.ts';
import { shapeOf, type Run } from '../../scheduling/runs.ts';
import type { Instant, Interval, LocalDay, Problem } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import type { Loaded } from '../availability/availability.problem.ts';
import { loadProblems } from '../availability/availability.problems.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { chunkOf, digitsOf } from './search.cells.ts';
import { SEARCHED_DAYS } from './search.contract.ts';

/** Businesses that are made anew in one transaction. */
const AT_ONCE = 25;
/** Local days ahead for which working time is kept: those searched, and some, until the next night. */
const KEPT_DAYS = SEARCHED_DAYS + 4;

interface PlaceRow {
  serviceId: string;
  businessId: string;
  /** Null where the service is not done at a location. */
  locationId: string | null;
  templateKey: string | null;
  category: string;
  name: LocalizedText;
  businessName: string;
  /** Of the location; where there is none, of the business's first. */
  latitude: number | null;
  longitude: number | null;
  /** Names by which the place is known; of no location, those of the business's first. */
  placeName: string | null;
  line: string | null;
  city: string | null;
  region: string | null;
}

const BUSINESSES = statement<{ id: string }>(
  'SELECT id FROM businesses WHERE tenant_id = $1 AND ($2::uuid[] IS NULL OR id = ANY($2)) ORDER BY id',
);

// One at a time in a tenant, so that versions are seen in their order. The id of the tenant stands for all of it.
const LOCK = statement('SELECT lock_subjects(ARRAY[$1::uuid])');

const PLACES = statement<PlaceRow>(`
  SELECT s.id AS "serviceId", s.business_id AS "businessId", s.template_key AS "templateKey", s.category, s.name,
    b.name AS "businessName", CASE WHEN s.place = 'location' THEN l.id END AS "locationId",
    CASE WHEN s.place <> 'online' THEN l.latitude END AS latitude,
    CASE WHEN s.place <> 'online' THEN l.longitude END AS longitude,
    l.name AS "placeName", l.address ->> 'line' AS line, l.address ->> 'city' AS city, l.address ->> 'region' AS region
  FROM businesses b JOIN services s ON s.tenant_id = b.tenant_id AND s.business_id = b.id
    LEFT JOIN LATERAL (
      SELECT * FROM (
        SELECT o.*, row_number() OVER (ORDER BY o.created_at, o.id) AS place FROM locations o
        WHERE o.tenant_id = b.tenant_id AND o.business_id = b.id AND o.deleted_at IS NULL) o
      WHERE s.place = 'location' OR o.place = 1) l ON true
  WHERE b.tenant_id = $1 AND b.id = ANY($2::uuid[]) AND b.deleted_at IS NULL AND b.published_at IS NOT NULL
    AND s.deleted_at IS NULL AND s.published_at IS NOT NULL AND (s.place <> 'location' OR l.id IS NOT NULL)`);

const FORGET = statement(
  'DELETE FROM findable_services WHERE tenant_id = $1 AND business_id = ANY($2::uuid[])',
);

const KEEP = statement(`
  INSERT INTO findable_services (tenant_id, business_id, service_id, location_id, template_key, category, words, places,
    latitude, longitude, time_zone, price_amount, seats, run_offset, run_minutes, run_before, run_after, grid, min_notice,
    subject_ids)
  SELECT $1, f."businessId", f."serviceId", f."locationId", f."templateKey", f.category, folded(f.words),
    (SELECT array_agg(DISTINCT folded(place)) FROM jsonb_array_elements_text(f.places) place), f.latitude, f.longitude,
    f."timeZone", f.price, f.seats, f.run[1], f.run[2], f.run[3], f.run[4], f.grid, f."minNotice", f."subjectIds"
  FROM jsonb_to_recordset($2::jsonb) AS f ("businessId" uuid, "serviceId" uuid, "locationId" uuid, "templateKey" text,
    category text, words text, places jsonb, latitude float8, longitude float8, "timeZone" text, price bigint,
    seats boolean, run int[], grid jsonb, "minNotice" int, "subjectIds" uuid[])`);

const KEEP_WORKING = statement(`
  INSERT INTO working_time (tenant_id, chunk, subject_id, cells)
  SELECT $1, w.chunk, w.id, w.cells::bit(1440) FROM unnest($2::int[], $3::uuid[], $4::text[]) AS w (chunk, id, cells)
  ON CONFLICT (tenant_id, chunk, subject_id) DO UPDATE SET cells = excluded.cells
    WHERE working_time.cells <> excluded.cells`);

const FORGET_WORKING = statement(
  'DELETE FROM working_time WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[]) AND chunk < $3',
);

const TELL = statement(`
  INSERT INTO search_refreshes (tenant_id, business_id, version)
  SELECT $1, id, v.next FROM unnest($2::uuid[]) AS id,
    (SELECT coalesce(max(version), 0) + 1 AS next FROM search_refreshes WHERE tenant_id = $1) v
  ON CONFLICT (tenant_id, business_id) DO UPDATE SET version = excluded.version`);

const ANNOUNCE = statement(`
  INSERT INTO outbox (tenant_id, kind, payload, request_id)
  VALUES ($1, 'search.refreshed', jsonb_build_object('businessId', $2::uuid), $3)`);

const NOTHING: Run = { offset: 0, minutes: 0, before: 0, after: 0 };

/** What has to be free first, and who could be it: of the providers if it takes any, else of the units of one type. */
export function firstRun({ problem, items, sessions }: Loaded): { run: Run; subjectIds: string[] } {
  const [service] = problem.services;
  if (sessions || !service) return { run: NOTHING, subjectIds: [] };
  const { crew, providerRuns, resourceRuns } = shapeOf(service, problem.providers !== undefined);
  const [unitRun] = resourceRuns;
  if (crew > 0) return { run: providerRuns[0] ?? NOTHING, subjectIds: items[0].providerIds };
  const units = problem.resources.filter(({ type }) => type === unitRun?.type);
  return { run: unitRun ?? NOTHING, subjectIds: units.map(({ id }) => id) };
}

/** Everything that is written of a place and its service, in all languages of the tenant. */
function wordsOf(row: PlaceRow, { providers }: Loaded, vertical: Vertical): string {
  const texts = [
    row.name,
    vertical.categories.find(({ key }) => key === row.category)?.name,
    vertical.serviceTypes.find(({ key }) => key === row.templateKey)?.name,
  ];
  const { businessName, placeName, line, city, region } = row;
  const names = [businessName, placeName, line, city, region, ...providers.map(({ name }) => name)];
  return [...texts.flatMap((text) => Object.values(text ?? {})), ...names].filter(Boolean).join(' ');
}

function findableOf(row: PlaceRow, loaded: Loaded, vertical: Vertical) {
  const { businessId, serviceId, locationId, templateKey, category, latitude, longitude } = row;
  const { problem, items, timeZone, sessions } = loaded;
  const [{ variant, inputs }] = items;
  const { run, subjectIds } = firstRun(loaded);
  return {
    businessId,
    serviceId,
    locationId,
    templateKey,
    category,
    words: wordsOf(row, loaded, vertical),
    places: [row.city, row.region, row.placeName].filter(Boolean),
    latitude,
    longitude,
    timeZone,
    price: inputs.reduce((sum, { pricePerUnit, value }) => sum + pricePerUnit * value, variant.price),
    seats: sessions !== undefined,
    run: [run.offset, run.minutes, run.before, run.after],
    grid: problem.rules.grid,
    minNotice: problem.rules.minNotice,
    subjectIds,
  };
}

/** When each subject works for a service at a place, time off taken away. */
export function workingIn({
  location,
  timeZone,
  providers = [],
  resources,
  from,
  to,
}: Problem): [string, Ranges][] {
  const stayIn = (name: string): Stay => ({ zone: zoneOf(name), first: from - 2, last: to + 2 });
  const stay = stayIn(timeZone);
  const opening = openingTime(location, stay, 'ignored');
  return [
    ...providers.map((provider): [string, Ranges] => {
      const own = location ? stay : stayIn(provider.timeZone);
      return [provider.id, withoutTimeOff(providerTime(provider, location, opening, own), provider, own)];
    }),
    ...resources.map((unit): [string, Ranges] => [
      unit.id,
      withoutTimeOff(resourceTime(unit, opening, stay), unit, stay),
    ]),
  ];
}

/** The rows of working time of everybody who serves somewhere. */
function workingRows(all: readonly Loaded[], today: LocalDay) {
  const working = new Map<string, Ranges>();
  for (const { problem } of all)
    for (const [id, ranges] of workingIn(problem)) working.set(id, union(working.get(id) ?? [], ranges));
  // A day less on both sides is known in every zone.
  const known: Interval = [today * DAY, (today + KEPT_DAYS - 1) * DAY];
  const [first, last] = known.map(chunkOf) as [number, number];
  const rows: { chunk: number; id: string; cells: string }[] = [];
  for (const [id, ranges] of working)
    for (let chunk = first; chunk <= last; chunk += 1)
      rows.push({ chunk, id, cells: digitsOf(ranges, chunk, known) });
  return { rows, first };
}

/** Each service at each place where it is done, with what the engine knows of some local days, both inclusive. */
export async function loadPlaces(
  ctx: SqlCtx,
  vertical: Vertical,
  businessIds: readonly string[],
  [from, to]: Interval,
): Promise<{ row: PlaceRow; loaded: Loaded }[]> {
  const places = await ctx.sql(PLACES, [ctx.tenant.id, businessIds]);
  const asks = places.map(({ serviceId, locationId }) => ({
    items: [{ serviceId }],
    locationId: locationId ?? undefined,
    from,
    to,
  }));
  const all = await loadProblems(ctx, vertical, asks);
  return places.flatMap((row, index) => {
    const loaded = all[index];
    return loaded ? [{ row, loaded }] : [];
  });
}

async function refreshSome(
  ctx: SqlCtx,
  vertical: Vertical,
  businessIds: readonly string[],
  at: Instant,
): Promise<void> {
  const { sql, tenant, requestId } = ctx;
  const today = Math.floor(at / DAY);
  await sql(LOCK, [tenant.id]);
  const days: Interval = [today - 1, today + KEPT_DAYS];
  const found = await loadPlaces(ctx, vertical, businessIds, days);
  const { rows, first } = workingRows(
    found.flatMap(({ loaded }) => (loaded.sessions ? [] : [loaded])),
    today,
  );
  const findable = found.map(({ row, loaded }) => findableOf(row, loaded, vertical));
  const ids = rows.map(({ id }) => id);
  await Promise.all([
    sql(FORGET, [tenant.id, businessIds]),
    sql(KEEP, [tenant.id, JSON.stringify(findable)]),
    sql(KEEP_WORKING, [tenant.id, rows.map(({ chunk }) => chunk), ids, rows.map(({ cells }) => cells)]),
    sql(FORGET_WORKING, [tenant.id, ids, first]),
    sql(TELL, [tenant.id, businessIds]),
    sql(ANNOUNCE, [tenant.id, businessIds.length === 1 ? businessIds[0] : null, requestId]),
  ]);
}

/**
 * Makes anew what search keeps of some businesses: what can be found where, and when whoever serves there works.
 * @param businessIds null: all of the tenant
 */
export async function refreshSearch(
  ctx: Ctx,
  vertical: Vertical,
  businessIds: readonly string[] | null,
): Promise<void> {
  const at = Math.floor(ctx.now().getTime() / 60_000);
  const rows = await inPrepared(ctx, ({ sql }) => sql(BUSINESSES, [ctx.tenant.id, businessIds]));
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE).map(({ id }) => id);
    await inPrepared(ctx, (ctx) => refreshSome(ctx, vertical, some, at), { timeoutMs: 60_000 });
    ctx.log.debug({ businesses: some.length, left: rows.length - from - some.length }, 'search refreshed');
  }
}

const REBUILD_TAKEN = statement('SELECT rebuild_taken_time()');

/** Makes anew all that search keeps of a tenant, the bits of taken time included; bookings wait meanwhile. */
export async function rebuildSearch(ctx: Ctx, vertical: Vertical): Promise<void> {
  await inPrepared(ctx, ({ sql }) => sql(REBUILD_TAKEN), { timeoutMs: 600_000 });
  await refreshSearch(ctx, vertical, null);
}
