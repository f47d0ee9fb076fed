// Notices that whoever called us is gone, however it went: kill -9 of npm sends no signal to what it started.
import { statOf } from './processes.mjs';

const interval = 500;

/**
 * Calls `gone` once when npm (or the shell it runs commands in) has ended. Does nothing for a program that was not
 * started by npm: `node scripts/launch.mjs start &` in a script may well outlive the script.
 * @param {() => void} gone
 */
export function watchParent(gone) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const grandparent = isShell(parent) ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent)) return;
    clearInterval(timer);
    gone();
  }, interval);
  timer.unref();
}

const isShell = (/** @type {number} */ pid) => /^(sh|dash|bash|ash|busybox)$/.test(statOf(pid)[0] ?? '');
const parentOf = (/** @type {number} */ pid) => statOf(pid)[2];
