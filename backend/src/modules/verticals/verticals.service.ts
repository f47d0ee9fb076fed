import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { fileChecks } from './verticals.checks.ts';
import { type Vertical, verticalFile } from './verticals.contract.ts';
import { demoChecks } from './verticals.demochecks.ts';
import { type Read, sharedMarks } from './verticals.distinct.ts';
import { extended } from './verticals.extends.ts';
import { type FileMistake, type Mistake, mistakesOf, VerticalsError } from './verticals.mistakes.ts';

export { VerticalsError, type FileMistake } from './verticals.mistakes.ts';

/** Every vertical of the installation, by key. */
export type Verticals = ReadonlyMap<string, Vertical>;

/** Where the files of this installation are. */
export const VERTICALS_DIR = fileURLToPath(new URL('../../../../niche-configs/', import.meta.url));

function parseJson(source: string): { data: unknown } | { mistake: Mistake } {
  try {
    return { data: JSON.parse(source) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const remedy = 'Look for a missing or extra comma, quote or bracket there.';
    return { mistake: { path: '', value: undefined, message: `is not JSON: ${error.message}`, remedy } };
  }
}

/** A copy without the keys that the contract does not know, so that the rest can still be checked. */
function withoutUnknown(data: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy = structuredClone(data);
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    let at = copy as Record<PropertyKey, unknown>;
    for (const part of issue.path) at = at[part] as Record<PropertyKey, unknown>;
    for (const name of issue.keys) Reflect.deleteProperty(at, name);
  }
  return copy;
}

/**
 * Reads one vertical from the text of its file. Finds every mistake, not only the first; the vertical is there when
 * its shape is right, even if its contents are not.
 * @param others the data of all files by the key of their vertical, for those that extend one
 */
export function readVertical(
  file: string,
  source: string,
  others: ReadonlyMap<string, unknown> = new Map(),
): { vertical?: Vertical; mistakes: FileMistake[] } {
  const inFile = (mistake: Mistake): FileMistake => ({ file, ...mistake });
  const own = parseJson(source);
  if ('mistake' in own) return { mistakes: [inFile(own.mistake)] };
  const expected = basename(file, '.json');
  const json = extended(expected, own.data, others);
  if ('mistake' in json) return { mistakes: [inFile(json.mistake)] };
  const first = z.safeParse(verticalFile, json.data);
  const issues = first.success ? [] : first.error.issues;
  const mistakes = issues.flatMap((issue) => mistakesOf(issue, json.data));
  const parsed = first.success ? first : z.safeParse(verticalFile, withoutUnknown(json.data, issues));
  if (!parsed.success) return { mistakes: mistakes.map(inFile) };
  const vertical = parsed.data;
  for (const check of [...fileChecks, demoChecks]) mistakes.push(...check(vertical));
  if (vertical.vertical !== expected) {
    const remedy = `Write "${expected}", or rename the file.`;
    mistakes.push({
      path: 'vertical',
      value: vertical.vertical,
      message: 'is not the name of the file',
      remedy,
    });
  }
  return { vertical, mistakes: mistakes.map(inFile) };
}

/**
 * Reads every vertical of a folder (all of its `.json` files but `schema.json`), by key.
 * @throws VerticalsError with all mistakes of all files
 */
export async function loadVerticals(dir: string = VERTICALS_DIR): Promise<Verticals> {
  const names = (await readdir(dir))
    .filter((name) => name.endsWith('.json') && name !== 'schema.json')
    .toSorted();
  const mistakes: FileMistake[] = [];
  const files: Read[] = [];
  const sources = await Promise.all(
    names.map(async (name) => [name, await readFile(join(dir, name), 'utf8')] as const),
  );
  const others = new Map<string, unknown>();
  for (const [name, source] of sources) {
    const json = parseJson(source);
    if ('data' in json) others.set(basename(name, '.json'), json.data);
  }
  for (const [name, source] of sources) {
    const file = join(basename(dir), name);
    const read = readVertical(file, source, others);
    mistakes.push(...read.mistakes);
    if (read.vertical !== undefined) files.push({ file, vertical: read.vertical });
  }
  for (const { file, found } of sharedMarks(files)) {
    for (const mistake of found) mistakes.push({ file, ...mistake });
  }
  if (mistakes.length > 0) throw new VerticalsError(mistakes);
  return new Map(files.map(({ vertical }) => [vertical.vertical, vertical]));
}
