import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type pg from 'pg';
import { Told } from '../launch/steps.mjs';
import type { Manifest } from './archive.ts';
import { COUNTED, HERE, tenantTables, type TenantTable } from './tables.ts';

const AT_ONCE = 500;
/** Where files may be kept: below the tenant's own folder. */
const OWN_FILE = String.raw`^~(/[A-Za-z0-9][A-Za-z0-9-]*)+(\.[a-z0-9]+)?$`;

async function stage(client: pg.Client, path: string): Promise<void> {
  await client.query('TRUNCATE arriving');
  let lines: string[] = [];
  const flush = async () => {
    if (lines.length > 0) await client.query('INSERT INTO arriving SELECT unnest($1::jsonb[])', [lines]);
    lines = [];
  };
  for await (const line of createInterface({ input: createReadStream(path) })) {
    lines.push(line);
    if (lines.length >= AT_ONCE) await flush();
  }
  await flush();
}

/** One statement for a table, so that rows may refer to rows after them. @returns how many came */
async function insert(client: pg.Client, { name, columns }: TenantTable, tenantId: string): Promise<number> {
  const keeps = columns.includes('storage_key');
  if (keeps) {
    const { rows } = await client.query<{ key: string }>(
      `SELECT line ->> 'storage_key' AS key FROM arriving WHERE (line ->> 'storage_key' ~ $1) IS NOT TRUE LIMIT 1`,
      [OWN_FILE],
    );
    if (rows[0]) throw new Told(`A row of ${name} names a file that is not the tenant's: ${rows[0].key}`);
  }
  const line = keeps
    ? `line || jsonb_build_object('storage_key', replace(line ->> 'storage_key', '${HERE}', $1))`
    : 'line';
  const { rowCount } = await client.query(
    `INSERT INTO ${name} (tenant_id, ${columns.join(', ')})
     SELECT $1::text::uuid, ${columns.map((column) => `r.${column}`).join(', ')}
     FROM arriving, jsonb_populate_record(NULL::${name}, ${line}) r`,
    [tenantId],
  );
  return rowCount ?? 0;
}

/**
 * Inserts what the archive has of every table, parents first. What triggers make from rows is made on the way.
 * @throws Told for tables that are not ours, and where rows are missing
 */
export async function insertRows(
  client: pg.Client,
  list: Manifest,
  folder: string,
  tenantId: string,
): Promise<number> {
  const tables = await tenantTables(client);
  const unknown = Object.keys(list.rows).find((name) => !tables.some((table) => table.name === name));
  if (unknown !== undefined) throw new Told(`The archive has rows of "${unknown}", which travels in none.`);
  await client.query('CREATE TEMP TABLE arriving (line jsonb NOT NULL) ON COMMIT DROP');
  let sum = 0;
  for (const table of tables) {
    const expected = list.rows[table.name] ?? 0;
    const name = `rows/${table.name}.jsonl`;
    if (expected === 0 || !list.files.some((file) => file.name === name)) continue;
    await stage(client, join(folder, name));
    // Coupons come with their count; others wait for this table until the end, which is next.
    if (table.name === COUNTED) await client.query(`ALTER TABLE ${COUNTED} DISABLE TRIGGER USER`);
    const rows = await insert(client, table, tenantId);
    if (table.name === COUNTED) await client.query(`ALTER TABLE ${COUNTED} ENABLE TRIGGER USER`);
    if (rows !== expected)
      throw new Told(`The archive has ${rows} rows of ${table.name}, and says that there are ${expected}.`);
    sum += rows;
  }
  return sum;
}
