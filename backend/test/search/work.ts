import { randomUUIDv7 } from 'node:crypto';
import { inPrepared, type Ctx, type SqlCtx } from '../../src/lib/context.ts';
import { statement } from '../../src/lib/database.ts';
import type { Instant, LocalDay } from '../../src/scheduling/types.ts';
import { zoneOf } from '../../src/scheduling/zones.ts';

/** A marketplace to search in: the same plan makes the same market, but for ids. */
export interface MarketPlan {
  businesses: number;
  /** Of each business. */
  providers: number;
  /** Local days with bookings. */
  from: LocalDay;
  days: number;
  bookingsPerDay: number;
  /** Kilometres around CENTRE in which the places lie, evenly. */
  radiusKm: number;
  /** Chairs of each place, which every service takes; 0: services take no chairs. */
  chairs?: number;
  timeZone?: string;
}

export interface Market {
  businessIds: string[];
  locationIds: string[];
  providerIds: string[];
}

export const CENTRE = { latitude: -34.6037, longitude: -58.3816 };
const KM_PER_DEGREE = 111.195;

/** What each business sells, by the keys of the barbershop's file. */
const SERVICES = [
  {
    key: 'haircut',
    category: 'cut',
    minutes: 30,
    buffer: 5,
    name: { 'es-AR': 'Corte de pelo', en: 'Haircut' },
  },
  {
    key: 'beard-trim',
    category: 'beard',
    minutes: 20,
    buffer: 5,
    name: { 'es-AR': 'Perfilado de barba', en: 'Beard trim' },
  },
  {
    key: 'grey-blending',
    category: 'colour',
    minutes: 50,
    buffer: 10,
    name: { 'es-AR': 'Coloración de canas', en: 'Grey blending' },
  },
];
const NAMES = [
  'Aurora',
  'El Niño',
  'Don Peña',
  'La Esquina',
  'Corazón',
  'Güemes',
  'San José',
  'Ñandú',
  'Parisién',
  'Última',
];
const CITIES = ['Buenos Aires', 'Avellaneda', 'San Isidro', 'Vicente López', 'Morón'];
const PEOPLE = ['Ana', 'Beto', 'César', 'Dolores', 'Émile', 'Fabián', 'Inés', 'Julián', 'Lucía', 'Martín'];
/** Minutes of the local day. */
const SHIFTS = [
  [[540, 1080]],
  [
    [600, 840],
    [960, 1260],
  ],
  [[720, 1260]],
] as const;

/** Numbers that are the same in every run: a multiplicative generator (Lehmer, 1951). */
function numbers(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

type Random = () => number;
const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)] as T;

/** A place somewhere in the disc. */
function pointIn(radiusKm: number, random: Random) {
  const distance = (radiusKm * Math.sqrt(random())) / KM_PER_DEGREE;
  const angle = random() * 2 * Math.PI;
  return {
    latitude: CENTRE.latitude + distance * Math.cos(angle),
    longitude: CENTRE.longitude + (distance * Math.sin(angle)) / Math.cos((CENTRE.latitude * Math.PI) / 180),
  };
}

/** Bookings of 15, 20 or 25 minutes one after the other, with the time that is left scattered between them in steps of 5. */
function dayOfWork(
  shift: readonly (readonly [number, number])[],
  count: number,
  random: Random,
): [number, number][] {
  const bookings: [number, number][] = [];
  const total = shift.reduce((sum, [from, to]) => sum + to - from, 0);
  for (const [from, to] of shift) {
    const here = Math.round((count * (to - from)) / total);
    const lengths = Array.from({ length: here }, () => 15 + 5 * Math.floor(random() * 3));
    let idle = Math.max(0, (to - from - lengths.reduce((sum, length) => sum + length, 0)) / 5);
    let at = from;
    for (const [index, length] of lengths.entries()) {
      const gap = random() < 0.5 ? 0 : Math.floor((random() * 2 * idle) / (here - index));
      idle -= gap;
      at += gap * 5;
      if (at + length > to) break;
      bookings.push([at, at + length]);
      at += length;
    }
  }
  return bookings;
}

const TABLES = {
  business: statement(`INSERT INTO businesses (tenant_id, id, slug, name, published_at)
    SELECT $1, id, 'shop-' || n, name, now() FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t (id, name, n)`),
  location:
    statement(`INSERT INTO locations (tenant_id, id, business_id, slug, name, address, latitude, longitude, time_zone, keeps_hours)
    SELECT $1, id, business_id, 'centre', 'Centre', jsonb_build_object('city', city, 'country', 'AR'), latitude, longitude, $7, false
    FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::float8[], $6::float8[]) AS t (id, business_id, city, latitude, longitude)`),
  service:
    statement(`INSERT INTO services (tenant_id, id, business_id, template_key, slug, name, category, position, buffer_after_minutes, published_at)
    SELECT $1, id, business_id, $4::text, $4::text, $5, $6, $7, $8, now() FROM unnest($2::uuid[], $3::uuid[]) AS t (id, business_id)`),
  variant: statement(`INSERT INTO service_variants (tenant_id, service_id, key, name, minutes, price_amount)
    SELECT $1, id, 'usual', '{}', $4, price FROM unnest($2::uuid[], $3::int[]) AS t (id, price)`),
  subject: statement(`INSERT INTO subjects (tenant_id, id, kind, keeps_hours)
    SELECT $1, id, $3::text::subject_kind, $3::text = 'provider' FROM unnest($2::uuid[]) AS t (id)`),
  provider: statement(`INSERT INTO providers (tenant_id, id, business_id, slug, name, priority)
    SELECT $1, id, business_id, 'p' || n, name, n FROM unnest($2::uuid[], $3::uuid[], $4::text[]) WITH ORDINALITY AS t (id, business_id, name, n)`),
  providerLocation: statement(`INSERT INTO provider_locations (tenant_id, provider_id, location_id)
    SELECT $1, p.id, l.id FROM providers p JOIN locations l ON l.tenant_id = p.tenant_id AND l.business_id = p.business_id WHERE p.tenant_id = $1`),
  providerService: statement(`INSERT INTO provider_services (tenant_id, provider_id, service_id)
    SELECT $1, p.id, s.id FROM providers p JOIN services s ON s.tenant_id = p.tenant_id AND s.business_id = p.business_id WHERE p.tenant_id = $1`),
  hours: statement(`INSERT INTO weekly_hours (tenant_id, subject_id, weekday, start_minute, end_minute)
    SELECT $1, id, weekday, since, until FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[]) AS t (id, weekday, since, until)`),
  unitType: statement(`INSERT INTO resource_types (tenant_id, id, key, name) VALUES ($1, $2, 'chair', '{}')`),
  unit: statement(`INSERT INTO resource_units (tenant_id, id, resource_type_id, location_id, number)
    SELECT $1, id, $3, location_id, number FROM unnest($2::uuid[], $4::uuid[], $5::int[]) AS t (id, location_id, number)`),
  requirement: statement(`INSERT INTO service_requirements (tenant_id, service_id, resource_type_id)
    SELECT $1, id, $2 FROM services WHERE tenant_id = $1`),
  // One block stands for all that a subject is taken for: rows that nobody looks at would only take time.
  block: statement(`INSERT INTO blocks (tenant_id, id, subject_id, starts_at, ends_at)
    SELECT $1, id, id, now(), now() + interval '1 hour' FROM unnest($2::uuid[]) AS t (id)`),
  allocation: statement(`INSERT INTO allocations (tenant_id, subject_id, block_id, period, state)
    SELECT $1, id, id, tstzrange(to_timestamp(since * 60::float8), to_timestamp(until * 60::float8)), 'blocked'
    FROM unnest($2::uuid[], $3::int[], $4::int[]) AS t (id, since, until)`),
};

const BATCH = 20_000;

/** Takes time of subjects as blocks do: many ranges in few statements. Each subject must have come by `block` before. */
async function takeAll(
  ctx: SqlCtx,
  takes: readonly (readonly [id: string, from: Instant, to: Instant])[],
): Promise<void> {
  for (let at = 0; at < takes.length; at += BATCH) {
    const some = takes.slice(at, at + BATCH);
    await ctx.sql(TABLES.allocation, [
      ctx.tenant.id,
      some.map(([id]) => id),
      some.map(([, from]) => from),
      some.map(([, , to]) => to),
    ]);
  }
}

/** Fills a tenant that is empty: businesses with a place, services, providers with hours, and their bookings. */
export async function createMarket(ctx: Ctx, plan: MarketPlan): Promise<Market> {
  const {
    businesses,
    providers,
    from,
    days,
    bookingsPerDay,
    radiusKm,
    chairs = 0,
    timeZone = 'America/Argentina/Buenos_Aires',
  } = plan;
  const random = numbers(17);
  const ids = (count: number) => Array.from({ length: count }, () => randomUUIDv7());
  const [businessIds, locationIds, providerIds] = [
    ids(businesses),
    ids(businesses),
    ids(businesses * providers),
  ];
  const unitIds = ids(businesses * chairs);
  const businessOf = (provider: number) => businessIds[Math.floor(provider / providers)];
  const points = locationIds.map(() => pointIn(radiusKm, random));
  const shifts = providerIds.map(() => pick(SHIFTS, random));
  const zone = zoneOf(timeZone);

  const write = async (ctx: SqlCtx) => {
    const { sql, tenant } = ctx;
    const add = (table: keyof typeof TABLES, ...values: unknown[]) =>
      sql(TABLES[table], [tenant.id, ...values]);
    await add(
      'business',
      businessIds,
      businessIds.map((_, n) => `Barbería ${pick(NAMES, random)} ${n}`),
    );
    await add(
      'location',
      locationIds,
      businessIds,
      locationIds.map(() => pick(CITIES, random)),
      points.map(({ latitude }) => latitude),
      points.map(({ longitude }) => longitude),
      timeZone,
    );
    for (const [position, { key, category, minutes, buffer, name }] of SERVICES.entries()) {
      const serviceIds = ids(businesses);
      await add('service', serviceIds, businessIds, key, JSON.stringify(name), category, position, buffer);
      await add(
        'variant',
        serviceIds,
        serviceIds.map(() => 1_000_000 + 50_000 * Math.floor(random() * 20)),
        minutes,
      );
    }
    await add('subject', providerIds, 'provider');
    await add(
      'provider',
      providerIds,
      providerIds.map((_, n) => businessOf(n)),
      providerIds.map(() => `${pick(PEOPLE, random)} ${pick(NAMES, random)}`),
    );
    await add('providerLocation');
    await add('providerService');
    const hours = providerIds.flatMap((id, n) =>
      [1, 2, 3, 4, 5, 6].flatMap((weekday) =>
        (shifts[n] ?? []).map(([since, until]) => [id, weekday, since, until] as const),
      ),
    );
    await add(
      'hours',
      hours.map(([id]) => id),
      hours.map(([, weekday]) => weekday),
      hours.map(([, , since]) => since),
      hours.map(([, , , until]) => until),
    );
    if (chairs > 0) {
      const typeId = randomUUIDv7();
      await add('unitType', typeId);
      await add('subject', unitIds, 'resource_unit');
      await add(
        'unit',
        unitIds,
        typeId,
        unitIds.map((_, n) => locationIds[Math.floor(n / chairs)]),
        unitIds.map((_, n) => (n % chairs) + 1),
      );
      await add('requirement', typeId);
      await add('block', unitIds);
    }
    await add('block', providerIds);
    const takes = providerIds.flatMap((id, n) =>
      Array.from({ length: days }, (_, day) => {
        const midnight = zone.toInstant(from + day, 0);
        return dayOfWork(shifts[n] ?? [], bookingsPerDay, random).map(
          ([since, until]) => [id, midnight + since, midnight + until] as const,
        );
      }).flat(),
    );
    await takeAll(ctx, takes);
  };
  await inPrepared(ctx, write, { timeoutMs: 600_000 });
  return { businessIds, locationIds, providerIds };
}
