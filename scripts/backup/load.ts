import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import type { Env } from '../../backend/src/env.ts';
import { Told } from '../launch/steps.mjs';
import type { Entry } from '../lib/tar.ts';
import type { Manifest } from './manifest.ts';
import { MANIFEST, placeOf } from './manifest.ts';
import { backedUp } from './read.ts';
import { openSides, type Side } from './snapshot.ts';

/**
 * Lets rows in as they were: nothing is made of them on the way, and the wall, by which owners are bound too, is open to whoever
 * loads until `close`. Both are undone with the transaction.
 */
async function open({ client, tables }: Side): Promise<void> {
  await client.query('BEGIN');
  for (const { name, forced } of tables) {
    await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
    if (forced) await client.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`);
  }
  // Migrations may have put rows there.
  if (tables.length > 0) await client.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
}

async function close({ client, tables }: Side): Promise<void> {
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  for (const { name, forced } of tables) {
    await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
    if (forced) await client.query(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  }
  await client.query('COMMIT');
}

/** Counters go on where they were; those that never counted stay. */
async function setSequences({ client }: Side, sequences: Manifest['sequences']): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
     WHERE pg_has_role(sequenceowner, 'usage')`,
  );
  for (const { name } of rows) {
    const at = sequences[name];
    if (at !== undefined && at !== null) await client.query('SELECT setval($1::regclass, $2)', [name, at]);
  }
}

/** One statement for a table, however many parts it has, so that rows may refer to rows after them. */
function startCopy(sides: readonly Side[], list: Manifest, name: string) {
  const table = list.tables.find((each) => each.name === name);
  const side = sides.find(({ tables }) => tables.some((each) => each.name === name));
  if (!table || !side) throw new Told(`The backup holds rows of ${name}, which this version does not have.`);
  const into: CopyStreamQuery = side.client.query(
    copyFrom(`COPY ${name} (${table.columns.join(', ')}) FROM STDIN`),
  );
  // It is told where it is waited for.
  into.on('error', () => undefined);
  return {
    name,
    add: ({ content }: Entry) => pipeline(Readable.from(content), into, { end: false }),
    async end() {
      into.end();
      await finished(into);
      if (into.rowCount !== table.rows)
        throw new Told(
          `The backup has ${into.rowCount} rows of ${name}, and says that there are ${table.rows}.`,
        );
    },
  };
}

/** Rows of all tables into a database that has the same migrations, all of them or none. @returns how many */
export async function loadRows(env: Env, file: string, list: Manifest): Promise<number> {
  const { owner, queue, close: disconnect } = await openSides(env);
  const sides = [owner, queue];
  try {
    for (const side of sides) await open(side);
    let copying: ReturnType<typeof startCopy> | undefined;
    for await (const entry of backedUp(file)) {
      const place = entry.name === MANIFEST ? undefined : placeOf(entry.name);
      if (!place || !('table' in place)) break;
      if (copying?.name !== place.table) {
        await copying?.end();
        copying = startCopy(sides, list, place.table);
      }
      await copying.add(entry);
    }
    await copying?.end();
    for (const side of sides) {
      await setSequences(side, list.sequences);
      await close(side);
    }
    // Plans are made from what is counted now, not when somebody waits for a page. The tables of others are left out.
    for (const { client, tables } of sides)
      await client.query(`ANALYZE ${tables.map(({ name }) => name).join(', ')}`);
    return list.tables.reduce((sum, { rows }) => sum + rows, 0);
  } finally {
    await disconnect();
  }
}
