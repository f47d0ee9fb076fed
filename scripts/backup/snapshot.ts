import pg from 'pg';
import type { Env } from '../../backend/src/env.ts';
import { parentsFirst, type Table, tablesOf } from '../lib/tables.ts';

/** How values are written, so that every server reads them as they were: as PostgreSQL's own pg_dump has it. */
const PLAIN = `SET datestyle TO ISO, YMD; SET timezone TO 'UTC'; SET intervalstyle TO postgres; SET extra_float_digits TO 1;
  SET bytea_output TO hex; SET statement_timeout TO 0; SET idle_in_transaction_session_timeout TO 0`;

/** What a library counts for itself: it is made anew by the migrations of here. */
const OF_MIGRATIONS = ['public._prisma_migrations', 'graphile_worker.migrations'];

/** A connection to whom some of the tables belong: the installation's owner, or that of the job queue. */
export interface Side {
  client: pg.Client;
  tables: Table[];
}

/** Connects as one of the owners, and sees the rows of all tenants. */
export async function connectAs(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`${PLAIN}; SELECT set_config('app.maintenance', 'on', false)`);
  return client;
}

/** The connections of both owners, with every table that rows are kept of, parents first. */
export async function openSides(env: Env): Promise<{ owner: Side; queue: Side; close: () => Promise<void> }> {
  const clients: pg.Client[] = [];
  const close = async () => {
    for (const client of clients) await client.end();
  };
  const placed = new Set(OF_MIGRATIONS);
  const openSide = async (url: string): Promise<Side> => {
    const client = await connectAs(url);
    clients.push(client);
    const own = (await tablesOf(client)).filter((table) => table.own && !placed.has(table.name));
    for (const { name } of own) placed.add(name);
    return { client, tables: parentsFirst(own, OF_MIGRATIONS) };
  };
  try {
    const owner = await openSide(env.DATABASE_URL);
    return { owner, queue: await openSide(env.DATABASE_DIRECT_URL), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Lets both see the same moment, and nothing after it. */
export async function freeze(owner: Side, queue: Side): Promise<void> {
  await owner.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await owner.client.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
  const moment = pg.escapeLiteral(rows[0]?.id ?? '');
  await queue.client.query(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT ${moment}`,
  );
}
