import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from '../launch/lock.mjs';
import { isAlive } from '../launch/processes.mjs';
import { Told } from '../launch/steps.mjs';

/** What a running Turnero tells other commands about itself, and the next start about what a crash may have left. */
export type Run = { url: string; databaseUrl: string; processes: { name: string; identity: string }[] };

const runFile = (dataDir: string) => join(dataDir, 'run.json');
const lockFile = (dataDir: string) => join(dataDir, 'lock');

/**
 * Makes the data folder and tries to write in it.
 * @throws Told when that fails, with how to choose another one
 */
export async function ensureWritable(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
    const probe = join(dataDir, `.probe-${process.pid}`);
    await writeFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOSPC'
        ? 'the disk is full'
        : code === 'EROFS'
          ? 'the disk is read-only'
          : `this user may not write there (${code})`;
    throw new Told(
      `The data folder ${dataDir} cannot be written, ${why}: choose another with DATA_DIR=/some/folder npm start.`,
    );
  }
}

/** Node's own recursive way never comes back from a place like /proc, where nothing can be made. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
}

/**
 * Claims the data folder for this process until it ends.
 * @returns how to let go of it
 * @throws Told when another process has it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  // The first attempt may only have cleared away the lock of a process that is gone.
  if (!takeLock(lockFile(dataDir)) && !takeLock(lockFile(dataDir))) {
    const at = (await readRun(dataDir))?.url;
    throw new Told(
      `Turnero already runs on the data in ${dataDir}${at ? ` and serves ${at}` : ''}: stop it first, or start another one with DATA_DIR=.data2 PORT=3001 npm start.`,
    );
  }
  await clearLeftOvers(dataDir);
  return async () => {
    await rm(runFile(dataDir), { force: true });
    await rm(lockFile(dataDir), { force: true });
  };
}

/** Children end by themselves when their parent was killed, but not at once, and they may still hold the port. */
async function clearLeftOvers(dataDir: string) {
  const left = await readRun(dataDir);
  for (const { identity } of left?.processes ?? []) {
    for (let turn = 0; turn < 30 && isAlive(identity); turn++) await sleep(100);
    if (isAlive(identity)) process.kill(Number.parseInt(identity, 10), 'SIGKILL');
  }
  await rm(runFile(dataDir), { force: true });
}

export async function writeRun(dataDir: string, run: Run): Promise<void> {
  await writeFile(runFile(dataDir), JSON.stringify(run, null, 2), { mode: 0o600 });
}

/** @returns what runs (or, after a crash, ran last) on this data folder */
export async function readRun(dataDir: string): Promise<Run | undefined> {
  const text = await readFile(runFile(dataDir), 'utf8').catch(() => undefined);
  return text ? (JSON.parse(text) as Run) : undefined;
}

/** The secret of this installation: made once, and needed as long as its data. */
export async function ensureSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret');
  const known = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (known) return known;
  const secret = randomBytes(32).toString('base64url');
  await writeFile(file, secret, { mode: 0o600 });
  return secret;
}
