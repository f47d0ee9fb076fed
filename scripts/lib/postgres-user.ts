// PostgreSQL refuses to run as root, so root lends it the clothes of a user without rights.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { Told } from '../launch/steps.mjs';

/** How to run a program of PostgreSQL: what to put before it, and as whom. */
export type RunAs = { prefix: string[]; uid?: number; gid?: number };

/**
 * @param cluster the data folder, which must exist and will belong to the chosen user
 * @param program a program that the user must be able to run
 */
export function chooseUser(cluster: string, program: string): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const ids = ownerOf(cluster) ?? idsOf('postgres') ?? idsOf('nobody');
  if (!ids)
    throw new Told(
      'PostgreSQL refuses to run as root and this system has no user "postgres" or "nobody": run as a normal user.',
    );
  const plain: RunAs = { prefix: [], ...ids };
  if (canWork(plain, cluster, program)) return plain;
  // In a folder that only root may enter (a clone under /root), the user keeps root's right to pass through folders.
  // The secure bit makes access(2) agree with open(2) about that; PostgreSQL asks both.
  const rights = [
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--securebits=+no_setuid_fixup',
  ];
  const passing: RunAs = {
    prefix: ['setpriv', '--reuid', String(ids.uid), '--regid', String(ids.gid), '--clear-groups', ...rights],
  };
  if (canWork(passing, cluster, program)) return { ...passing, ...ids };
  throw new Told(
    `PostgreSQL refuses to run as root, and the user it would run as cannot reach ${cluster}: run as a normal user, or from a folder that everyone may enter.`,
  );
}

/** The options for `spawn` that go with `runAs`: with a prefix, the prefix changes the user itself. */
export function spawnIds({ prefix, uid, gid }: RunAs): { uid?: number; gid?: number } {
  return prefix.length > 0 || uid === undefined || gid === undefined ? {} : { uid, gid };
}

function ownerOf(folder: string) {
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
}

function idsOf(user: string) {
  const ask = (flag: string) => {
    const { status, stdout } = spawnSync('id', [flag, user], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : undefined;
  };
  const [uid, gid] = [ask('-u'), ask('-g')];
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function canWork(runAs: RunAs, cluster: string, program: string) {
  const test = 'cd "$1" && test -x "$2" && "$2" --version';
  const words = [...runAs.prefix, 'sh', '-c', test, 'sh', cluster, program];
  return (
    spawnSync(words[0] ?? 'sh', words.slice(1), { cwd: '/', stdio: 'ignore', ...spawnIds(runAs) }).status ===
    0
  );
}
