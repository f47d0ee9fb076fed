import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod/mini';
import { fileChecks } from './verticals.checks.ts';
import { type Vertical, verticalFile } from './verticals.contract.ts';
import { demoChecks } from './verticals.demochecks.ts';
import { type Read, sharedMarks } from './verticals.distinct.ts';
import { extended } from './verticals.extends.ts';
import { verticalFiles, VERTICALS_DIR } from './verticals.files.ts';
import { foundBy, wholeOf } from './verticals.mended.ts';
import { type FileMistake, type Mistake, mistakesOf, VerticalsError } from './verticals.mistakes.ts';

export { VERTICALS_DIR } from './verticals.files.ts';
export { VerticalsError, type FileMistake } from './verticals.mistakes.ts';

/** Every vertical of the installation, by key. */
export type Verticals = ReadonlyMap<string, Vertical>;

function parseJson(source: string): { data: unknown } | { mistake: Mistake } {
  try {
    return { data: JSON.parse(source) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const remedy = 'Look for a missing or extra comma, quote or bracket there.';
    return { mistake: { path: '', value: undefined, message: `is not JSON: ${error.message}`, remedy } };
  }
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
  const shape = z.safeParse(verticalFile, json.data);
  const mistakes = (shape.error?.issues ?? []).flatMap((issue) => mistakesOf(issue, json.data));
  const whole = wholeOf(json.data);
  if (!whole) return { mistakes: mistakes.map(inFile) };
  const { vertical } = whole;
  for (const check of [...fileChecks, demoChecks]) mistakes.push(...foundBy(check, whole));
  const name = {
    path: 'vertical',
    value: vertical.vertical,
    message: 'is not the name of the file',
    remedy: `Write "${expected}", or rename the file.`,
  };
  if (vertical.vertical !== expected && whole.isCertain(name)) mistakes.push(name);
  return { ...(whole.isOwn && { vertical }), mistakes: mistakes.map(inFile) };
}

/**
 * Reads every vertical of a folder, those of the operator too, by key.
 * @throws VerticalsError with all mistakes of all files
 */
export async function loadVerticals(dir: string = VERTICALS_DIR): Promise<Verticals> {
  const mistakes: FileMistake[] = [];
  const files: Read[] = [];
  const sources = await Promise.all(
    (await verticalFiles(dir)).map(async (file) => ({ ...file, source: await readFile(file.path, 'utf8') })),
  );
  const others = new Map<string, unknown>();
  for (const { key, source } of sources) {
    const json = parseJson(source);
    if ('data' in json) others.set(key, json.data);
  }
  for (const { name: file, isOwn, source } of sources) {
    const read = readVertical(file, source, others);
    mistakes.push(...read.mistakes);
    if (read.vertical !== undefined) files.push({ file, isOwn, vertical: read.vertical });
  }
  for (const { file, found } of sharedMarks(files)) {
    for (const mistake of found) mistakes.push({ file, ...mistake });
  }
  if (mistakes.length > 0) throw new VerticalsError(mistakes);
  return new Map(files.map(({ vertical }) => [vertical.vertical, vertical]));
}
