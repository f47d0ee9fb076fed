// One at a time: `npm start` and `npm test` may be called on a fresh clone at the same moment.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isAlive } from './processes.mjs';

const poll = 250;

/**
 * Runs `work` while holding a lock file that names this process; a lock whose process is gone is taken over.
 * @template T
 * @param {string} file
 * @param {() => T | Promise<T>} work
 * @param {() => void} [waiting] called once when another process holds the lock
 */
export async function withLock(file, work, waiting) {
  let told = false;
  while (!takeLock(file)) {
    if (!told) waiting?.();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, poll));
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether this process holds the lock now
 */
export function takeLock(file) {
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, identityOf(process.pid));
  try {
    // A link appears with its content, so nobody ever reads a lock that is not written yet.
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    if (!isHeld(file)) rmSync(file, { force: true });
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @param {string} file */
function isHeld(file) {
  try {
    return isAlive(readFileSync(file, 'utf8'));
  } catch {
    // Released since we last looked.
    return false;
  }
}
