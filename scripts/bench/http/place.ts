import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createUser } from '../../../backend/test/browser.ts';
import { createOffer, type TestOffer } from '../../../backend/test/offer.ts';
import { closeDeps, openDeps } from '../../../backend/src/deps.ts';
import type { Env } from '../../../backend/src/env.ts';
import { inTransaction, type Ctx } from '../../../backend/src/lib/context.ts';

/** A throw-away database with one tenant. */
export interface Place {
  env: Env;
  tenantId: string;
  slug: string;
  /** With which its site is asked for. */
  host: string;
  /** 50 providers, real hours, eight bookings on each day: what is looked at. */
  busy: TestOffer;
  /** 50 providers who are free all day: what is booked. */
  free: TestOffer;
  /** As `busy`, with starts every five minutes, packed, and gaps of up to an hour in visits: what takes longest. */
  large: TestOffer;
  /** Sold by seats. */
  course: TestOffer;
}

/** Signs in with PASSWORD of backend/test/browser.ts. */
export const ADMIN = 'admin@bench.example';

const PROVIDERS = 50;

/** Hours with a break, Monday to Friday, and a short Saturday. */
const HOURS = [
  ...[1, 2, 3, 4, 5].flatMap((day) => [[day, 540, 780] as const, [day, 840, 1050] as const]),
  [6, 600, 840] as const,
];
const ALL_DAY = [1, 2, 3, 4, 5, 6, 7].map((day) => [day, 0, 1440] as const);

const scheduling = {
  slotInterval: 15,
  packing: 'all',
  minNoticeMinutes: 0,
  maxAdvanceDays: 366,
  closedOnHolidays: false,
};

/** Bookings of every provider, on every day, at the full hour: eight of half an hour each. */
async function fill(
  ctx: Ctx,
  days: number,
  { businessId, locationId, serviceId, variantId, providerIds }: TestOffer,
) {
  const of = [ctx.tenant.id, businessId, locationId, serviceId, variantId] as const;
  await inTransaction(
    ctx,
    ({ db }) => db.$executeRaw`
      WITH wanted AS (
        SELECT uuidv7() AS id, uuidv7() AS item_id, p::uuid AS provider_id,
          date_trunc('day', now()) + d * interval '1 day' + (9 + h) * interval '1 hour' AS since
        FROM unnest(${[...providerIds]}::text[]) AS p, generate_series(0, ${days}::int) AS d, generate_series(0, 7) AS h
      ), made AS (
        INSERT INTO bookings (tenant_id, id, code, state, business_id, location_id, time_zone, starts_at, ends_at, currency,
          total_amount, source)
        SELECT ${of[0]}::uuid, id, id::text, 'confirmed', ${of[1]}::uuid, ${of[2]}::uuid, 'UTC', since,
          since + interval '30 minutes', 'ARS', 1000, 'bench' FROM wanted
      ), items AS (
        INSERT INTO booking_items (tenant_id, id, booking_id, position, service_id, variant_id, provider_id, starts_at, ends_at)
        SELECT ${of[0]}::uuid, item_id, id, 0, ${of[3]}::uuid, ${of[4]}::uuid, provider_id, since,
          since + interval '30 minutes' FROM wanted
      )
      INSERT INTO allocations (tenant_id, subject_id, period, state, booking_item_id)
      SELECT ${of[0]}::uuid, provider_id, tstzrange(since, since + interval '30 minutes'), 'confirmed', item_id FROM wanted`,
    { timeoutMs: 60_000 },
  );
}

/** @param env of a database that is migrated and empty @param days from today on that have bookings */
export async function createPlace(env: Env, days: number): Promise<Place> {
  const deps = await openDeps(env, 'bench');
  const tenant = { id: randomUUID(), slug: 'bench', name: 'Bench', vertical: 'barbershop' };
  await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: tenant }),
  );
  const ctx: Ctx = {
    database: deps.database,
    tenant,
    actor: { kind: 'system', id: null, sessionId: null, permissions: new Set(), grants: [] },
    now: deps.clock,
    log: deps.log,
    requestId: 'bench',
  };
  const all = <T>(value: T) => Array.from({ length: PROVIDERS }, () => value);
  const busy = await createOffer(
    { ctx },
    {
      opening: HOURS,
      minutes: 30,
      providers: all(HOURS),
      settings: { scheduling },
    },
  );
  await fill(ctx, days, busy);
  const free = await createOffer({ ctx }, { minutes: 30, providers: all(ALL_DAY), settings: { scheduling } });
  const large = await createOffer(
    { ctx },
    {
      opening: HOURS,
      minutes: 30,
      providers: all(HOURS),
      service: { bufferAfterMinutes: 5 },
      settings: { scheduling: { ...scheduling, slotInterval: 5, packing: 'noOrphans', visitMaxGap: 60 } },
    },
  );
  await fill(ctx, days, large);
  const course = await createOffer({ ctx }, { service: { capacity: 10 }, providers: [ALL_DAY] });
  await createUser({ env }, { ctx }, ADMIN, { grants: [{ role: 'admin' }] });
  await closeDeps(deps);
  const owner = new pg.Client({ connectionString: env.DATABASE_URL });
  await owner.connect();
  await owner.query('VACUUM ANALYZE');
  await owner.end();
  return {
    env,
    tenantId: tenant.id,
    slug: tenant.slug,
    host: `${tenant.slug}.localhost`,
    busy,
    free,
    large,
    course,
  };
}
