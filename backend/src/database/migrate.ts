import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { derivedPassword, type Env } from '../env.ts';
import { openJobConsole } from './job-console.ts';
import { migrationNames, MIGRATIONS_DIR as folder } from './migration-names.ts';
import { noFilter, openSchemaEngine } from './schema-engine.ts';

async function migrationsOnDisk(wanted?: readonly string[]) {
  const names = (await migrationNames()).filter((name) => wanted?.includes(name) ?? true);
  const lockfile = join(folder, 'migration_lock.toml');
  return {
    baseDir: folder,
    lockfile: { path: lockfile, content: existsSync(lockfile) ? await readFile(lockfile, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(folder, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}

/** The roles whose URL was not given log in with a derived password; the owner sets it. */
async function openRoles(env: Env): Promise<void> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    for (const [role, url] of [
      ['turnero_app', env.DATABASE_APP_URL],
      ['turnero_direct', env.DATABASE_DIRECT_URL],
      ['turnero_operator', env.DATABASE_OPERATOR_URL],
    ] as const) {
      const password = derivedPassword(env.APP_SECRET, role);
      if (new URL(url).password === encodeURIComponent(password)) {
        await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
      }
    }
  } finally {
    await client.end();
  }
}

/**
 * Brings the database to the newest migration, as the owner; then the job queue's own schema, as its owner.
 * @param wanted only these, for a database that gets the rows of an older one
 * @returns the names of the migrations that were applied now
 */
export async function migrate(env: Env, ...wanted: readonly string[]): Promise<string[]> {
  const engine = await openSchemaEngine(env.DATABASE_URL);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: await migrationsOnDisk(wanted.length > 0 ? wanted : undefined),
      filters: noFilter,
    });
    await openRoles(env);
    await runMigrations({ connectionString: env.DATABASE_DIRECT_URL });
    await openJobConsole(env);
    return appliedMigrationNames;
  } finally {
    await engine.close();
  }
}

/** Migrations on disk, each with whether this database has it. */
export async function migrationStatus(env: Env): Promise<{ name: string; applied: boolean }[]> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    const { rows } = await client.query<{ exists: boolean }>(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
    );
    const applied = rows[0]?.exists
      ? (
          await client.query<{ migration_name: string }>(
            'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
          )
        ).rows
      : [];
    const names = new Set(applied.map((row) => row.migration_name));
    return (await migrationsOnDisk()).migrationDirectories.map(({ path }) => ({
      name: path,
      applied: names.has(path),
    }));
  } finally {
    await client.end();
  }
}
