import pg from 'pg';
import type { Ask } from './asking.ts';
import type { Company } from './company.ts';
import type { Installation } from './installation.ts';
import type { Journal } from './journal.ts';
import type { Place } from './place.ts';

/** What is looked at from the outside once it is calm. */
export interface World {
  installation: Installation;
  place: Place;
  journal: Journal;
  company: Company;
  ask: Ask;
  /** As the owner of the tables, past the wall between tenants. */
  rows: Rows;
  /** As the superuser, who sees the queue of jobs, too. */
  adminRows: Rows;
}

/** Looks from the outside at one promise: at how many things it looked, and a line for each that breaks it. */
export type Check = (world: World) => Promise<{ looked: number; broken: string[] }>;

export type Rows = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

/** Each question by a connection of its own: the server may have been killed in between. */
const asking =
  (url: () => string, before: string): Rows =>
  async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => {
    const client = new pg.Client({ connectionString: url() });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(before);
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  };

export function rowsOf({ env, adminUrl }: Installation): Pick<World, 'rows' | 'adminRows'> {
  return {
    rows: asking(() => env.DATABASE_URL, `SELECT set_config('app.maintenance', 'on', false)`),
    adminRows: asking(adminUrl, `SET application_name = 'torture'`),
  };
}
