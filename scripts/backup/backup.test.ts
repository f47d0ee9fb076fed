import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, createUser, outcome } from '../../backend/test/browser.ts';
import { testDatabase, type TestDatabase } from '../../backend/test/database.ts';
import { testApp, type TestApp } from '../../backend/test/harness.ts';
import { startS3, type S3Server } from '../../backend/test/s3.ts';
import { createShop, type Shop } from '../../backend/test/shop.ts';
import { fillTenant, tenantTables } from '../../backend/test/wall/rows.ts';
import { buildApp } from '../../backend/src/app.ts';
import { closeDeps, openDeps } from '../../backend/src/deps.ts';
import type { Env } from '../../backend/src/env.ts';
import { openMediaStore } from '../../backend/src/modules/media/media.store.ts';
import { createSteps } from '../launch/steps.mjs';
import { entriesOf, tarOf, type Packed } from '../lib/tar.ts';
import { writeWhole } from '../lib/whole-file.ts';
import { MANIFEST, type Manifest } from './manifest.ts';
import { checkBackup } from './read.ts';
import { restoreBackup } from './restore.ts';
import { connectAs, openSides } from './snapshot.ts';
import { writeBackup } from './write.ts';

const steps = createSteps({ quiet: true });
const restore = (env: Env, from: string, replace = false) => restoreBackup(env, from, { steps, replace });
const EMAIL = 'ana@example.com';
/** Rows that are more than is held in memory at once. */
const MANY = 20_000;
const PICTURE_BYTES = 300_000;

let t: TestApp;
let shop: Shop;
let folder: string;
let file: string;
let s3: S3Server;
/** Keeps its files in a bucket; where the backup is from, they are on the disk. */
let elsewhere: TestDatabase;
let pictureFile: string;
let answerFile: string;

/** Every row of every table, as text. */
async function everyRow(env: Env): Promise<Record<string, string[]>> {
  const { owner, queue, close } = await openSides(env);
  try {
    const found: Record<string, string[]> = {};
    for (const { client, tables } of [owner, queue])
      for (const { name } of tables) {
        const { rows } = await client.query<{ row: string }>(
          `SELECT r::text AS row FROM ${name} r ORDER BY 1`,
        );
        found[name] = rows.map(({ row }) => row);
      }
    return found;
  } finally {
    await close();
  }
}

const bookingAt = (hour: number) => {
  const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  return { items: [{ serviceId: shop.services.cut }], start: `${day}T${hour}:00:00Z` };
};

beforeAll(async () => {
  t = await testApp();
  folder = await mkdtemp(join(tmpdir(), 'turnero backup '));
  file = join(folder, 'all.tar.gz');
  shop = await createShop(t.a);
  await createUser(t, t.a, EMAIL);
  const ana = browser(t, t.a);
  await ana.logIn(EMAIL);
  expect(outcome(await ana.send('POST', '/bookings', bookingAt(10)))).toEqual([201]);
  const owner = await connectAs(t.env.DATABASE_URL);
  await fillTenant(owner, await tenantTables(owner), t.b.id);
  await owner.query(`UPDATE media SET storage_key = tenant_id || '/' || id`);
  await owner.query(`UPDATE intake_files SET storage_key = tenant_id || '/intake/' || id`);
  await owner.query(
    `INSERT INTO operator_events (action, details)
     SELECT 'tried', jsonb_build_object('n', n, 'text', E'a\\tb\\nc\\\\d "é" ' || repeat('x', 200)) FROM generate_series(1, ${MANY}) n`,
  );
  await owner.query(
    `INSERT INTO operators (email, name, password_hash) VALUES ('olga@example.com', 'Olga', 'x');
     INSERT INTO operator_sessions (operator_id, token_hash, expires_at) SELECT id, 'x', now() FROM operators;
     INSERT INTO domains (tenant_id, host) VALUES ('${t.a.id}', 'turnos.example.com');
     INSERT INTO worker_heartbeats (worker_id) VALUES ('gone')`,
  );
  const { rows: kept } = await owner.query<{ picture: string; answer: string }>(
    `SELECT (SELECT storage_key FROM media) AS picture, (SELECT storage_key FROM intake_files) AS answer`,
  );
  await owner.end();
  const { media: store } = t.deps;
  [pictureFile, answerFile] = [kept[0]!.picture, kept[0]!.answer];
  await store.write(`${pictureFile}/master.webp`, Buffer.alloc(PICTURE_BYTES, 'a picture'));
  await store.write(answerFile, Buffer.from('an answer'));
  const queue = new pg.Client({ connectionString: t.env.DATABASE_DIRECT_URL });
  await queue.connect();
  await queue.query(
    `SELECT graphile_worker.add_job('nothing', '{"tenantId": null}', queue_name => 'one', run_at => now() + interval '1 day');
     INSERT INTO graphile_worker._private_known_crontabs (identifier, known_since) VALUES ('nightly', now())`,
  );
  await queue.end();
  await writeBackup(t.env, file);
  s3 = await startS3();
  elsewhere = await testDatabase(s3.variables);
});
afterAll(async () => {
  await t.close();
  await elsewhere.drop();
  await s3.close();
  await rm(folder, { recursive: true });
});

/** The backup with something changed in it. */
async function spoiled(name: string, change: (entry: Packed & { data: Buffer }) => Buffer): Promise<string> {
  const to = join(folder, name);
  async function* entries(): AsyncGenerator<Packed> {
    async function* whole() {
      yield gunzipSync(await readFile(file));
    }
    for await (const entry of entriesOf(whole())) {
      const parts: Buffer[] = [];
      for await (const part of entry.content) parts.push(part);
      const data = change({ ...entry, data: Buffer.concat(parts) });
      async function* content() {
        yield data;
      }
      yield { name: entry.name, bytes: data.length, content: content() };
    }
  }
  await writeWhole(to, tarOf(entries()));
  return to;
}
const withList = (change: (list: Manifest) => void) => (entry: Packed & { data: Buffer }) => {
  if (entry.name !== MANIFEST) return entry.data;
  const list = JSON.parse(String(entry.data)) as Manifest;
  change(list);
  return Buffer.from(JSON.stringify(list));
};

describe('a backup that is not as it should be', () => {
  const cases: [what: string, from: () => Promise<string>, told: RegExp][] = [
    [
      'with a row that is another',
      () =>
        spoiled('row', ({ name, data }) =>
          name.includes('public.bookings/')
            ? Buffer.from(data.map((byte) => (byte === 0x31 ? 0x32 : byte)))
            : data,
        ),
      /damaged: public\.bookings is not what it was/,
    ],
    [
      'with a picture that is another',
      () =>
        spoiled('picture', ({ name, data }) =>
          name.startsWith('media/') ? Buffer.alloc(data.length) : data,
        ),
      /damaged: its pictures and files/,
    ],
    [
      'of a newer version',
      () =>
        spoiled(
          'newer',
          withList((list) => void list.migrations.push('20991231000000_future')),
        ),
      /newer version of Turnero.*20991231000000_future/,
    ],
    [
      'of another installation',
      () =>
        spoiled(
          'other',
          withList((list) => void (list.secretMark = 'x')),
        ),
      /another APP_SECRET/,
    ],
    [
      'cut off',
      async () => {
        const half = join(folder, 'half');
        const whole = await readFile(file);
        await writeFile(half, whole.subarray(0, whole.length / 2));
        return half;
      },
      /cut off/,
    ],
    [
      'that is something else',
      async () => {
        const other = join(folder, 'something');
        await writeFile(other, gzipSync(Buffer.alloc(2_000, 'hello')));
        return other;
      },
      /no archive of Turnero/,
    ],
    [
      // Its sums are right, and the rows are not: what was restored until then goes again.
      'with rows that break a rule',
      () =>
        spoiled(
          'rule',
          withList((list) => void (list.tables.find(({ name }) => name === 'public.users')!.rows += 1)),
        ),
      /has 1 rows of public\.users, and says that there are 2|rows of public\.users/,
    ],
  ];

  it.each(cases)(
    '%s changes nothing',
    async (_, from, told) => {
      await expect(restore(elsewhere.env, await from())).rejects.toThrow(told);
      expect(await elsewhere.asOwner('SELECT slug FROM tenants')).toEqual([]);
      expect(
        await elsewhere.asOwner(`SELECT datname FROM pg_database WHERE datname LIKE '${elsewhere.name}\\_%'`),
      ).toEqual([]);
      expect([...s3.objects.keys()]).toEqual([]);
    },
    180_000,
  );
});

describe('a backup', () => {
  it('is not restored where somebody is connected', async () => {
    await expect(restore(t.env, file)).rejects.toThrow(/in use/);
  });

  it('stays as it was when the next one does not succeed', async () => {
    const before = await readFile(file);
    async function* broken() {
      yield Buffer.from('half of it');
      throw new Error('the power went');
    }
    await expect(writeWhole(file, broken())).rejects.toThrow('the power went');
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(folder)).not.toContain('all.tar.gz.part');
  });

  // Only Linux has a disk that is always full.
  it.runIf(existsSync('/dev/full'))('stays as it was when the disk is full', async () => {
    const before = await readFile(file);
    await symlink('/dev/full', `${file}.part`);
    await expect(writeBackup(t.env, file)).rejects.toThrow(/disk is full: nothing was written/);
    expect(await readFile(file)).toEqual(before);
  });

  it('gives every row and file elsewhere, where customers sign in and book', async () => {
    const was = await everyRow(t.env);
    expect(
      Object.entries(was)
        .filter(([, rows]) => rows.length === 0)
        .map(([name]) => name),
    ).toEqual([]);
    const { files } = await restore(elsewhere.env, file);
    expect(await everyRow(elsewhere.env)).toEqual(was);
    expect(files.count).toBe(2);
    const store = await openMediaStore(elsewhere.env);
    expect(String(await store.read(answerFile))).toBe('an answer');
    expect(await store.sizeOf(`${pictureFile}/master.webp`)).toBe(PICTURE_BYTES);
    const deps = await openDeps(elsewhere.env, 'test');
    const app = await buildApp(deps);
    try {
      const ana = browser({ app }, t.a);
      expect(outcome(await ana.logIn(EMAIL))).toEqual([200]);
      expect(outcome(await ana.send('POST', '/bookings', bookingAt(10)))[1]).toBe('SLOT_TAKEN');
      expect(outcome(await ana.send('POST', '/bookings', bookingAt(12)))).toEqual([201]);
    } finally {
      await app.close();
      await closeDeps(deps);
    }
    const again = join(folder, 'again.tar.gz');
    expect((await writeBackup(elsewhere.env, again)).files).toBe(2);
    expect((await checkBackup(again)).files).toEqual(files);
  }, 180_000);
});
