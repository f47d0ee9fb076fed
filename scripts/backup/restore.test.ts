import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../backend/test/database.ts';
import { migrate, migrationStatus } from '../../backend/src/database/migrate.ts';
import { migrationNames } from '../../backend/src/database/migration-names.ts';
import { createSteps } from '../launch/steps.mjs';
import { createLookUp } from '../torture/pooler.ts';
import { databaseBeside } from './database.ts';
import { restoreBackup } from './restore.ts';
import { connectAs } from './snapshot.ts';
import { writeBackup } from './write.ts';

const steps = createSteps({ quiet: true });
let folder: string;
const databases: TestDatabase[] = [];

/** A database with one tenant, or with none. */
async function databaseOf(slug?: string): Promise<TestDatabase> {
  const database = await testDatabase();
  databases.push(database);
  if (slug !== undefined) await addTenant(database.env.DATABASE_URL, slug);
  return database;
}

async function addTenant(url: string, slug: string): Promise<void> {
  const client = await connectAs(url);
  await client.query(`INSERT INTO tenants (slug, name, vertical) VALUES ($1, 'One', 'barbershop')`, [slug]);
  await client.end();
}

const slugsOf = async ({ asOwner }: TestDatabase) =>
  (await asOwner<{ slug: string }>('SELECT slug FROM tenants ORDER BY 1')).map(({ slug }) => slug);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'turnero restore '));
});
afterAll(async () => {
  for (const database of databases) await database.drop();
  await rm(folder, { recursive: true });
});

describe('a backup of an older version', async () => {
  const names = await migrationNames();
  // Not younger: this code writes them, and reads tables that the first ones do not make.
  const ages = [Math.floor(names.length / 2), names.length - 1];

  it.each(ages)('with %i migrations is brought to the newest one', async (age) => {
    const file = join(folder, `older-${age}.tar.gz`);
    const { filling: old, discard } = await databaseBeside((await databaseOf()).env);
    await migrate(old, ...names.slice(0, age));
    await addTenant(old.DATABASE_URL, 'older');
    await writeBackup(old, file);
    await discard();
    const target = await databaseOf();
    const list = await restoreBackup(target.env, file, { steps, replace: false });
    expect(list.migrations).toEqual(names.slice(0, age));
    expect((await migrationStatus(target.env)).filter(({ applied }) => !applied)).toEqual([]);
    expect(await slugsOf(target)).toEqual(['older']);
  });
});

describe('--replace', () => {
  it('puts a backup in the place of what is there, and nothing else does', async () => {
    const file = join(folder, 'new.tar.gz');
    const target = await databaseOf('there');
    await writeBackup((await databaseOf('came')).env, file);
    const half = join(folder, 'half.tar.gz');
    await copyFile(file, half);
    await truncate(half, 2_000);
    const restore = (from: string, replace: boolean) => restoreBackup(target.env, from, { steps, replace });
    await expect(restore(file, false)).rejects.toThrow(/add --replace/);
    await expect(restore(half, true)).rejects.toThrow(/cut off/);
    const somebody = await connectAs(target.env.DATABASE_URL);
    await expect(restore(file, true)).rejects.toThrow(/in use/);
    await somebody.end();
    expect(await slugsOf(target)).toEqual(['there']);
    await restore(file, true);
    expect(await slugsOf(target)).toEqual(['came']);
    expect(
      await target.asOwner(`SELECT datname FROM pg_database WHERE datname LIKE '${target.name}\\_%'`),
    ).toEqual([]);
  });
});

describe('what PgBouncer looks up with', () => {
  it('is given to a database again that a restore has put in the place of another', async () => {
    const file = join(folder, 'pooled.tar.gz');
    const target = await databaseOf('pooled');
    const admin = new URL(inject('adminUrl'));
    admin.pathname = `/${target.name}`;
    const isThere = async () => {
      const [found] = await target.asOwner<{ there: boolean }>(
        `SELECT to_regnamespace('pooler') IS NOT NULL AS there`,
      );
      return found?.there;
    };
    await createLookUp(admin.href, 'one');
    await writeBackup(target.env, file);
    await restoreBackup(target.env, file, { steps, replace: true });
    expect(await isThere()).toBe(false);
    await createLookUp(admin.href, 'two');
    await createLookUp(admin.href, 'two');
    expect(await isThere()).toBe(true);
  });
});

describe('a backup whose process is killed', () => {
  /** Writes a backup in a process of its own. */
  const startBackup = ({ env }: TestDatabase, file: string) =>
    spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        'const { writeBackup } = await import(process.argv[1]); await writeBackup(JSON.parse(process.argv[2]), process.argv[3]);',
        new URL('write.ts', import.meta.url).href,
        JSON.stringify(env),
        file,
      ],
      { stdio: 'ignore' },
    );

  it('leaves the former one whole, and the next one comes through', async () => {
    const file = join(folder, 'nightly.tar.gz');
    const source = await databaseOf('mine');
    await writeBackup(source.env, file);
    const before = await readFile(file);
    // A table that it cannot read keeps it in the middle of its work.
    const holder = await connectAs(source.env.DATABASE_URL);
    await holder.query('BEGIN; LOCK TABLE bookings');
    const child = startBackup(source, file);
    await expect.poll(() => existsSync(`${file}.part`), { timeout: 20_000 }).toBe(true);
    await sleep(200);
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'close');
    await holder.end();
    expect((await readFile(file)).equals(before)).toBe(true);
    await writeBackup(source.env, file);
    expect((await readFile(file)).equals(before)).toBe(false);
    expect((await readdir(folder)).filter((name) => name.startsWith('nightly'))).toEqual(['nightly.tar.gz']);
    const { tables } = await restoreBackup((await databaseOf()).env, file, { steps, replace: false });
    expect(tables.length).toBeGreaterThan(60);
  });
});
