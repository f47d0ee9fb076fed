import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../database.ts';
import { fillTenant, makeRow, tenantTables, type Row, type Table } from './rows.ts';

/** The wall, checked over every table there is: a new one fails here until it stands behind it. */
let database: TestDatabase;
let owner: pg.Client;
let app: pg.Client;
let tables: Table[];
const [a, b] = [randomUUID(), randomUUID()];
const rows = new Map<string, Map<string, Row>>();

const connect = async (connectionString: string) => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
};

/** Runs work as the app role with a tenant set (or none) and takes everything back. */
async function asApp<T>(tenantId: string | null, work: () => Promise<T>): Promise<T> {
  await app.query('BEGIN');
  try {
    await app.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId ?? '']);
    return await work();
  } finally {
    await app.query('ROLLBACK');
  }
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code ?? 'thrown';
  }
}

const quoted = (row: Row, columns: string[]) => columns.map((column) => row[column]);
const byKey = (table: Table) =>
  table.primaryKey.map((column, index) => `${column} = $${index + 1}`).join(' AND ');

beforeAll(async () => {
  database = await testDatabase();
  owner = await connect(database.env.DATABASE_URL);
  app = await connect(database.env.DATABASE_APP_URL);
  tables = await tenantTables(owner);
  const tenant = `INSERT INTO tenants (id, slug, name, vertical) VALUES ($1, $2::text, $2::text, 'barbershop')`;
  await owner.query(tenant, [a, 'a']);
  await owner.query(tenant, [b, 'b']);
  await owner.query(`SELECT set_config('app.maintenance', 'on', false)`);
  for (const tenant of [a, b]) rows.set(tenant, await fillTenant(owner, tables, tenant));
});

afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.drop();
});

const foreign = (table: Table) => rows.get(b)!.get(table.name)!;

/** Each promise as a question to one table; answers name what is wrong with it. */
const promises = {
  forcedWithFullPolicy: async (table: Table): Promise<string[]> => {
    const { rows: found } = await owner.query<{ forced: boolean; policies: number }>(
      `SELECT c.relrowsecurity AND c.relforcerowsecurity AS forced,
         (SELECT count(*)::int FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'tenant_isolation'
            AND p.cmd = 'ALL' AND p.qual LIKE '%app.tenant_id%' AND p.with_check LIKE '%app.tenant_id%') AS policies
       FROM pg_class c WHERE c.oid = $1::regclass`,
      [table.name],
    );
    return [
      ...(found[0]?.forced ? [] : [`${table.name}: row-level security is not forced`]),
      ...(found[0]?.policies === 1 ? [] : [`${table.name}: no full policy tenant_isolation`]),
    ];
  },

  keysBeginWithTenant: async (table: Table): Promise<string[]> => {
    const { rows: indexes } = await owner.query<{ name: string; first: string }>(
      `SELECT i.indexrelid::regclass::text AS name, a.attname AS first FROM pg_index i
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = $1::regclass AND (i.indisunique OR i.indisprimary OR i.indisexclusion)`,
      [table.name],
    );
    return [
      ...indexes
        .filter(({ first }) => first !== 'tenant_id')
        .map(({ name }) => `${name} does not begin with tenant_id`),
      ...table.foreignKeys
        .filter(
          ({ columns, target }) => columns[0] !== 'tenant_id' || (target !== 'tenants' && columns.length < 2),
        )
        .map(({ constraint }) => `${constraint} does not carry tenant_id`),
    ];
  },

  notReadChangedOrDeleted: async (table: Table): Promise<string[]> => {
    const key = quoted(foreign(table), table.primaryKey);
    const wrong: string[] = [];
    for (const sql of [
      `SELECT 1 FROM ${table.name} WHERE ${byKey(table)}`,
      `UPDATE ${table.name} SET tenant_id = tenant_id WHERE ${byKey(table)}`,
      `DELETE FROM ${table.name} WHERE ${byKey(table)}`,
    ]) {
      const touched = await asApp(a, async () => {
        try {
          return (await app.query(sql, key)).rowCount;
        } catch (error) {
          // An append-only table refuses the verb altogether; a foreign key complains of a row that was reached.
          return (error as { code?: string }).code === '42501' ? 0 : 1;
        }
      });
      if (touched !== 0)
        wrong.push(`${table.name}: ${sql.split(' ')[0] ?? ''} reached a row of another tenant`);
    }
    return wrong;
  },

  notWrittenInto: async (table: Table): Promise<string[]> => {
    const row = makeRow(table, b, rows.get(b)!);
    const names = Object.keys(row);
    const values = names.map((_, index) => `$${index + 1}`);
    const sql = `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${values.join(', ')})`;
    const refusal = await asApp(a, () => refusalOf(app.query(sql, Object.values(row))));
    return refusal === '42501' ? [] : [`${table.name}: INSERT for another tenant was ${refusal}`];
  },

  invisibleWithoutTenant: async (table: Table): Promise<string[]> => {
    const seen = await asApp(null, async () => (await app.query(`SELECT 1 FROM ${table.name}`)).rowCount);
    return seen === 0 ? [] : [`${table.name}: ${seen ?? 0} rows are visible without a tenant`];
  },

  /** The owner points a row of A at one of B: only composite keys refuse that, policies do not see it. */
  notPointedAt: async (table: Table): Promise<string[]> => {
    const wrong: string[] = [];
    for (const { columns, target, targetColumns, constraint } of table.foreignKeys) {
      if (target === 'tenants') continue;
      const there = rows.get(b)!.get(target)!;
      const here = rows.get(a)!.get(table.name)!;
      const pointing = columns.flatMap((column, index) =>
        column === 'tenant_id' || there[targetColumns[index]!] === undefined
          ? []
          : [[column, there[targetColumns[index]!]] as const],
      );
      const set = pointing.map(([column], index) => `${column} = $${index + 1}`).join(', ');
      const key = table.primaryKey
        .map((column, index) => `${column} = $${pointing.length + index + 1}`)
        .join(' AND ');
      const values = [...pointing.map(([, value]) => value), ...quoted(here, table.primaryKey)];
      await owner.query('BEGIN');
      const refusal = await refusalOf(owner.query(`UPDATE ${table.name} SET ${set} WHERE ${key}`, values));
      await owner.query('ROLLBACK');
      if (!['23503', '23514'].includes(refusal))
        wrong.push(`${constraint} let a row point into another tenant (${refusal})`);
    }
    return wrong;
  },
};

const wrongs = async (ask: (table: Table) => Promise<string[]>) => {
  const answers: string[] = [];
  for (const table of await tenantTables(owner)) answers.push(...(await ask(table)));
  return answers;
};

describe('the wall between tenants', () => {
  it('stands around more than thirty tables', () => {
    expect(tables.length).toBeGreaterThan(30);
  });

  it.each(Object.keys(promises) as (keyof typeof promises)[])('holds for every table: %s', async (name) => {
    expect(await wrongs(promises[name])).toEqual([]);
  });

  it('binds a role that owns nothing and bypasses nothing', async () => {
    const { rows: roles } = await owner.query(
      `SELECT rolname FROM pg_roles r WHERE rolname LIKE 'turnero_%' AND rolname <> 'turnero_owner'
         AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
           OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace))`,
    );
    expect(roles).toEqual([]);
    const { rows: queue } = await app.query(
      `SELECT has_schema_privilege(current_user, 'graphile_worker', 'USAGE') AS allowed`,
    );
    expect(queue).toEqual([{ allowed: false }]);
  });

  it('shows the app one tenant of the platform tables, and tells hosts only what is public', async () => {
    const seen = await asApp(
      a,
      async () => (await app.query<{ slug: string }>('SELECT slug FROM tenants')).rows,
    );
    expect(seen).toEqual([{ slug: 'a' }]);
    const resolved = await asApp(
      null,
      async () => (await app.query<{ id: string }>('SELECT * FROM resolve_tenant($1, NULL)', ['b'])).rows,
    );
    expect(resolved).toEqual([{ id: b, slug: 'b', name: 'b', vertical: 'barbershop', suspended: false }]);
    const { webhook_token_hash: hash, id: account } = rows.get(b)!.get('payment_accounts')!;
    const found = await asApp(
      null,
      async () =>
        (await app.query<object>('SELECT * FROM resolve_payment_account($1, $2)', ['sandbox', hash])).rows,
    );
    expect(found).toEqual([{ tenant_id: b, account_id: account }]);
    const none = await asApp(a, async () => {
      await app.query('SELECT * FROM resolve_payment_account($1, $2)', ['sandbox', hash]);
      await app.query('SELECT * FROM sandbox_due(now())');
      return (await app.query<object>('SELECT 1 FROM payment_accounts WHERE webhook_token_hash = $1', [hash]))
        .rows;
    });
    expect(none).toEqual([]);
    for (const table of ['operators', 'operator_sessions', 'operator_events']) {
      expect(await asApp(a, () => refusalOf(app.query(`SELECT 1 FROM ${table}`)))).toBe('42501');
    }
  });

  it('has no setting that survives its transaction in a pooled connection', async () => {
    await asApp(a, async () => (await app.query('SELECT 1 FROM businesses')).rowCount);
    const { rows: after } = await app.query<{ left: string | null }>(
      `SELECT nullif(current_setting('app.tenant_id', true), '') AS left`,
    );
    expect(after).toEqual([{ left: null }]);
  });
});

/** A guard is believed when its negative control turns red: each is taken down once, inside a rolled-back transaction or a table of its own. */
describe('the tests of the wall notice', () => {
  async function without(
    ddl: string,
    back: string,
    ask: (table: Table) => Promise<string[]>,
  ): Promise<string[]> {
    await owner.query(ddl);
    try {
      return await wrongs(ask);
    } finally {
      await owner.query(back);
    }
  }
  const policy = `CREATE POLICY tenant_isolation ON businesses
    USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))`;

  it('a policy that is dropped', async () => {
    expect(
      await without('DROP POLICY tenant_isolation ON businesses', policy, promises.forcedWithFullPolicy),
    ).toEqual(['businesses: no full policy tenant_isolation']);
  });

  it('a policy that lets everything through', async () => {
    const open =
      'DROP POLICY tenant_isolation ON businesses; CREATE POLICY tenant_isolation ON businesses USING (true)';
    const back = `DROP POLICY tenant_isolation ON businesses; ${policy}`;
    expect(await without(open, back, promises.notReadChangedOrDeleted)).toContain(
      'businesses: SELECT reached a row of another tenant',
    );
    expect(await without(open, back, promises.notWrittenInto)).toEqual([
      expect.stringMatching(/^businesses: INSERT for another tenant was/),
    ]);
    expect(await without(open, back, promises.invisibleWithoutTenant)).toEqual([
      'businesses: 2 rows are visible without a tenant',
    ]);
  });

  it('row-level security that is not forced', async () => {
    expect(
      await without(
        'ALTER TABLE bookings NO FORCE ROW LEVEL SECURITY',
        'ALTER TABLE bookings FORCE ROW LEVEL SECURITY',
        promises.forcedWithFullPolicy,
      ),
    ).toEqual(['bookings: row-level security is not forced']);
  });

  it('a composite key made single', async () => {
    const name = 'locations_tenant_id_business_id_fkey';
    const single = `ALTER TABLE businesses ADD CONSTRAINT businesses_id_alone UNIQUE (id);
      ALTER TABLE locations DROP CONSTRAINT ${name},
        ADD CONSTRAINT ${name} FOREIGN KEY (business_id) REFERENCES businesses (id)`;
    const back = `ALTER TABLE locations DROP CONSTRAINT ${name},
        ADD CONSTRAINT ${name} FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id) ON DELETE CASCADE;
      ALTER TABLE businesses DROP CONSTRAINT businesses_id_alone`;
    expect(await without(single, back, promises.keysBeginWithTenant)).toEqual([
      'businesses_id_alone does not begin with tenant_id',
      `${name} does not carry tenant_id`,
    ]);
    expect(await without(single, back, promises.notPointedAt)).toEqual([
      `${name} let a row point into another tenant (accepted)`,
    ]);
  });

  it('a new table that stands before the wall', async () => {
    const wrong = await without(
      'CREATE TABLE newcomers (tenant_id uuid NOT NULL, id uuid PRIMARY KEY)',
      'DROP TABLE newcomers',
      promises.forcedWithFullPolicy,
    );
    expect(wrong).toEqual([
      'newcomers: row-level security is not forced',
      'newcomers: no full policy tenant_isolation',
    ]);
  });
});
