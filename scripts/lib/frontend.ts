import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../launch/lock.mjs';
import { run } from '../launch/run.mjs';
import type { Steps } from '../launch/steps.mjs';
import { hashOf, isFresh, writeStamp } from './inputs.ts';
import { root } from './paths.ts';
import { tool } from './tool.ts';

const folder = join(root, 'frontend');
const inputs = [
  'frontend/{src,static,messages,project.inlang,scripts}/**',
  'frontend/*.{ts,json}',
  'backend/src/**/*.contract.ts',
  'backend/src/modules/verticals/*.ts',
  'backend/src/lib/page-query.ts',
  'package-lock.json',
];
const except = ['frontend/src/paraglide/**', 'frontend/project.inlang/cache/**', '**/*.test.ts'];
const stamp = join(folder, 'build', '.inputs');

/** Builds the frontend when something it is made from has changed since the last build. */
export async function ensureFrontend(steps: Steps): Promise<void> {
  const hash = await hashOf(inputs, except);
  const upToDate = async () =>
    existsSync(join(folder, 'build', 'handler.js')) && (await isFresh(stamp, hash));
  if (await upToDate()) return;
  await steps.step('Building the frontend', (progress) =>
    withLock(
      join(root, '.node', 'stamps', 'frontend.lock'),
      async () => {
        if (!(await upToDate())) await build(hash);
      },
      () => progress('waiting for another command'),
    ),
  );
}

async function build(hash: string) {
  await run(process.execPath, [...tool('vite'), 'build', '--logLevel', 'warn'], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
    failure: 'The frontend could not be built.',
  });
  await writeStamp(stamp, hash);
}
