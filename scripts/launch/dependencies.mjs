// Installs the packages of package-lock.json when they are missing, half installed or no longer the same.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { findNpm, npmEnvironment, quietly } from './npm.mjs';
import { run } from './run.mjs';

/**
 * @param {string} root
 * @param {string} node the Node to run npm under
 * @param {import('./steps.mjs').Steps} steps
 */
export async function ensureDependencies(root, node, steps) {
  if (isStamped(root)) return;
  if (matchesLockfile(root)) return stamp(root);
  const total = Object.keys(lockedPackages(root)).length;
  await steps.step(
    'Installing dependencies',
    async (progress) => {
      const count = setInterval(
        () => progress(`${Math.min(countInstalled(root), total)} of ${total} packages`),
        1_000,
      );
      const install = () => (isStamped(root) ? undefined : installAll(root, node));
      await withLock(join(root, '.node', 'install.lock'), install, () =>
        progress('waiting for another command'),
      ).finally(() => clearInterval(count));
    },
    () => `${countInstalled(root)} packages`,
  );
}

/** @param {string} root @param {string} node */
async function installAll(root, node) {
  const failure =
    'The dependencies could not be installed: check the network and the space on the disk, then run this again.';
  const args = [findNpm(), 'ci', '--include=dev', ...quietly];
  const install = () => run(node, args, { cwd: root, env: npmEnvironment(), failure });
  // Left-overs of an installation that was cut off can make npm stumble once while it clears them away.
  await install().catch(install);
  stamp(root);
}

const stampFile = (/** @type {string} */ root) => join(root, 'node_modules', '.turnero-installed');

/** @param {string} root */
function hashOfLockfile(root) {
  const platform = `${process.platform}-${process.arch}`;
  return createHash('sha256')
    .update(platform)
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** @param {string} root */
function isStamped(root) {
  return existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === hashOfLockfile(root);
}

/** @param {string} root */
function stamp(root) {
  writeFileSync(stampFile(root), hashOfLockfile(root));
}

/**
 * Somebody may have run npm by hand: what it noted at its end is compared with what we want, and with the disk.
 * @param {string} root
 */
function matchesLockfile(root) {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const installed = JSON.parse(readFileSync(note, 'utf8')).packages ?? {};
  return Object.entries(lockedPackages(root)).every(([path, wanted]) => {
    if (!installed[path]) return wanted.optional === true;
    return installed[path].version === wanted.version && existsSync(join(root, path, 'package.json'));
  });
}

/** @param {string} root @returns {Record<string, { version?: string, optional?: boolean }>} without the workspaces themselves */
function lockedPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.fromEntries(
    Object.entries(packages).filter(([path, entry]) => path.includes('node_modules/') && !entry.link),
  );
}

/** @param {string} root */
function countInstalled(root) {
  const list = (/** @type {string} */ folder) => (existsSync(folder) ? readdirSync(folder) : []);
  const top = list(join(root, 'node_modules')).filter((name) => !name.startsWith('.'));
  return top.reduce(
    (sum, name) => sum + (name.startsWith('@') ? list(join(root, 'node_modules', name)).length : 1),
    0,
  );
}
