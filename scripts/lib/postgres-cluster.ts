import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnSync } from 'node:child_process';
import { identityOf, isAlive } from '../launch/processes.mjs';
import { Told } from '../launch/steps.mjs';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type RunAs, chooseUser, spawnIds } from './postgres-user.ts';

/** Passwords of a cluster, kept inside it so that they live and die with the data. */
export type Credentials = { admin: string; owner: string };

/** The version the embedded server has; the data of another major version cannot be read by it. */
const major = '18';
const credentialsFile = 'turnero.json';

/** PostgreSQL reads many variables (PGDATA, PGPORT, LC_ALL, ...) that a person may have set for something else. */
export const cleanEnvironment: NodeJS.ProcessEnv = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' };

/**
 * Makes the data folder when there is none.
 * @param cluster the data folder; created beside itself first, so that a cut-off creation is never taken for data
 * @returns how to run the server on it, and its passwords
 */
export async function ensureCluster(
  cluster: string,
  binaries: PostgresBinaries,
  throwaway: boolean,
): Promise<{ runAs: RunAs; credentials: Credentials }> {
  if (!existsSync(join(cluster, 'PG_VERSION'))) await createCluster(cluster, binaries, throwaway);
  const version = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  if (version !== major) {
    throw new Told(
      `The data in ${cluster} belongs to PostgreSQL ${version} and this is ${major}: choose another folder with DATA_DIR=...`,
    );
  }
  const credentials = JSON.parse(await readFile(join(cluster, credentialsFile), 'utf8')) as Credentials;
  return { runAs: chooseUser(cluster, binaries.postgres), credentials };
}

async function createCluster(cluster: string, binaries: PostgresBinaries, throwaway: boolean) {
  const draft = `${cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const runAs = chooseUser(draft, binaries.initdb);
  await giveTo(draft, runAs);
  const credentials: Credentials = {
    admin: randomBytes(24).toString('base64url'),
    owner: randomBytes(24).toString('base64url'),
  };
  const passwordFile = `${draft}.password`;
  try {
    await writeFile(passwordFile, credentials.admin, { mode: 0o600 });
    await giveTo(passwordFile, runAs);
    const args = ['-D', draft, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const locale = ['--locale=C.UTF-8', '--encoding=UTF8', '--no-instructions'];
    initialise([binaries.initdb, ...args, ...locale, ...(throwaway ? ['--no-sync'] : [])], runAs);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await writeFile(join(draft, credentialsFile), JSON.stringify(credentials), { mode: 0o600 });
  await giveTo(join(draft, credentialsFile), runAs);
  await rm(cluster, { recursive: true, force: true });
  await rename(draft, cluster);
}

function initialise(words: string[], runAs: RunAs) {
  const [file = '', ...args] = [...runAs.prefix, ...words];
  const result = spawnSync(file, args, {
    cwd: '/',
    env: cleanEnvironment,
    encoding: 'utf8',
    ...spawnIds(runAs),
  });
  if (result.status === 0) return;
  const output = `${result.stdout}${result.stderr}`;
  if (/no space left/i.test(output))
    throw new Told('The disk is full: free some space, or choose another folder with DATA_DIR=...', output);
  throw new Told('The database could not be created.', output || String(result.error));
}

async function giveTo(path: string, { uid, gid }: RunAs) {
  if (uid === undefined || gid === undefined) return;
  await chown(path, uid, gid);
  await chmod(path, path.endsWith('.new') ? 0o700 : 0o600);
}

/**
 * Stops a server that an earlier, killed run left on this data folder, and removes the mark of one that is gone.
 * @returns whether there was one to stop
 */
export async function stopOrphan(cluster: string): Promise<boolean> {
  const mark = join(cluster, 'postmaster.pid');
  const text = await readFile(mark, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!text || !Number.isInteger(pid) || pid <= 1) return false;
  if (!isPostgresOf(cluster, pid)) {
    // Another program may have got the same pid since; PostgreSQL would then refuse to start.
    await rm(mark, { force: true });
    return false;
  }
  const identity = identityOf(pid);
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (isAlive(identity)) process.kill(pid, signal);
    for (let turn = 0; turn < 100 && isAlive(identity); turn++) await sleep(100);
  }
  return true;
}

function isPostgresOf(cluster: string, pid: number) {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.includes('postgres') && stdout.includes(cluster);
}
