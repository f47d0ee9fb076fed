import type pg from 'pg';

/** A table that belongs to tenants, as PostgreSQL itself tells it. */
export interface TenantTable {
  name: string;
  /** Those that rows bring: not the tenant's id, and nothing that the database computes. */
  columns: string[];
  primaryKey: string[];
  /** Tables that its rows refer to. */
  parents: string[];
}

/**
 * What does not travel. Some is made anew from the rest by triggers and by `rebuildSearch`; some holds only for a while, in one
 * browser or with one installation's secret.
 */
const LEFT_HERE = [
  'taken_time',
  'working_time',
  'findable_services',
  'search_refreshes',
  'customer_words',
  'sessions',
  'user_tokens',
  'push_subscriptions',
  'idempotency_keys',
  'outbox',
];
const OF_THE_PLATFORM = ['domains', 'operator_events'];
/** Counts itself into its coupon: last, so that its trigger rests for the shortest time. */
export const COUNTED = 'coupon_uses';

/** Every table that travels, parents first. */
export async function tenantTables(client: pg.ClientBase): Promise<TenantTable[]> {
  const { rows } = await client.query<TenantTable>(
    `SELECT c.relname AS name,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
          AND a.attname <> 'tenant_id') AS columns,
       (SELECT array_agg(a.attname::text ORDER BY k.n) FROM pg_constraint p,
          unnest(p.conkey) WITH ORDINALITY k(attnum, n), pg_attribute a
        WHERE p.conrelid = c.oid AND p.contype = 'p' AND a.attrelid = c.oid AND a.attnum = k.attnum) AS "primaryKey",
       coalesce((SELECT array_agg(DISTINCT f.confrelid::regclass::text) FROM pg_constraint f
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid), '{}') AS parents
     FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL ($1)
     ORDER BY c.relname = $2, c.relname`,
    [[...LEFT_HERE, ...OF_THE_PLATFORM], COUNTED],
  );
  return inOrder(rows);
}

function inOrder(tables: readonly TenantTable[]): TenantTable[] {
  const left = new Set(tables);
  const placed = new Set<string>(['tenants']);
  const ordered: TenantTable[] = [];
  while (left.size > 0) {
    const next = [...left].find(({ parents }) => parents.every((parent) => placed.has(parent)));
    if (!next) throw new Error(`no order for ${[...left].map(({ name }) => name).join(', ')}`);
    left.delete(next);
    placed.add(next.name);
    ordered.push(next);
  }
  return ordered;
}

/** Names in which files are kept begin with the tenant's id; in an archive they begin with this. */
export const HERE = '~';

/** The newest migration of a database. */
export async function newestMigration(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name DESC LIMIT 1`,
  );
  return rows[0]?.name ?? '';
}
