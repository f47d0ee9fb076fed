import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../backend/test/harness.ts';
import { startS3 } from '../../backend/test/s3.ts';
import { fillTenant, tenantTables as allTables } from '../../backend/test/wall/rows.ts';
import { rowsOf, withOwner } from '../../tests/lib/tenant-rows.ts';
import { packedFile, tarOf } from '../lib/tar.ts';
import { writeWhole } from '../lib/whole-file.ts';
import { MANIFEST, pack, put, unpack, type Manifest } from './archive.ts';
import { exportTenant } from './export.ts';
import { importTenant } from './import.ts';

let t: TestApp;
let folder: string;
let archive: string;
let list: Manifest;

beforeAll(async () => {
  t = await testApp();
  folder = await mkdtemp(join(tmpdir(), 'turnero archive '));
  await withOwner(t.env.DATABASE_URL, async (client) => {
    await fillTenant(client, await allTables(client), t.a.id);
    await client.query(`UPDATE media SET storage_key = tenant_id || '/' || id`);
    await client.query(`UPDATE intake_files SET storage_key = tenant_id || '/intake/' || id`);
  });
  const { media: store } = t.deps;
  const { media, intake_files: intake } = await rowsOf(t.env.DATABASE_URL, t.a.id);
  const keyOf = (rows: unknown[] | undefined) => (rows?.[0] as { storage_key: string }).storage_key;
  await store.write(`${t.a.id}${keyOf(media)}/master.webp`, Buffer.from('a picture'));
  await store.write(`${t.a.id}${keyOf(intake)}`, Buffer.from('an answer'));
  archive = join(folder, 'a.tar.gz');
  list = await exportTenant(t.deps, { ...t.a, customs: {} }, archive);
});
afterAll(async () => {
  await t.close();
  await rm(folder, { recursive: true });
});

describe('an archive', () => {
  it('has every table that is not made anew, and every file', async () => {
    const empty = Object.entries(list.rows).filter(([, rows]) => rows === 0);
    expect(empty).toEqual([]);
    expect(Object.keys(list.rows).length).toBeGreaterThan(60);
    expect(list.files.filter(({ name }) => name.startsWith('media/'))).toHaveLength(2);
    expect(await readdir(t.env.DATA_DIR)).toEqual(['media']);
  });

  it('gives equal rows and files under another slug', async () => {
    const { tenant, closed } = await importTenant(t.deps, archive, { slug: 'copy', name: 'Copy' });
    expect(tenant).toMatchObject({ slug: 'copy', name: 'Copy', vertical: 'barbershop' });
    expect([tenant.id === t.a.id, closed]).toEqual([false, []]);
    const [was, is] = [await rowsOf(t.env.DATABASE_URL, t.a.id), await rowsOf(t.env.DATABASE_URL, tenant.id)];
    expect(is).toEqual(was);
    const { media: store } = t.deps;
    const key = (is['media']?.[0] as { storage_key: string }).storage_key;
    expect(String(await store.read(`${tenant.id}${key}/master.webp`))).toBe('a picture');
    const site = await t.app.inject({ url: '/api/v1/tenant', headers: { host: 'copy.localhost' } });
    expect(site.json()).toMatchObject({ data: { slug: 'copy', name: 'Copy' } });
  });

  it('gives equal rows and files in another installation, where it is who it was', async () => {
    const s3 = await startS3();
    const other = await testApp({}, s3.variables);
    try {
      await expect(importTenant(other.deps, archive)).rejects.toThrow(/Another tenant has this name.*--slug/);
      const { tenant } = await importTenant(other.deps, archive, { slug: 'moved' });
      expect(tenant.id).toBe(t.a.id);
      expect(await rowsOf(other.env.DATABASE_URL, t.a.id)).toEqual(await rowsOf(t.env.DATABASE_URL, t.a.id));
      const back = await exportTenant(other.deps, { ...tenant, customs: {} }, join(folder, 'back.tar.gz'));
      const filesOf = ({ files }: Manifest) => files.filter(({ name }) => name.startsWith('media/'));
      expect(filesOf(back)).toEqual(filesOf(list));
      expect(s3.objects.size).toBe(2);
    } finally {
      await other.close();
      await s3.close();
    }
  });
});

describe('a damaged or hostile archive', () => {
  const slug = 'never';
  /** A good archive, of which something was changed. */
  async function spoiled(spoil: (at: string, list: Manifest) => Promise<unknown>): Promise<string> {
    const at = await mkdtemp(join(folder, 'spoiled-'));
    const copy = structuredClone(await unpack(archive, at));
    await spoil(at, copy);
    const file = `${at}.tar.gz`;
    await pack(at, copy, file);
    return file;
  }
  /** What `pack` would not write. */
  async function packOnly(at: string, names: string[]): Promise<string> {
    const file = `${at}.tar.gz`;
    async function* packed() {
      for (const name of names) yield await packedFile(name, join(at, name));
    }
    await writeWhole(file, tarOf(packed()));
    return file;
  }
  const rewrite = async (at: string, copy: Manifest, table: string, change: (line: string) => string) => {
    const name = `rows/${table}.jsonl`;
    const text = change(await readFile(join(at, name), 'utf8'));
    const line = await put(at, name, Readable.from([Buffer.from(text)]) as AsyncIterable<Buffer>);
    copy.files = copy.files.map((each) => (each.name === name ? line : each));
  };

  const cases: [what: string, file: () => Promise<string>, told: RegExp][] = [
    [
      'a wrong sum',
      () =>
        spoiled((at) =>
          writeFile(
            join(at, 'rows/users.jsonl'),
            'x'.repeat(list.files.find(({ name }) => name === 'rows/users.jsonl')!.bytes),
          ),
        ),
      /damaged: rows\/users\.jsonl/,
    ],
    [
      'a name that leads out',
      async () => {
        const at = await mkdtemp(join(folder, 'out-'));
        const copy = await unpack(archive, at);
        copy.files = [{ name: 'media/../../evil', bytes: 1, sha256: '0'.repeat(64) }];
        await writeFile(join(at, MANIFEST), JSON.stringify(copy));
        return packOnly(at, [MANIFEST]);
      },
      /list of the archive is not as it should be: files\.0\.name/,
    ],
    [
      'a file that its list does not have',
      async () => {
        const at = await mkdtemp(join(folder, 'extra-'));
        await unpack(archive, at);
        await writeFile(join(folder, 'evil'), 'evil');
        return packOnly(at, [MANIFEST, '../evil']);
      },
      /its list does not have: \.\.\/evil/,
    ],
    [
      'a file of another tenant',
      () =>
        spoiled((at, copy) =>
          rewrite(at, copy, 'media', (text) => text.replace(/"~\/[^"]+"/, `"${t.b.id}/x"`)),
        ),
      /names a file that is not the tenant's/,
    ],
    [
      'rows that break a rule',
      () =>
        spoiled((at, copy) =>
          rewrite(at, copy, 'customers', (text) =>
            text.replace(
              '"merged_into_id": null',
              '"merged_into_id": "00000000-0000-7000-8000-000000000000"',
            ),
          ),
        ),
      /rows of the archive are not as they should be/,
    ],
    [
      'fewer rows than it says',
      () => spoiled((at, copy) => rewrite(at, copy, 'audit_events', () => '')),
      /has 0 rows of audit_events, and says that there are 1/,
    ],
    [
      'rows of a table of the platform',
      () => spoiled(async (_, copy) => (copy.rows['operators'] = 1)),
      /rows of "operators"/,
    ],
    [
      'rows of another version',
      () => spoiled(async (_, copy) => (copy.migration = '20200101000000_past')),
      /from another version/,
    ],
    [
      'a vertical that is not here',
      () => spoiled(async (_, copy) => (copy.tenant.vertical = 'nowhere')),
      /"nowhere", which this installation does not have/,
    ],
    [
      'half of it',
      async () => {
        const file = join(folder, 'half.tar.gz');
        const whole = await readFile(archive);
        await writeFile(file, whole.subarray(0, whole.length / 2));
        return file;
      },
      /cut off/,
    ],
    [
      'no archive',
      async () => {
        const file = join(folder, 'no.tar.gz');
        await writeFile(file, 'hello');
        return file;
      },
      /damaged, or none/,
    ],
  ];

  it.each(cases)('with %s changes nothing', async (_, file, told) => {
    await refuse(await file(), told);
  });

  it('that would fill the disk is not unpacked', async () => {
    const bomb = await spoiled(async (at, copy) => {
      const zeros = Readable.from([Buffer.alloc(5_000_000)]) as AsyncIterable<Buffer>;
      copy.files.push(await put(at, 'media/bomb/master.webp', zeros));
    });
    await refuse(bomb, /at most 1000000 are taken/, 1_000_000);
    const liar = await spoiled(async (at, copy) => {
      const zeros = Readable.from([Buffer.alloc(5_000_000)]) as AsyncIterable<Buffer>;
      copy.files.push({ ...(await put(at, 'media/bomb/master.webp', zeros)), bytes: 10 });
    });
    await refuse(liar, /its list does not have: media\/bomb/, 1_000_000);
  });

  async function refuse(file: string, told: RegExp, most?: number): Promise<void> {
    const media = (await readdir(join(t.env.DATA_DIR, 'media'))).toSorted();
    const tenants = await t.asOwner('SELECT slug FROM tenants ORDER BY slug');
    await expect(importTenant(t.deps, file, { slug, ...(most && { most }) })).rejects.toThrow(told);
    expect(await t.asOwner('SELECT slug FROM tenants ORDER BY slug')).toEqual(tenants);
    expect((await readdir(join(t.env.DATA_DIR, 'media'))).toSorted()).toEqual(media);
    expect(await readdir(t.env.DATA_DIR)).toEqual(['media']);
  }
});
