import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import { tenantCustoms } from '../../backend/src/modules/tenants/tenants.contract.ts';
import { key, slug, text } from '../../backend/src/modules/verticals/verticals.fields.ts';
import { Told } from '../launch/steps.mjs';
import { entriesOf, packedFile, tarOf } from '../lib/tar.ts';
import { readGzipped, writeWhole } from '../lib/whole-file.ts';

export const MANIFEST = 'manifest.json';
/** Bytes of the list itself: a tenant with a hundred thousand pictures has a fifth of it. */
const MOST_OF_MANIFEST = 64 * 2 ** 20;
/** Bytes unpacked. */
export const MOST_BYTES = 50 * 2 ** 30;

/** Rows of one table, or a file of the media folder: nothing in them leads out of the folder that they are unpacked into. */
const NAME = /^(?:rows\/[a-z][a-z_]*\.jsonl|media(?:\/[A-Za-z0-9][A-Za-z0-9-]*)+(?:\.[a-z0-9]+)?)$/;

const packed = z.strictObject({
  name: z.string().check(z.regex(NAME)),
  bytes: z.int().check(z.gte(0)),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});

export const manifest = z.strictObject({
  format: z.literal('turnero-tenant'),
  version: z.literal(1),
  exportedAt: z.iso.datetime(),
  /** The newest migration of the database that the rows are from. */
  migration: z.string(),
  tenant: z.strictObject({ id: z.uuid(), slug, name: text, vertical: key, customs: tenantCustoms }),
  /** How many rows each table has, parents first. */
  rows: z.record(z.string().check(z.regex(/^[a-z][a-z_]*$/)), z.int().check(z.gte(0))),
  /** In the order of the archive. */
  files: z.array(packed),
});
export type Manifest = z.infer<typeof manifest>;

/** Where something goes, and what it is by its sum. */
async function write(path: string, content: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  await mkdir(dirname(path), { recursive: true });
  const summing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(content), summing, createWriteStream(path));
  return hash.digest('hex');
}

/** Writes a file of the archive into its folder. @returns its line of the manifest */
export async function put(
  folder: string,
  name: string,
  content: AsyncIterable<Buffer>,
): Promise<Manifest['files'][number]> {
  let bytes = 0;
  async function* counted() {
    for await (const chunk of content) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const sha256 = await write(join(folder, name), counted());
  return { name, bytes, sha256 };
}

/** Makes one file of a folder; it has its name only once it is whole. */
export async function pack(folder: string, list: Manifest, file: string): Promise<void> {
  await writeFile(join(folder, MANIFEST), JSON.stringify(list, null, 2));
  async function* files() {
    for (const name of [MANIFEST, ...list.files.map((each) => each.name)])
      yield await packedFile(name, join(folder, name));
  }
  await writeWhole(file, tarOf(files()));
}

async function readManifest(folder: string): Promise<Manifest> {
  const json: unknown = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
  const read = z.safeParse(manifest, json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Told(
    `The list of the archive is not as it should be: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

/**
 * Unpacks into an empty folder what the list at the beginning of the archive says, and nothing else.
 * @param most bytes that it may be
 * @throws Told for a file that is not in the list, is longer or other than the list says, or is missing
 */
export async function unpack(file: string, folder: string, most = MOST_BYTES): Promise<Manifest> {
  try {
    let list: Manifest | undefined;
    const left = new Map<string, Manifest['files'][number]>();
    for await (const { name, bytes, content } of entriesOf(readGzipped(file))) {
      if (!list) {
        if (name !== MANIFEST || bytes > MOST_OF_MANIFEST)
          throw new Told('This is no archive of a tenant: it does not begin with its list.');
        await write(join(folder, MANIFEST), content);
        list = await readManifest(folder);
        for (const each of list.files) left.set(each.name, each);
        const whole = list.files.reduce((sum, { bytes }) => sum + bytes, 0);
        if (whole > most)
          throw new Told(`The archive says that it is ${whole} bytes; at most ${most} are taken.`);
        continue;
      }
      const listed = left.get(name);
      if (listed?.bytes !== bytes) throw new Told(`The archive holds what its list does not have: ${name}`);
      left.delete(name);
      if ((await write(join(folder, name), content)) !== listed.sha256)
        throw new Told(`The archive is damaged: ${name} is not what it was.`);
    }
    if (!list) throw new Told('The archive is empty.');
    const [missing] = left.keys();
    if (missing !== undefined) throw new Told(`The archive is not whole: ${missing} is missing.`);
    return list;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Told('The list of the archive is not JSON.');
    throw error;
  }
}
