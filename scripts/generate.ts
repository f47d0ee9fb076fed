// `npm run generate`: everything that is made from other files. With --missing only what is absent or out of date and
// not committed; every command calls it so before it starts, and it costs nothing then.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './launch/lock.mjs';
import { createSteps } from './launch/steps.mjs';
import { runCommand } from './lib/command.ts';
import { codeGenerators, fileGenerators, render } from './lib/generators.ts';
import { hashOf, isFresh, writeStamp } from './lib/inputs.ts';
import { root } from './lib/paths.ts';

const steps = createSteps();
const missingOnly = process.argv.includes('--missing');

async function generateCode() {
  for (const { name, inputs, output, make } of codeGenerators) {
    const hash = await hashOf(inputs);
    const stamp = join(root, '.node', 'stamps', output.replaceAll('/', '-'));
    const upToDate = async () =>
      missingOnly && existsSync(join(root, output)) && (await isFresh(stamp, hash));
    if (await upToDate()) continue;
    await steps.step(`Generating the ${name}`, (progress) =>
      withLock(
        `${stamp}.lock`,
        async () => {
          if (await upToDate()) return;
          await make();
          await writeStamp(stamp, hash);
        },
        () => progress('waiting for another command'),
      ),
    );
  }
}

async function generateFiles() {
  for (const generator of fileGenerators) {
    await steps.step(`Writing ${generator.file}`, async () =>
      writeFile(join(root, generator.file), await render(generator)),
    );
  }
}

await runCommand(steps, async () => {
  await generateCode();
  if (!missingOnly) await generateFiles();
});
