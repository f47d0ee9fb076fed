// Finds npm's own program, so that it can be run under the Node we choose.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Told } from './steps.mjs';

/** @returns {string} the path of npm-cli.js */
export function findNpm() {
  const given = process.env.npm_execpath;
  if (given && given.endsWith('npm-cli.js') && existsSync(given)) return given;
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(beside)) return beside;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const link = join(folder, 'npm');
    if (!existsSync(link)) continue;
    const real = realpathSync(link);
    if (real.endsWith('npm-cli.js')) return real;
  }
  throw new Told('npm was not found: install Node.js together with npm, then run this again.');
}

/** npm passes its own settings on to what it starts; inside another npm they would be taken as flags. */
export function npmEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(prefix|global|local_prefix)|lifecycle|package|command)/i.test(name),
  );
  return { ...Object.fromEntries(kept), npm_config_update_notifier: 'false' };
}

export const quietly = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
