// The door of every command: `node scripts/launch.mjs <command> [args]`. It needs nothing but Node 18 and npm, brings
// what is missing, and carries on under the Node this project needs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './launch/dependencies.mjs';
import { ensureNode } from './launch/node24.mjs';
import { watchParent } from './launch/parent.mjs';
import { createSteps, Told } from './launch/steps.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [command, ...args] = process.argv.slice(2);
/** Commands whose standard output is for programs: what the launcher has to say goes beside it. */
const answersPrograms = command === 'slots';
const steps = createSteps({ out: answersPrograms ? process.stderr : process.stdout });

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;
/** @type {NodeJS.Signals | undefined} */
let stopping;

function stop(/** @type {NodeJS.Signals} */ signal) {
  stopping = signal;
  if (child) child.kill(signal);
  else process.exit(signal === 'SIGINT' ? 130 : 143);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => stop(signal));
watchParent(() => stop('SIGTERM'));

/**
 * @param {string} node
 * @param {string[]} words
 * @param {'inherit' | NodeJS.WriteStream} [out]
 * @returns {Promise<number>} the exit code
 */
function runScript(node, words, out = 'inherit') {
  return new Promise((resolve, reject) => {
    // The channel tells the script when this process is gone, whatever ended it.
    child = spawn(node, words, {
      cwd: root,
      stdio: ['inherit', out, 'inherit', 'ipc'],
      env: environment(node),
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      child = undefined;
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** @param {string} node */
function environment(node) {
  // Node keeps what it made of our TypeScript, which saves each process a third of its start and 20 MB.
  const cache = process.env.NODE_COMPILE_CACHE ?? join(root, '.node', 'cache');
  return { ...process.env, PATH: `${dirname(node)}:${process.env.PATH ?? ''}`, NODE_COMPILE_CACHE: cache };
}

async function launch() {
  if (process.platform === 'win32')
    throw new Told('Turnero runs on Linux and macOS: on Windows, use it inside WSL 2.');
  const script = join(root, 'scripts', `${command}.ts`);
  if (!command || !/^[a-z]+$/.test(command) || !existsSync(script)) {
    throw new Told(`There is no command "${command ?? ''}": see the list in docs/commands.md.`);
  }
  const node = await ensureNode(root, steps);
  await ensureDependencies(root, node, steps);
  if (command !== 'generate') {
    const words = [join(root, 'scripts', 'generate.ts'), '--missing'];
    const generated = await runScript(node, words, answersPrograms ? process.stderr : 'inherit');
    if (generated !== 0 || stopping) return generated || 143;
  }
  return runScript(node, [script, ...args]);
}

/** @type {Record<string, string>} */
const troubles = {
  ENOSPC: `The disk is full: free some space for ${root}.`,
  EACCES: `The folder ${root} cannot be written by this user: what is missing is installed there, so use a copy of your own.`,
  EPERM: `The folder ${root} cannot be written by this user: what is missing is installed there, so use a copy of your own.`,
  EROFS: `The folder ${root} is on a read-only disk: what is missing is installed there, so copy it to one that can be written.`,
};

launch().then(
  (code) => (process.exitCode = code),
  (error) => {
    const trouble = troubles[error.code];
    steps.fail(trouble ? new Told(trouble) : error);
    process.exitCode = 1;
  },
);
