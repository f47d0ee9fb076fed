import { migrate } from '../../backend/src/database/migrate.ts';
import { catalogueRows } from '../../backend/src/database/seed-catalogue.ts';
import { insertCatalogue } from '../../backend/src/database/create-tenant.ts';
import { closeDeps, openDeps, type Deps } from '../../backend/src/deps.ts';
import type { Env } from '../../backend/src/env.ts';
import type { Ctx } from '../../backend/src/lib/context.ts';
import { listBusinesses, listServices } from '../../backend/src/modules/catalogue/catalogue.service.ts';
import { verticalOf } from '../../backend/src/modules/tenants/tenants.service.ts';
import type { Vertical } from '../../backend/src/modules/verticals/verticals.contract.ts';
import type { Measurement } from '../bench.ts';
import { asOwner, newTenant, withServer } from './market.ts';
import { inTurns } from './rounds.ts';

/** Tenants beside the one that is read: rows that the policies have to keep out. */
const NEIGHBOURS = 20;

async function tenantOf(deps: Deps, slug: string): Promise<Ctx> {
  const ctx = await newTenant(deps, slug);
  const vertical = deps.verticals.get('barbershop');
  if (!vertical) throw new Error('The bench reads niche-configs/barbershop.json');
  const { id } = ctx.tenant;
  await deps.database.transaction({ tenantId: id, actorId: null }, (db) =>
    insertCatalogue(db, catalogueRows(id, vertical)),
  );
  return ctx;
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

const PAGE = { limit: 25 };

type Read = (ctx: Ctx, vertical: Vertical) => Promise<unknown>;
const reads: readonly (readonly [string, Read])[] = [
  ['businesses, one page', (ctx, vertical) => listBusinesses(ctx, vertical, PAGE)],
  ['services, one page', (ctx, vertical) => listServices(ctx, vertical, PAGE)],
];

/** What forced row-level security costs a read request, against the same transaction without it. */
export function policyCost(): Promise<Measurement[]> {
  return withServer(
    async (envOf) => {
      const [walled, open] = [envOf(), envOf('open')];
      await migrate(walled);
      const deps = await openDeps(walled, 'bench');
      const ctx = await tenantOf(deps, 'measured');
      for (let count = 0; count < NEIGHBOURS; count += 1) await tenantOf(deps, `neighbour-${count}`);
      await closeDeps(deps);
      await asOwner(walled, (client) => client.query('ANALYZE'));
      await asOwner(envOf('postgres'), (client) => client.query('CREATE DATABASE open TEMPLATE turnero'));
      await tearDownWall(open);

      const [one, other] = [await openDeps(walled, 'bench'), await openDeps(open, 'bench')];
      const vertical = verticalOf(one.verticals, ctx.tenant);
      const rows: Measurement[] = [];
      for (const [name, read] of reads) {
        const times = await inTurns(
          () => read({ ...ctx, database: one.database }, vertical),
          () => read({ ...ctx, database: other.database }, vertical),
        );
        rows.push({ name: `row-level security: ${name}`, ...times, bound: 1.15 });
      }
      await Promise.all([closeDeps(one), closeDeps(other)]);
      return rows;
    },
    { NODE_ENV: 'test', DATABASE_POOL_SIZE: '2' },
  );
}
