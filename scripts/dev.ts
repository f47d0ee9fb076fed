// `npm run dev`: as `npm start`, and what is changed is seen at once.
import { watch } from 'node:fs';
import { join } from 'node:path';
import { loadVerticals, VerticalsError } from '../backend/src/modules/verticals/verticals.service.ts';
import { createSteps } from './launch/steps.mjs';
import { runCommand } from './lib/command.ts';
import { counted, databaseTask } from './lib/database.ts';
import { root } from './lib/paths.ts';
import { serve } from './lib/serve.ts';
import type { Stack } from './lib/stack.ts';
import { run } from './launch/run.mjs';

/** Editors write a file in several steps, and tools several files. */
const settleMs = 150;
const steps = createSteps();

await runCommand(steps, async () => {
  const variables = { ...process.env, NODE_ENV: 'development' };
  const web = { words: [join(import.meta.dirname, 'lib', 'vite-dev.ts')], cwd: join(root, 'frontend') };
  watchSources(await serve(steps, { variables, web }));
});

function watchSources(stack: Stack) {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = Promise.resolve();
  for (const folder of ['backend/src', 'niche-configs', 'prisma']) {
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (!file || /(^|\/)\.|~$|\.test\.ts$/.test(file)) return;
      changed.add(`${folder}/${file}`);
      clearTimeout(timer);
      timer = setTimeout(() => {
        const files = [...changed];
        changed.clear();
        busy = busy.then(() => apply(stack, files)).catch((error: unknown) => steps.fail(error));
      }, settleMs);
    });
  }
}

/** @returns whether all files can be used; what is wrong is told, and everything stays as it was */
async function verticalsAreRight(): Promise<boolean> {
  try {
    await loadVerticals();
    return true;
  } catch (error) {
    if (!(error instanceof VerticalsError)) throw error;
    steps.say(`  Nothing is restarted before these are mended:\n${error.message}`);
    return false;
  }
}

async function apply({ roles, env }: Stack, files: string[]) {
  const ofVerticals = files.some((file) => file.startsWith('niche-configs/'));
  if (ofVerticals && !(await verticalsAreRight())) return;
  if (files.some((file) => file.startsWith('prisma/'))) {
    await steps.step('Generating', () =>
      run(process.execPath, [join(root, 'scripts', 'generate.ts'), '--missing'], {
        cwd: root,
        failure: 'Generating failed.',
      }),
    );
    await steps.step('Migrating the database', () => databaseTask('migrate', env), counted);
  }
  const front = files.some((file) => file.startsWith('backend/src/front/')) ? ['front'] : [];
  const names = ['api', 'worker', ...front];
  await steps.step(
    `${files.length === 1 ? files[0] : `${files.length} files`} changed: restarting ${names.join(', ')}`,
    () => Promise.all(names.map(async (name) => roles[name]?.restart())),
  );
  if (ofVerticals) roles['web']?.send({ type: 'reload' });
}
