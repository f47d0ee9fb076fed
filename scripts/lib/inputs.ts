import { createHash } from 'node:crypto';
import { existsSync, globSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from './paths.ts';

/**
 * A fingerprint of files, by name and content.
 * @param inputs globs below the project's folder; what does not exist counts as absent
 * @param except globs to leave out
 */
export async function hashOf(inputs: string[], except: string[] = []): Promise<string> {
  const files = globSync(inputs, { cwd: root, exclude: ['**/node_modules/**', ...except] });
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const path = join(root, file);
    if (!statSync(path).isFile()) continue;
    hash.update(`${file}\0`).update(await readFile(path));
  }
  return hash.digest('hex');
}

/** Whether what was made from these inputs, noted in `stamp`, is still what would be made from them. */
export async function isFresh(stamp: string, hash: string): Promise<boolean> {
  return existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash;
}

/** Notes the inputs that something was made from; written last, so that a cut-off run counts for nothing. */
export async function writeStamp(stamp: string, hash: string): Promise<void> {
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, hash);
}
