import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../src/lib/database.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { testDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
let app: Database;

beforeAll(async () => {
  database = await testDatabase();
  app = openDatabase(database.env.DATABASE_APP_URL, 1);
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

/** schema.prisma and the SQL migrations are two hands' work: they must describe the same database. */
it('schema.prisma names every table and column that the migrations make', async () => {
  const rows = await database.asOwner<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'`,
  );
  const schema = readFileSync(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8');
  const models = [...schema.matchAll(/^model (\w+) \{\n([^]*?)^\}/gm)].map(([, name = '', body = '']) => ({
    name,
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name,
    body,
  }));
  expect(models.map(({ table }) => table).toSorted()).toEqual(rows.map(({ name }) => name).toSorted());

  const names = new Set(models.map(({ name }) => name));
  for (const { table, body } of models) {
    const fields = [...body.matchAll(/^ {2}(\w+) +([\w.]+)[^\n]*/gm)]
      .filter(([, , type = '']) => !names.has(type))
      .map(([line, name = '']) => /@map\("(\w+)"\)/.exec(line)?.[1] ?? name);
    const columns = await database.asOwner<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
      [table],
    );
    expect(fields.toSorted(), table).toEqual(columns.map(({ name }) => name).toSorted());
  }
});

it('every model can be read through Prisma as the app role, or is not its to read', async () => {
  const platform = new Set([
    'Operator',
    'OperatorSession',
    'OperatorEvent',
    'WorkerHeartbeat',
    'ActivityMark',
  ]);
  for (const model of Object.values(Prisma.ModelName)) {
    const delegate = `${model.charAt(0).toLowerCase()}${model.slice(1)}` as 'tenant';
    const read = app.transaction({ tenantId: null, actorId: null }, (db) =>
      db[delegate].findMany({ take: 1 }),
    );
    if (platform.has(model)) await expect(read, model).rejects.toThrow(/permission denied/);
    else expect(await read, model).toEqual([]);
  }
});
