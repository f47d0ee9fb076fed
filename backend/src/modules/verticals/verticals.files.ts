import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the files of this installation are. */
export const VERTICALS_DIR = fileURLToPath(new URL('../../../../niche-configs/', import.meta.url));
/** The folder in it that is the operator's: no version of Turnero puts a vertical there. */
export const OWN = 'own';

export interface VerticalFile {
  key: string;
  path: string;
  /** How it is called to people: `niche-configs/own/driving-school.json`. */
  name: string;
  isOwn: boolean;
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== 'schema.json');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * The file of each vertical of a folder, by key: those that come with Turnero, and the operator's own ones. Where both have a key,
 * the operator's counts: a later version may bring one of the same name.
 */
export async function verticalFiles(dir: string = VERTICALS_DIR): Promise<VerticalFile[]> {
  const files = new Map<string, VerticalFile>();
  for (const own of [[], [OWN]]) {
    for (const file of await filesIn(join(dir, ...own))) {
      const key = basename(file, '.json');
      const name = join(basename(dir), ...own, file);
      files.set(key, { key, path: join(dir, ...own, file), name, isOwn: own.length > 0 });
    }
  }
  return [...files.values()].toSorted((one, other) => (one.key < other.key ? -1 : 1));
}
