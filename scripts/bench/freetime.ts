import pg from 'pg';
import { migrate } from '../../backend/src/database/migrate.ts';
import { closeDeps, openDeps, type Deps } from '../../backend/src/deps.ts';
import { readEnv } from '../../backend/src/env.ts';
import { systemCtx, type Ctx } from '../../backend/src/lib/context.ts';
import { createBooking } from '../../backend/src/modules/bookings/bookings.service.ts';
import { DAY, isoOf } from '../../backend/src/scheduling/days.ts';
import { createShop, type Shop } from '../../backend/test/shop.ts';
import type { Measurement } from '../bench.ts';
import { startPostgres } from '../lib/postgres.ts';
import { inTurns } from './rounds.ts';

const PEOPLE = 20;
/** The shop works twelve hours from 08:00 UTC, and cuts for half an hour. */
const [OPENS, MINUTES, A_DAY] = [480, 30, 24];

async function as(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Books one time after the other, everybody's before the next. */
function booking(ctx: Ctx, deps: Deps, { services, providerIds }: Shop): () => Promise<unknown> {
  const tomorrow = Math.floor(Date.now() / 60_000 / DAY) + 1;
  let count = 0;
  return () => {
    const providerId = providerIds[count % PEOPLE] ?? '';
    const slot = Math.floor(count / PEOPLE);
    count += 1;
    const start = (tomorrow + Math.floor(slot / A_DAY)) * DAY + OPENS + (slot % A_DAY) * MINUTES;
    const items = [{ serviceId: services.cut, providerId }];
    return createBooking(ctx, deps, { items, start: isoOf(start), seats: 1, customer: { name: 'Ana' } });
  };
}

/** What a booking costs with the bits of taken time, against the same without the trigger that keeps them. */
export async function freetimeCost(): Promise<Measurement[]> {
  const server = await startPostgres({ throwaway: true });
  const variables = {
    NODE_ENV: 'production',
    APP_SECRET: 'a-secret-that-only-benches-use-012345678',
    LOG_LEVEL: 'silent',
    DATABASE_POOL_SIZE: '2',
  };
  const at = (name: string) => server.url.replace(/\/turnero$/, `/${name}`);
  const kept = readEnv({ ...variables, DATABASE_URL: server.url });
  const plain = readEnv({ ...variables, DATABASE_URL: at('plain') });
  try {
    await migrate(kept);
    const deps = await openDeps(kept, 'bench');
    const tenant = await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
      db.tenant.create({ data: { slug: 'shop', name: 'Shop', vertical: 'barbershop' } }),
    );
    const shop = await createShop({ ctx: systemCtx(deps, tenant, 'bench') }, { providers: PEOPLE });
    await closeDeps(deps);
    await as(kept.DATABASE_URL, 'ANALYZE');
    await as(at('postgres'), 'CREATE DATABASE plain TEMPLATE turnero');
    await as(plain.DATABASE_URL, 'ALTER TABLE allocations DISABLE TRIGGER keep_taken_time');

    const [one, other] = [await openDeps(kept, 'bench'), await openDeps(plain, 'bench')];
    const book = (deps: Deps) => booking(systemCtx(deps, tenant, 'bench'), deps, shop);
    const times = await inTurns(book(one), book(other), { rounds: 30, times: 40 });
    await Promise.all([closeDeps(one), closeDeps(other)]);
    return [{ name: 'index of free time: a booking with it / without', ...times, bound: 1.2 }];
  } finally {
    await server.stop();
  }
}
