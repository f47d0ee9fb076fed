import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Deps } from '../../backend/src/deps.ts';
import type { TenantCustoms } from '../../backend/src/modules/tenants/tenants.contract.ts';
import { KEPT_FILES } from '../lib/kept-files.ts';
import { newestMigration, someAtATime } from '../lib/tables.ts';
import { pack, put, type Manifest } from './archive.ts';
import { HERE, tenantTables, type TenantTable } from './tables.ts';

interface Tenant {
  id: string;
  slug: string;
  name: string;
  vertical: string;
  customs: TenantCustoms;
}

/** The rows of a table as lines of JSON, in the order of their key; numbers and instants are as the database writes them. */
async function* linesOf(
  client: pg.Client,
  { name, columns, primaryKey }: TenantTable,
  count: { rows: number },
): AsyncGenerator<Buffer> {
  const keeps = columns.includes('storage_key');
  const row = keeps
    ? `to_jsonb(t) || jsonb_build_object('storage_key', regexp_replace(storage_key, '^' || tenant_id, '${HERE}'))`
    : 'to_jsonb(t)';
  const all = `SELECT ((${row}) - 'tenant_id')::text AS line FROM ${name} t ORDER BY ${primaryKey.join(', ')}`;
  for await (const rows of someAtATime<{ line: string }>(client, all)) {
    count.rows += rows.length;
    yield Buffer.from(rows.map(({ line }) => `${line}\n`).join(''));
  }
}

/** Names of all files that rows speak of, without the tenant's id before them. */
async function fileNames(client: pg.Client, tenantId: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM (${KEPT_FILES}) f WHERE starts_with(name, $1 || '/') ORDER BY 1`,
    [tenantId],
  );
  return rows.map(({ name }) => name.slice(tenantId.length + 1));
}

async function rowsAndFiles(deps: Deps, client: pg.Client, tenantId: string, folder: string) {
  const files: Manifest['files'] = [];
  const rows: Manifest['rows'] = {};
  for (const table of await tenantTables(client)) {
    const count = { rows: 0 };
    files.push(await put(folder, `rows/${table.name}.jsonl`, linesOf(client, table, count)));
    rows[table.name] = count.rows;
  }
  const { media: store } = deps;
  for (const name of await fileNames(client, tenantId)) {
    const at = `${tenantId}/${name}`;
    // What is gone here is gone there.
    if ((await store.sizeOf(at)) !== undefined)
      files.push(await put(folder, `media/${name}`, await store.stream(at)));
  }
  return { files, rows };
}

/**
 * Writes everything of a tenant into one file: a list with sums, its rows as lines of JSON, and its pictures and files. The rows are
 * those of one moment, also while the site is in use.
 */
export async function exportTenant(deps: Deps, tenant: Tenant, file: string): Promise<Manifest> {
  const folder = await mkdtemp(join(deps.env.DATA_DIR, 'export-'));
  const client = new pg.Client({ connectionString: deps.env.DATABASE_URL });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // The owner is bound by the wall like everybody: it sees this tenant and no other.
    await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenant.id]);
    const { id, slug, name, vertical, customs } = tenant;
    const list: Manifest = {
      format: 'turnero-tenant',
      version: 1,
      exportedAt: deps.clock().toISOString(),
      migration: await newestMigration(client),
      tenant: { id, slug, name, vertical, customs },
      ...(await rowsAndFiles(deps, client, id, folder)),
    };
    await pack(folder, list, file);
    return list;
  } finally {
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}
