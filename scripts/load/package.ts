import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNpm, npmEnvironment, quietly } from '../launch/npm.mjs';
import { run } from '../launch/run.mjs';
import type { Steps } from '../launch/steps.mjs';
import { root } from '../lib/paths.ts';

/** The package of its own in which Artillery and the scenarios are. */
export const LOAD = join(root, 'tests', 'load');
const stamp = join(LOAD, 'node_modules', '.turnero-installed');

/** Installs what its lock says where it is not there. Nothing in it runs on install: that would fetch a browser. */
export async function ensureArtillery(steps: Steps): Promise<void> {
  const lock = createHash('sha256')
    .update(await readFile(join(LOAD, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === lock) return;
  await steps.step('Installing Artillery (once, some hundred MB)', () =>
    run(process.execPath, [findNpm(), 'ci', '--ignore-scripts', ...quietly], {
      cwd: LOAD,
      env: { ...npmEnvironment(), PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
      failure:
        'Artillery could not be installed: check the network and the space on the disk, then run this again.',
    }),
  );
  await writeFile(stamp, lock);
}
