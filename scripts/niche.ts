// `npm run niche -- new|list|validate|conform|preview`: the verticals of niche-configs/.
import { VerticalsError } from '../backend/src/modules/verticals/verticals.service.ts';
import { Told, createSteps } from './launch/steps.mjs';
import { runCommand } from './lib/command.ts';
import { conform } from './niche/conform.ts';
import { list } from './niche/list.ts';
import { makeNew } from './niche/new.ts';
import { preview } from './niche/preview.ts';
import { validate } from './niche/validate.ts';

const usage = `Say what to do: npm run niche -- <command> [KEY...]
  new KEY            make the file of a new one: asks, or takes flags (new --help shows them)
  list               the verticals and what they have
  validate [KEY...]  every mistake in their files, with path, value and remedy
  conform [KEY...]   try each of their service types as a customer would, on a database of its own
  preview KEY        its pages with its example, anew whenever the file is saved`;

/** Each says whether all is well. */
const commands: Record<string, (keys: string[]) => Promise<boolean>> = {
  new: makeNew,
  list,
  validate,
  conform,
  preview,
};

const [name = '', ...keys] = process.argv.slice(2);

await runCommand(createSteps(), async () => {
  const command = commands[name];
  if (!command) throw new Told(usage);
  try {
    if (!(await command(keys))) process.exitCode = 1;
  } catch (error) {
    if (error instanceof VerticalsError)
      throw new Told('There are mistakes in the files of verticals:', error.message);
    throw error;
  }
});
