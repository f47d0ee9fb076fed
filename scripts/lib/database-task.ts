// Run as a process of its own: what it needs to migrate and seed is large, and the supervisor that waits for it lives long.
import pg from 'pg';
import { migrate, migrationStatus } from '../../backend/src/database/migrate.ts';
import { seed } from '../../backend/src/database/seed.ts';
import { closeDeps, openDeps } from '../../backend/src/deps.ts';
import { type Env, readEnv } from '../../backend/src/env.ts';
import { systemCtx } from '../../backend/src/lib/context.ts';
import { rebuildSearch } from '../../backend/src/modules/search/search.refresh.ts';
import { tenantOf, tenantSelect, verticalOf } from '../../backend/src/modules/tenants/tenants.service.ts';
import { demandVerticals } from '../../backend/src/modules/tenants/tenants.verticals.ts';
import { VerticalsError } from '../../backend/src/modules/verticals/verticals.service.ts';

/** Deletes everything in the database of this installation, also what no migration knows; the roles stay. */
async function clear({ DATABASE_URL, DATABASE_DIRECT_URL }: Env) {
  // The job queue belongs to another role than the rest, and only owners may delete.
  await dropOwnSchemas(DATABASE_DIRECT_URL).catch((error: unknown) => {
    // Before the first migration that role cannot log in, and owns nothing.
    if (!['28P01', '28000', '42501'].includes((error as pg.DatabaseError).code ?? '')) throw error;
  });
  await dropOwnSchemas(DATABASE_URL, 'create schema public; grant usage on schema public to public');
}

/** All or nothing. @param then SQL that belongs to the same transaction */
async function dropOwnSchemas(url: string, then = '') {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`begin; set local lock_timeout = '10s'`);
    const { rows } = await client.query<{ name: string }>(
      `select nspname as name from pg_namespace
       where nspname not like 'pg\\_%' and nspname <> 'information_schema' and pg_has_role(nspowner, 'usage')`,
    );
    for (const { name } of rows) await client.query(`drop schema ${client.escapeIdentifier(name)} cascade`);
    await client.query(`${then}; commit`);
  } finally {
    await client.end();
  }
}

/** @param only the key of the one vertical that is seeded */
async function seedDemo(env: Env, only?: string) {
  const deps = await openDeps(env, 'seed');
  try {
    await demandVerticals(deps);
    const verticals = new Map([...deps.verticals].filter(([key]) => key === (only ?? key)));
    return await seed({ ...deps, verticals });
  } finally {
    await closeDeps(deps);
  }
}

/** Makes anew what search keeps of every tenant. @returns how many */
async function reindex(env: Env) {
  const deps = await openDeps(env, 'reindex');
  try {
    const tenants = await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
      db.tenant.findMany({ select: tenantSelect, orderBy: { slug: 'asc' } }),
    );
    for (const tenant of tenants.map(tenantOf))
      await rebuildSearch(systemCtx(deps, tenant, 'reindex'), verticalOf(deps.verticals, tenant));
    return tenants.length;
  } finally {
    await closeDeps(deps);
  }
}

/** Reads the files of all verticals, and looks whether each tenant has its own. */
async function check(env: Env) {
  const deps = await openDeps(env, 'check');
  try {
    await demandVerticals(deps);
  } finally {
    await closeDeps(deps);
  }
}

const tasks = { check, migrate, status: migrationStatus, seed: seedDemo, reindex, clear };

export type Tasks = typeof tasks;

const [name, ...words] = process.argv.slice(2) as [keyof Tasks, ...string[]];
process.on('disconnect', () => process.exit(1));
try {
  const result = await tasks[name](readEnv(), ...words);
  // What is undefined does not arrive.
  process.send?.({ result: result ?? null }, () => process.exit(0));
} catch (error) {
  // What the operator can mend is told without a stack.
  if (error instanceof VerticalsError) process.send?.({ mistakes: error.message }, () => process.exit(1));
  else {
    console.error(error);
    process.exit(1);
  }
}
