import pg from 'pg';
import { migrate } from '../../backend/src/database/migrate.ts';
import { closeDeps, openDeps, type Deps } from '../../backend/src/deps.ts';
import { readEnv, type Env } from '../../backend/src/env.ts';
import { systemCtx, type Ctx } from '../../backend/src/lib/context.ts';
import { startPostgres } from '../lib/postgres.ts';

const SECRET = 'a-secret-that-only-benches-use-012345678';

/** A server of the bench's own, gone afterwards. @param work gets what tells the environment of one of its databases */
export async function withServer<T>(
  work: (envOf: (database?: string) => Env) => Promise<T>,
  variables: NodeJS.ProcessEnv = {},
): Promise<T> {
  const server = await startPostgres({ throwaway: true });
  try {
    return await work((database = 'turnero') =>
      readEnv({
        NODE_ENV: 'production',
        APP_SECRET: SECRET,
        LOG_LEVEL: 'silent',
        DATABASE_URL: server.url.replace(/\/turnero$/, `/${database}`),
        ...variables,
      }),
    );
  } finally {
    await server.stop();
  }
}

/** A tenant without anything. */
export async function newTenant(deps: Deps, slug: string): Promise<Ctx> {
  const tenant = await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: { slug, name: slug, vertical: 'barbershop' } }),
  );
  return systemCtx(deps, tenant, 'bench');
}

/** One statement or more as the owner of the database, for whom there is no wall. */
export async function asOwner<T>({ DATABASE_URL }: Env, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One tenant in a migrated database of its own. */
export async function inMarket<T>(work: (ctx: Ctx, deps: Deps) => Promise<T>): Promise<T> {
  return withServer(async (envOf) => {
    await migrate(envOf());
    const deps = await openDeps(envOf(), 'bench');
    try {
      return await work(await newTenant(deps, 'market'), deps);
    } finally {
      await closeDeps(deps);
    }
  });
}
