import type { Hash } from 'node:crypto';
import * as z from 'zod/mini';
import { Told } from '../launch/steps.mjs';
import { type Entry, entriesOf } from '../lib/tar.ts';
import { readGzipped } from '../lib/whole-file.ts';
import {
  addName,
  HEAD,
  manifest,
  MANIFEST,
  type Manifest,
  MOST_OF_MANIFEST,
  newSum,
  placeOf,
} from './manifest.ts';

const NONE = 'This is no backup of Turnero: tenants come in by npm run tenant -- import.';

async function textOf({ name, bytes, content }: Entry): Promise<string> {
  if (bytes > MOST_OF_MANIFEST) throw new Told(`The backup is damaged: ${name} is too long.`);
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString();
}

function readManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Told('The backup is damaged: its list is not JSON.');
  }
  const read = z.safeParse(manifest, json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Told(
    `The list of the backup is not as it should be: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

/** The entries between the first, by which a backup is known, and its list. @throws Told for what is no backup */
export async function* backedUp(file: string): AsyncGenerator<Entry> {
  let first = true;
  for await (const entry of entriesOf(readGzipped(file))) {
    if (first && entry.name !== HEAD) throw new Told(NONE);
    if (first) await textOf(entry);
    else yield entry;
    first = false;
  }
  if (first) throw new Told(NONE);
}

/**
 * Reads a whole backup and compares it with its sums.
 * @returns its list
 * @throws Told for one that is damaged, is cut off, or is none
 */
export async function checkBackup(file: string): Promise<Manifest> {
  const tables = new Map<string, Hash>();
  const files = newSum();
  let count = 0;
  let list: Manifest | undefined;
  for await (const entry of backedUp(file)) {
    if (list) throw new Told(`The backup is damaged: ${entry.name} stands after its end.`);
    if (entry.name === MANIFEST) {
      list = readManifest(await textOf(entry));
      continue;
    }
    const place = placeOf(entry.name);
    let sum = files;
    if ('table' in place) {
      sum = tables.get(place.table) ?? newSum();
      tables.set(place.table, sum);
    } else {
      addName(files, place.file, entry.bytes);
      count += 1;
    }
    for await (const chunk of entry.content) sum.update(chunk);
  }
  if (!list) throw new Told('The backup is cut off: it has no list.');
  for (const { name, sha256 } of list.tables) {
    if ((tables.get(name) ?? newSum()).digest('hex') !== sha256)
      throw new Told(`The backup is damaged: ${name} is not what it was.`);
    tables.delete(name);
  }
  const [other] = tables.keys();
  if (other !== undefined)
    throw new Told(`The backup is damaged: it holds ${other}, which its list does not have.`);
  if (count !== list.files.count || files.digest('hex') !== list.files.sha256)
    throw new Told('The backup is damaged: its pictures and files are not what they were.');
  return list;
}
