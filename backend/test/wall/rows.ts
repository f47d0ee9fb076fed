import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Columns and composite foreign keys of one table, as PostgreSQL itself tells them. */
export interface Column {
  name: string;
  type: string;
  nullable: boolean;
  hasDefault: boolean;
  enumValues: string[] | null;
}

export interface ForeignKey {
  constraint: string;
  columns: string[];
  target: string;
  targetColumns: string[];
}

export interface Table {
  name: string;
  columns: Column[];
  primaryKey: string[];
  foreignKeys: ForeignKey[];
}

/** Every table that belongs to tenants: those with a column tenant_id, but for the two of the platform. */
export async function tenantTables(client: pg.Client): Promise<Table[]> {
  const { rows: names } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
       AND c.relname NOT IN ('domains', 'operator_events')
     ORDER BY 1`,
  );
  const tables: Table[] = [];
  for (const { name } of names) {
    const { rows: columns } = await client.query<Column>(
      `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS nullable,
         a.atthasdef AS "hasDefault",
         (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid)
           AS "enumValues"
       FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      [name],
    );
    const { rows: keys } = await client.query<{ columns: string[] }>(
      `SELECT array_agg(a.attname::text ORDER BY k.n) AS columns FROM pg_constraint c,
         unnest(c.conkey) WITH ORDINALITY k(attnum, n)
         JOIN pg_attribute a ON a.attrelid = $1::regclass AND a.attnum = k.attnum
       WHERE c.conrelid = $1::regclass AND c.contype = 'p'`,
      [name],
    );
    const { rows: foreignKeys } = await client.query<ForeignKey>(
      `SELECT c.conname AS constraint, c.confrelid::regclass::text AS target,
         array_agg(a.attname::text ORDER BY k.n) AS columns,
         array_agg(f.attname::text ORDER BY k.n) AS "targetColumns"
       FROM pg_constraint c,
         unnest(c.conkey, c.confkey) WITH ORDINALITY k(here, there, n)
         JOIN pg_attribute a ON a.attrelid = $1::regclass AND a.attnum = k.here
         JOIN pg_attribute f ON f.attnum = k.there
       WHERE c.conrelid = $1::regclass AND c.contype = 'f' AND f.attrelid = c.confrelid
       GROUP BY c.conname, c.confrelid ORDER BY 1`,
      [name],
    );
    tables.push({ name, columns, primaryKey: keys[0]?.columns ?? [], foreignKeys });
  }
  return tables;
}

export type Row = Record<string, unknown>;

/** Values that satisfy the checks of tables whose columns are not free. */
const exceptions: Record<string, (row: Row, made: ReadonlyMap<string, Row>) => Row> = {
  resource_units: (row, made) => ({ ...row, ...made.get('subjects of units'), number: 1 }),
  allocations: (row) => ({
    ...row,
    period: '[2030-01-01T10:00Z,2030-01-01T11:00Z)',
    block_id: null,
    class_session_id: null,
  }),
  bookings: (row) => ({ ...row, ...span }),
  booking_items: (row) => ({ ...row, ...span }),
  blocks: (row) => ({ ...row, ...span }),
  class_sessions: (row) => ({ ...row, ...span, capacity: 8 }),
  seats: (row) => ({ ...row, capacity: 8, number: 1 }),
  locations: (row) => ({ ...row, latitude: 1, longitude: 1 }),
  subjects: (row) => ({ ...row, kind: 'provider' }),
  weekly_hours: (row) => ({ ...row, location_id: null, weekday: 1, start_minute: 540, end_minute: 1020 }),
  date_overrides: (row) => ({ ...row, location_id: null, intervals: '[]' }),
  time_off: (row) => ({
    ...row,
    starts_at: null,
    ends_at: null,
    start_date: '2030-01-01',
    end_date: '2030-01-02',
  }),
  invitations: (row) => ({ ...row, role: 'reception' }),
  settings: (row) => ({ ...row, location_id: null, service_id: null }),
  customers: (row) => ({ ...row, merged_into_id: null }),
  coupons: (row) => ({ ...row, basis_points: 1000 }),
  payments: (row) => ({ ...row, asked_as: null }),
  payment_accounts: (row) => ({ ...row, provider: 'sandbox' }),
  ledger_accounts: (row) => ({ ...row, kind: 'business' }),
  ledger_transactions: (row) => ({ ...row, kind: 'charge' }),
  // One entry alone sums to zero only so.
  ledger_entries: (row) => ({ ...row, amount: 0 }),
  messages: (row) => ({ ...row, reason: 'for once' }),
  calendar_feeds: (row) => ({ ...row, provider_id: null }),
  working_time: (row) => ({ ...row, cells: '0'.repeat(1440) }),
};
const span = { starts_at: '2030-01-01T10:00Z', ends_at: '2030-01-01T11:00Z' };

function valueFor(column: Column): unknown {
  if (column.enumValues) return column.enumValues.at(-1);
  if (column.type === 'uuid') return randomUUID();
  if (/^(text|citext)$/.test(column.type)) return `x${randomUUID().slice(0, 8)}`;
  if (column.type === 'character' || column.type === 'bpchar') return 'ARS';
  if (/int|double/.test(column.type)) return 1;
  if (column.type === 'jsonb') return '{}';
  if (/^(text|uuid)\[\]$/.test(column.type)) return [];
  if (column.type === 'boolean') return true;
  if (/timestamp/.test(column.type)) return '2030-01-01T00:00:00Z';
  if (column.type === 'date') return '2030-01-01';
  // The free time's cells: the only bits there are.
  // Cells of 30 days, of five minutes each.
  if (column.type === 'bit') return '0'.repeat(8640);
  throw new Error(`Say in rows.ts what to put into a column of type ${column.type}`);
}

export async function insertRow(client: pg.Client, table: string, row: Row): Promise<void> {
  const names = Object.keys(row);
  await client.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

/** What a row of the table may be for a tenant whose other rows are `made`. */
export function makeRow(table: Table, tenantId: string, made: ReadonlyMap<string, Row>): Row {
  const row: Row = { tenant_id: tenantId };
  for (const { columns, target, targetColumns } of table.foreignKeys) {
    const there = made.get(target);
    for (const [index, column] of columns.entries()) {
      if (column === 'tenant_id' || row[column] !== undefined) continue;
      const value = there?.[targetColumns[index] ?? ''];
      if (value !== undefined) row[column] = value;
    }
  }
  for (const column of table.columns) {
    if (row[column.name] !== undefined || column.name === 'period') continue;
    if (column.name === 'id' || (!column.nullable && !column.hasDefault)) row[column.name] = valueFor(column);
  }
  return exceptions[table.name]?.(row, made) ?? row;
}

/** What some rows hold instead, given the rows made before them. */
export type Instead = Record<string, (made: ReadonlyMap<string, Row>) => Row>;

/** One row in every table for a tenant, parents first. */
export async function fillTenant(
  client: pg.Client,
  tables: Table[],
  tenantId: string,
  instead: Instead = {},
): Promise<Map<string, Row>> {
  const made = new Map<string, Row>();
  const left = new Set(tables);
  while (left.size > 0) {
    const ready = [...left].find((table) =>
      table.foreignKeys.every(
        ({ target }) => target === 'tenants' || target === table.name || made.has(target),
      ),
    );
    if (!ready) throw new Error(`Foreign keys in a circle: ${[...left].map(({ name }) => name).join(', ')}`);
    const row = { ...makeRow(ready, tenantId, made), ...instead[ready.name]?.(made) };
    await insertRow(client, ready.name, row);
    made.set(ready.name, row);
    // A resource unit needs a subject of its own kind.
    if (ready.name === 'subjects') await insertRow(client, 'subjects', unitSubject(tenantId, made));
    left.delete(ready);
  }
  return made;
}

function unitSubject(tenantId: string, made: Map<string, Row>): Row {
  const subject = { tenant_id: tenantId, id: randomUUID(), kind: 'resource_unit' };
  made.set('subjects of units', subject);
  return subject;
}
