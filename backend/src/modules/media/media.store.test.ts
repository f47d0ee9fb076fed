import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3, type S3Server } from '../../../test/s3.ts';
import { readEnv, type Env } from '../../env.ts';
import { openMediaStore, type MediaStore } from './media.store.ts';

const needed = { DATABASE_URL: 'postgres://owner:x@localhost/turnero', APP_SECRET: 'x'.repeat(32) };
/** More than S3 takes at once from a stream: it goes up in parts. */
const LONG = randomBytes(12 * 2 ** 20);

let s3: S3Server;
let folder: string;
beforeAll(async () => {
  s3 = await startS3();
  folder = await mkdtemp(join(tmpdir(), 'turnero media '));
});
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true });
});

const environments: [kind: string, env: (variables?: NodeJS.ProcessEnv) => Env][] = [
  ['a disk', (variables = {}) => readEnv({ ...needed, DATA_DIR: folder, ...variables })],
  ['a bucket', (variables = {}) => readEnv({ ...needed, ...s3.variables, ...variables })],
];

describe.each(environments)('files on %s', (kind, envOf) => {
  let store: MediaStore;
  beforeAll(async () => {
    store = await openMediaStore(envOf());
  });
  const namesNow = async () =>
    kind === 'a disk'
      ? (await readdir(join(folder, 'media'), { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map(({ name }) => name)
      : [...s3.objects.keys()].map((key) => key.split('/').at(-1));

  async function streamed(name: string): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of await store.stream(name)) parts.push(part);
    return Buffer.concat(parts);
  }

  it('are read as they were written, as a whole and piece by piece', async () => {
    await store.write('t/one/master.webp', Buffer.from('a picture'));
    expect(String(await store.read('t/one/master.webp'))).toBe('a picture');
    expect(String(await streamed('t/one/master.webp'))).toBe('a picture');
    expect(await store.sizeOf('t/one/master.webp')).toBe(9);
    await store.write('t/one/master.webp', Buffer.from('another'));
    expect(String(await store.read('t/one/master.webp'))).toBe('another');
  });

  it('may be long, and come from a stream', async () => {
    await store.write('t/long', Readable.from([LONG.subarray(0, 1e6), LONG.subarray(1e6)]));
    expect(await store.sizeOf('t/long')).toBe(LONG.length);
    expect((await streamed('t/long')).equals(LONG)).toBe(true);
    await store.remove('t/long');
  });

  it('that are not there are told as such, and removed already', async () => {
    await store.remove('t/none');
    expect(await store.read('t/none')).toBeUndefined();
    expect(await store.sizeOf('t/none')).toBeUndefined();
    await expect(streamed('t/none')).rejects.toThrow(/not found/);
  });

  it('are never read by half', async () => {
    await store.write('t/two', Buffer.from('before'));
    const source = new PassThrough();
    const written = store.write('t/two', source);
    source.write(LONG);
    await once(source, 'drain');
    expect(String(await store.read('t/two'))).toBe('before');
    source.end('and the end');
    await written;
    expect(await store.sizeOf('t/two')).toBe(LONG.length + 11);
  });

  it('whose source breaks leave what was there before, and nothing else', async () => {
    await store.write('t/three', Buffer.from('before'));
    const names = await namesNow();
    async function* broken() {
      yield LONG;
      throw new Error('the visitor went');
    }
    await expect(store.write('t/three', Readable.from(broken()))).rejects.toThrow('the visitor went');
    expect(String(await store.read('t/three'))).toBe('before');
    expect(await namesNow()).toEqual(names);
    expect(s3.openUploads()).toBe(0);
  });

  it('of a tenant go together, and no others', async () => {
    const mine = ['u/a/master.webp', 'u/a/320.avif', 'u/b/master.webp', 'u/intake/c'];
    for (const name of [...mine, 'u2/a']) await store.write(name, Buffer.from(name));
    await store.removeFolder('u');
    for (const name of mine) expect(await store.read(name)).toBeUndefined();
    expect(String(await store.read('u2/a'))).toBe('u2/a');
    await store.removeFolder('u');
  });

  it('are looked after by a file that is gone again', async () => {
    const names = await namesNow();
    await store.check();
    expect(await namesNow()).toEqual(names);
  });
});

describe('a place that does not take files says so', () => {
  it('where the folder is none', async () => {
    const store = await openMediaStore(environments[0]![1]({ DATA_DIR: join(folder, 'other') }));
    await rm(join(folder, 'other', 'media'), { recursive: true });
    await writeFile(join(folder, 'other', 'media'), '');
    await expect(store.check()).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['SignatureDoesNotMatch', { S3_SECRET_ACCESS_KEY: 'another' }],
    ['NoSuchBucket', { S3_BUCKET: 'another' }],
    ['ECONNREFUSED', { S3_ENDPOINT: 'http://127.0.0.1:1' }],
  ])('by %s', async (told, variables) => {
    const store = await openMediaStore(environments[1]![1](variables));
    await expect(store.check()).rejects.toThrow(told);
  });
});
