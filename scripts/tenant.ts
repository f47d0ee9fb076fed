// `npm run tenant -- create|list|suspend|resume|domain|export|import|operator`: the tenants of this installation and who looks after
// them, whether it runs or not.
import { parseArgs } from 'node:util';
import { closeDeps, openDeps } from '../backend/src/deps.ts';
import { AppError } from '../backend/src/lib/errors.ts';
import { VerticalsError } from '../backend/src/modules/verticals/verticals.service.ts';
import { Told, createSteps } from './launch/steps.mjs';
import { createCleanup } from './lib/cleanup.ts';
import { runCommand } from './lib/command.ts';
import { databaseTask } from './lib/database.ts';
import { openInstallation } from './lib/installation.ts';
import { commands, flags, usage } from './tenant/commands.ts';

const steps = createSteps();
const cleanup = createCleanup();

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: flags });
  } catch (error) {
    throw new Told(error instanceof Error ? error.message : String(error), usage);
  }
}

/** What the services refuse is told in their sentence, with the fields that it is about. */
function told(error: unknown): unknown {
  if (error instanceof AppError)
    return new Told(
      error.message,
      error.details.map(({ field, message }) => `  ${field} ${message}`).join('\n'),
    );
  if (error instanceof VerticalsError)
    return new Told('The files of verticals are not as they should be:', error.message);
  return error;
}

await runCommand(steps, async () => {
  const { values, positionals } = readArguments();
  const [name = '', ...words] = positionals;
  const command = commands[name];
  if (!command) throw new Told(usage);
  try {
    const env = await openInstallation(steps, cleanup);
    const missing = (await databaseTask('status', env)).filter(({ applied }) => !applied);
    if (missing.length > 0) throw new Told('The database is not up to date: npm run db -- migrate');
    const deps = await openDeps(env, 'tenant');
    cleanup.add(() => closeDeps(deps));
    for (const line of await command(deps, words, values)) steps.say(line);
  } catch (error) {
    throw told(error);
  } finally {
    await cleanup.run();
  }
});
