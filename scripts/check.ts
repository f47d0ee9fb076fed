// `npm run check`: format, lint, types, import rules, unused code, generated files. The same on a laptop and in CI.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './launch/run.mjs';
import { Told, createSteps } from './launch/steps.mjs';
import { runCommand } from './lib/command.ts';
import { ensureFrontend } from './lib/frontend.ts';
import { fileGenerators, render } from './lib/generators.ts';
import { root } from './lib/paths.ts';
import { tool } from './lib/tool.ts';

type Check = { name: string; work: () => Promise<unknown> };

/** As many at a time as the smallest machine has cores; some of them take a gigabyte. */
const atOnce = 2;
const steps = createSteps();

const program = (words: string[], cwd = root) =>
  run(process.execPath, words, { cwd, failure: words.slice(2).join(' ').replaceAll(`${root}/`, '') });
const frontend = join(root, 'frontend');

const checks: Check[] = [
  { name: 'Lint', work: () => program([...tool('eslint'), '.', '--max-warnings=0']) },
  { name: 'Format', work: () => program([...tool('prettier'), '--check', '--log-level=warn', '.']) },
  {
    name: 'Types of the frontend',
    work: () =>
      program(
        [...tool('svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
        frontend,
      ),
  },
  { name: 'Types of the backend', work: () => program([...tool('typescript', 'tsc'), '-p', 'backend']) },
  { name: 'Types of the scripts', work: () => program([...tool('typescript', 'tsc'), '-p', 'scripts']) },
  {
    name: 'Import rules',
    work: () =>
      program([...tool('dependency-cruiser', 'depcruise'), 'backend/src', 'frontend/src', 'scripts']),
  },
  { name: 'Unused code', work: () => program([...tool('knip'), '--no-progress']) },
  { name: 'Generated files', work: checkGenerated },
  { name: 'Weight of the pages', work: () => program([join(frontend, 'scripts/page-weight.ts')]) },
];

await runCommand(steps, async () => {
  // Its weight is checked, and nothing else may write where it is built meanwhile.
  await ensureFrontend(steps);
  // The types of the routes, which both lint and svelte-check read.
  await steps.step('Preparing the frontend', () =>
    program([...tool('@sveltejs/kit', 'svelte-kit'), 'sync'], frontend),
  );
  const waiting = [...checks];
  const failures: unknown[] = [];
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      await steps.step(check.name, check.work).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  for (const failure of failures) steps.fail(failure);
  steps.say(`\n${checks.length - failures.length} of ${checks.length} checks passed`);
  if (failures.length > 0) process.exitCode = 1;
});

/** What is committed must be what would be generated now. */
async function checkGenerated() {
  for (const generator of fileGenerators) {
    const committed = await readFile(join(root, generator.file), 'utf8').catch(() => undefined);
    if (committed !== (await render(generator)))
      throw new Told(
        `${generator.file} is not what its sources make it: run npm run generate and commit the result.`,
      );
  }
}
