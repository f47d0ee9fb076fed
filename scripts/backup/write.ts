import type { Hash } from 'node:crypto';
import { to as copyTo } from 'pg-copy-streams';
import type pg from 'pg';
import type { Env } from '../../backend/src/env.ts';
import { openMediaStore } from '../../backend/src/modules/media/media.store.ts';
import { Told } from '../launch/steps.mjs';
import { KEPT_FILES } from '../lib/kept-files.ts';
import { migrationsOf, someAtATime, type Table } from '../lib/tables.ts';
import { type Packed, tarOf } from '../lib/tar.ts';
import { writeWhole } from '../lib/whole-file.ts';
import { addName, FILES, HEAD, type Manifest, MANIFEST, markOf, newSum, tablePart } from './manifest.ts';
import { hasOwnSecret } from './secret.ts';
import { freeze, openSides } from './snapshot.ts';

/** Bytes of a table that are held in memory: an archive has to know how long an entry is before it begins. */
const PART_BYTES = 4 * 2 ** 20;

export interface Written {
  rows: number;
  files: number;
  tables: number;
}

async function* one(data: Buffer): AsyncGenerator<Buffer> {
  yield data;
}

const entry = (name: string, data: Buffer): Packed => ({ name, bytes: data.length, content: one(data) });
const asJson = (name: string, data: object) => entry(name, Buffer.from(`${JSON.stringify(data, null, 2)}\n`));

/** The rows of one table, as PostgreSQL copies them. */
async function* partsOf(client: pg.Client, table: Table, tables: Manifest['tables']): AsyncGenerator<Packed> {
  const { name, columns } = table;
  const copying = client.query(copyTo(`COPY (SELECT ${columns.join(', ')} FROM ${name}) TO STDOUT`));
  const sum = newSum();
  let held: Buffer[] = [];
  let bytes = 0;
  let part = 0;
  const next = () => {
    const data = Buffer.concat(held);
    [held, bytes] = [[], 0];
    sum.update(data);
    return entry(tablePart(name, (part += 1)), data);
  };
  for await (const chunk of copying as AsyncIterable<Buffer>) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes >= PART_BYTES) yield next();
  }
  if (bytes > 0) yield next();
  tables.push({ name, columns, rows: copying.rowCount, sha256: sum.digest('hex') });
}

async function* summed(content: AsyncIterable<Buffer>, sum: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    sum.update(chunk);
    yield chunk;
  }
}

/** Pictures and files, as far as they are there: what is gone here is gone in the backup. */
async function* keptFiles(client: pg.Client, env: Env, files: Manifest['files']): AsyncGenerator<Packed> {
  const store = await openMediaStore(env);
  const sum = newSum();
  for await (const rows of someAtATime<{ name: string }>(client, KEPT_FILES)) {
    for (const { name } of rows) {
      const bytes = await store.sizeOf(name);
      if (bytes === undefined) continue;
      addName(sum, name, bytes);
      files.count += 1;
      yield { name: `${FILES}${name}`, bytes, content: summed(await store.stream(name), sum) };
    }
  }
  files.sha256 = sum.digest('hex');
}

async function sequencesOf(client: pg.Client, sequences: Manifest['sequences']): Promise<void> {
  const { rows } = await client.query<{ name: string; at: string | null }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS at FROM pg_sequences
     WHERE pg_has_role(sequenceowner, 'usage') ORDER BY 1`,
  );
  for (const { name, at } of rows) sequences[name] = at;
}

/**
 * Everything that the installation keeps, of one moment: rows of all tables (of all tenants and of the job queue), counters,
 * pictures and files.
 */
async function* everything(env: Env, secret: string | null, list: Manifest): AsyncGenerator<Packed> {
  const { owner, queue, close } = await openSides(env);
  try {
    await freeze(owner, queue);
    list.migrations = await migrationsOf(owner.client);
    yield asJson(HEAD, { format: list.format, version: list.version, createdAt: list.createdAt });
    for (const { client, tables } of [owner, queue]) {
      for (const table of tables) yield* partsOf(client, table, list.tables);
      await sequencesOf(client, list.sequences);
    }
    yield* keptFiles(owner.client, env, list.files);
    yield asJson(MANIFEST, { ...list, secret });
  } finally {
    await close();
  }
}

/**
 * Writes a backup, also while the installation is in use. It has its name only once it is whole.
 * @throws Told where the disk is full, or nothing is there yet
 */
export async function writeBackup(env: Env, file: string): Promise<Written> {
  const list: Manifest = {
    format: 'turnero-backup',
    version: 1,
    createdAt: new Date().toISOString(),
    migrations: [],
    secret: null,
    secretMark: markOf(env.APP_SECRET),
    tables: [],
    sequences: {},
    files: { count: 0, sha256: '' },
  };
  // Nothing opens without it; where the operator keeps it, it stays there.
  const secret = (await hasOwnSecret(env)) ? env.APP_SECRET : null;
  try {
    await writeWhole(file, tarOf(everything(env, secret, list)));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC') throw error;
    throw new Told(`The disk is full: nothing was written, and a former backup at ${file} is as it was.`);
  }
  const rows = list.tables.reduce((sum, table) => sum + table.rows, 0);
  return { rows, files: list.files.count, tables: list.tables.length };
}
