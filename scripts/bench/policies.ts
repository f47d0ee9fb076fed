import pg from 'pg';
import { migrate } from '../../backend/src/database/migrate.ts';
import { catalogueRows } from '../../backend/src/database/seed-catalogue.ts';
import { insertCatalogue } from '../../backend/src/database/create-tenant.ts';
import { closeDeps, openDeps, type Deps } from '../../backend/src/deps.ts';
import { readEnv, type Env } from '../../backend/src/env.ts';
import { systemCtx, type Ctx } from '../../backend/src/lib/context.ts';
import { listBusinesses, listServices } from '../../backend/src/modules/catalogue/catalogue.service.ts';
import { startPostgres } from '../lib/postgres.ts';
import type { Measurement } from '../bench.ts';
import { inTurns } from './rounds.ts';

const SECRET = 'a-secret-that-only-benches-use-012345678';
/** Tenants beside the one that is read: rows that the policies have to keep out. */
const NEIGHBOURS = 20;

async function tenantOf(deps: Deps, slug: string): Promise<Ctx> {
  const tenant = await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: { slug, name: slug, vertical: 'barbershop' } }),
  );
  const vertical = deps.verticals.get('barbershop');
  if (!vertical) throw new Error('The bench reads niche-configs/barbershop.json');
  await deps.database.transaction({ tenantId: tenant.id, actorId: null }, (db) =>
    insertCatalogue(db, catalogueRows(tenant.id, vertical)),
  );
  return systemCtx(deps, tenant, 'bench');
}

async function asOwner(env: Env, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The same database without the wall: what the policies cost is what it is faster by. */
async function tearDownWall(env: Env): Promise<void> {
  await asOwner(env, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace`,
    );
    for (const { name } of rows) await client.query(`ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
  });
}

/** What forced row-level security costs a read request, against the same transaction without it. */
export async function policyCost(): Promise<Measurement[]> {
  const server = await startPostgres({ throwaway: true });
  const variables = { NODE_ENV: 'test', APP_SECRET: SECRET, LOG_LEVEL: 'silent', DATABASE_POOL_SIZE: '2' };
  const walled = readEnv({ ...variables, DATABASE_URL: server.url });
  const open = readEnv({ ...variables, DATABASE_URL: server.url.replace(/\/turnero$/, '/open') });
  try {
    await migrate(walled);
    const deps = await openDeps(walled, 'bench');
    const ctx = await tenantOf(deps, 'measured');
    for (let count = 0; count < NEIGHBOURS; count += 1) await tenantOf(deps, `neighbour-${count}`);
    await closeDeps(deps);
    await asOwner(walled, (client) => client.query('ANALYZE'));
    const maintenance = readEnv({
      ...variables,
      DATABASE_URL: server.url.replace(/\/turnero$/, '/postgres'),
    });
    await asOwner(maintenance, (client) => client.query('CREATE DATABASE open TEMPLATE turnero'));
    await tearDownWall(open);

    const [one, other] = [await openDeps(walled, 'bench'), await openDeps(open, 'bench')];
    const page = { limit: 25 };
    const rows: Measurement[] = [];
    for (const [name, read] of [
      [
        'businesses, one page',
        (database: Deps['database']) => listBusinesses({ ...ctx, database }, 'ARS', page),
      ],
      ['services, one page', (database: Deps['database']) => listServices({ ...ctx, database }, 'ARS', page)],
    ] as const) {
      const times = await inTurns(
        () => read(one.database),
        () => read(other.database),
      );
      rows.push({ name: `row-level security: ${name}`, ...times, bound: 1.15 });
    }
    await Promise.all([closeDeps(one), closeDeps(other)]);
    return rows;
  } finally {
    await server.stop();
  }
}
