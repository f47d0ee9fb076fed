import type pg from 'pg';

/** A table, as PostgreSQL itself tells it. */
export interface Table {
  /** With its schema, as SQL names it. */
  name: string;
  /** Those that rows bring: nothing that the database computes. */
  columns: string[];
  primaryKey: string[];
  /** Names of the tables that its rows refer to, but for itself. */
  parents: string[];
  /** Whether it belongs to whoever asks. */
  own: boolean;
  /** Whether its owner is bound by row-level security, too. */
  forced: boolean;
}

/** Every table but those of PostgreSQL and of its extensions, by name. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_has_role(c.relowner, 'usage') AS own,
       c.relforcerowsecurity AS forced,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY k.n) FROM pg_constraint p,
          unnest(p.conkey) WITH ORDINALITY k(attnum, n), pg_attribute a
        WHERE p.conrelid = c.oid AND p.contype = 'p' AND a.attrelid = c.oid AND a.attnum = k.attnum) AS "primaryKey",
       coalesce((SELECT array_agg(DISTINCT format('%I.%I', fn.nspname, fc.relname))
        FROM pg_constraint f JOIN pg_class fc ON fc.oid = f.confrelid JOIN pg_namespace fn ON fn.oid = fc.relnamespace
        WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid), '{}') AS parents
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
       AND NOT EXISTS (SELECT FROM pg_depend d
         WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1`,
  );
  return rows;
}

/** Parents first. @param there tables that are not among these, and whose rows are there already */
export function parentsFirst<T extends Pick<Table, 'name' | 'parents'>>(
  tables: readonly T[],
  there: readonly string[] = [],
): T[] {
  const left = new Set(tables);
  const placed = new Set(there);
  const ordered: T[] = [];
  while (left.size > 0) {
    const next = [...left].find(({ parents }) => parents.every((parent) => placed.has(parent)));
    if (!next) throw new Error(`no order for ${[...left].map(({ name }) => name).join(', ')}`);
    left.delete(next);
    placed.add(next.name);
    ordered.push(next);
  }
  return ordered;
}

const AT_ONCE = 1_000;

/** The rows of a query some at a time, inside a transaction: they need not fit into memory. */
export async function* someAtATime<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  sql: string,
  values: unknown[] = [],
): AsyncGenerator<Row[]> {
  await client.query(`DECLARE reading NO SCROLL CURSOR FOR ${sql}`, values);
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${AT_ONCE} FROM reading`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query('CLOSE reading');
}

/** The newest migration of a database. */
export async function newestMigration(client: pg.ClientBase): Promise<string> {
  return (await migrationsOf(client)).at(-1) ?? '';
}

/** The migrations that a database has, in their order. */
export async function migrationsOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.map(({ name }) => name);
}
