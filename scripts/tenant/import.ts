import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Deps } from '../../backend/src/deps.ts';
import { systemCtx, type Tenant } from '../../backend/src/lib/context.ts';
import { sqlState } from '../../backend/src/lib/database.ts';
import { operatorErrors } from '../../backend/src/modules/operators/operators.contract.ts';
import { rebuildSearch } from '../../backend/src/modules/search/search.refresh.ts';
import { verticalOf } from '../../backend/src/modules/tenants/tenants.service.ts';
import { Told } from '../launch/steps.mjs';
import { newestMigration } from '../lib/tables.ts';
import { moveAccounts } from './accounts.ts';
import { MOST_BYTES, unpack, type Manifest } from './archive.ts';
import { insertRows } from './rows.ts';

/** How it is called here, where that is not as it was. */
interface Wish {
  slug?: string | undefined;
  name?: string | undefined;
  /** Bytes that are unpacked at most. */
  most?: number;
}

export interface Imported {
  tenant: Tenant;
  rows: number;
  files: number;
  /** Payment companies whose keys were sealed elsewhere, and have to be written here anew. */
  closed: string[];
}

const UNIQUE_VIOLATION = '23505';

/** The row of the tenant; its id stays what it was where nobody has it yet. @throws Told for a slug that is taken */
async function insertTenant(client: pg.Client, { tenant }: Manifest, { slug, name }: Wish): Promise<Tenant> {
  const { rows } = await client.query('SELECT 1 FROM tenants WHERE id = $1', [tenant.id]);
  const made = {
    id: rows.length === 0 ? tenant.id : randomUUID(),
    slug: slug ?? tenant.slug,
    name: name ?? tenant.name,
    vertical: tenant.vertical,
    customs: tenant.customs,
  };
  const values = [made.id, made.slug, made.name, made.vertical, JSON.stringify(made.customs)];
  try {
    await client.query(
      'INSERT INTO tenants (id, slug, name, vertical, customs) VALUES ($1, $2, $3, $4, $5)',
      values,
    );
  } catch (error) {
    if ((error as pg.DatabaseError).code !== UNIQUE_VIOLATION) throw error;
    throw new Told(
      `${operatorErrors.SLUG_TAKEN.message} Give it one of its own: --slug NAME (taken: ${made.slug})`,
    );
  }
  const details = JSON.stringify({ slug: made.slug, name: made.name, vertical: made.vertical });
  await client.query(
    `INSERT INTO operator_events (action, tenant_id, details) VALUES ('tenant.imported', $1, $2)`,
    [made.id, details],
  );
  return made;
}

async function demandFitting(deps: Deps, client: pg.Client, list: Manifest): Promise<void> {
  const here = await newestMigration(client);
  if (list.migration !== here)
    throw new Told(
      `The archive is from another version (its database is at ${list.migration}, this one at ${here}): bring both to the same and export again.`,
    );
  if (!deps.verticals.has(list.tenant.vertical))
    throw new Told(
      `The tenant is made from "${list.tenant.vertical}", which this installation does not have: copy its file into niche-configs/own first.`,
    );
}

async function copyFiles(deps: Deps, { files }: Manifest, folder: string, tenantId: string): Promise<number> {
  const kept = files.filter(({ name }) => name.startsWith('media/'));
  for (const { name } of kept)
    await deps.media.write(
      `${tenantId}/${name.slice('media/'.length)}`,
      createReadStream(join(folder, name)),
    );
  return kept.length;
}

/** All in one transaction: rows, then files, and it is only there once both are. */
async function insertAll(
  deps: Deps,
  client: pg.Client,
  list: Manifest,
  folder: string,
  wish: Wish,
): Promise<Imported> {
  await client.query('BEGIN');
  await demandFitting(deps, client, list);
  const tenant = await insertTenant(client, list, wish);
  // From here on the owner is bound by the wall: whatever the rows say, they are this tenant's.
  await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenant.id]);
  const rows = await insertRows(client, list, folder, tenant.id);
  const closed = await moveAccounts(client, deps.env, { from: list.tenant.id, to: tenant.id });
  try {
    const files = await copyFiles(deps, list, folder, tenant.id);
    await client.query(
      `INSERT INTO outbox (tenant_id, kind, payload) VALUES ($1, 'tenant.updated', jsonb_build_object('tenantId', $1::uuid))`,
      [tenant.id],
    );
    await client.query('COMMIT');
    return { tenant, rows, files, closed };
  } catch (error) {
    await deps.media.removeFolder(tenant.id);
    throw error;
  }
}

function toldOf(error: unknown): unknown {
  const state = sqlState(error) ?? (error as pg.DatabaseError).code;
  // Data that does not fit, and rules that it breaks.
  if (typeof state === 'string' && /^(22|23|42501)/.test(state))
    return new Told(`The rows of the archive are not as they should be: ${(error as Error).message}`);
  return error;
}

/**
 * Makes a tenant of what `exportTenant` wrote: all of it, or nothing.
 * @throws Told for what is damaged, is not what it says, does not fit, or is there already
 */
export async function importTenant(deps: Deps, file: string, wish: Wish = {}): Promise<Imported> {
  const folder = await mkdtemp(join(deps.env.DATA_DIR, 'import-'));
  const client = new pg.Client({ connectionString: deps.env.DATABASE_URL });
  await client.connect();
  try {
    const list = await unpack(file, folder, wish.most ?? MOST_BYTES);
    const made = await insertAll(deps, client, list, folder, wish);
    await rebuildSearch(systemCtx(deps, made.tenant, 'import'), verticalOf(deps.verticals, made.tenant));
    return made;
  } catch (error) {
    throw toldOf(error);
  } finally {
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}
