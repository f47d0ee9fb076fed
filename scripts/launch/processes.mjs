// Facts about other processes. A pid alone says little: after a crash it may belong to somebody else.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @param {number} pid @returns {string[]} the fields of /proc/PID/stat, from the name on; empty where there is none */
export function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name stands in brackets and may itself contain brackets and spaces.
    const end = text.lastIndexOf(')');
    return [text.slice(text.indexOf('(') + 1, end), ...text.slice(end + 2).split(' ')];
  } catch {
    return [];
  }
}

/**
 * @param {number} pid
 * @returns {string} the pid with the time its process began, or an empty string when there is no such process
 */
export function identityOf(pid) {
  const stat = statOf(pid);
  const zombie = stat[1] === 'Z';
  if (zombie) return '';
  if (stat.length > 0) return `${pid}@${stat[20]}`;
  if (process.platform === 'linux') return '';
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() ? `${pid}@${stdout.trim()}` : '';
}

/** @param {string} identity what `identityOf` said earlier */
export function isAlive(identity) {
  return identity !== '' && identityOf(Number.parseInt(identity, 10)) === identity;
}
