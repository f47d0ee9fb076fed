// `npm run --silent slots -- FILE.json [--explain] [--time N]`: which starts a problem in a file has. It needs no database.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { PlainFormError } from '../backend/src/scheduling/plain.ts';
import { createSteps, Told } from './launch/steps.mjs';
import { runCommand } from './lib/command.ts';
import { answerFile } from './lib/slots.ts';

const usage = 'npm run --silent slots -- FILE.json [--explain] [--time N]   (- reads standard input)';

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { explain: { type: 'boolean' }, time: { type: 'string' } },
    });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new Error('Name one file');
    if (values.time !== undefined && !/^[1-9]\d{0,5}$/.test(values.time))
      throw new Error('--time needs a whole number from 1');
    const times = values.time === undefined ? undefined : Number(values.time);
    return { file, explain: values.explain, times };
  } catch (error) {
    throw new Told(`${told(error)}: ${usage}`);
  }
}

const told = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function readJson(file: string, name: string): Promise<unknown> {
  // npm changes into the folder of package.json; the file was named in the one where it was called.
  const path = resolve(process.env['INIT_CWD'] ?? '.', file);
  const content = await (file === '-' ? text(process.stdin) : readFile(path, 'utf8')).catch(
    (error: unknown) => {
      throw new Told(`${name} cannot be read: ${told(error)}`);
    },
  );
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Told(`${name} is not JSON: ${told(error)}`);
  }
}

await runCommand(createSteps({ out: process.stderr }), async () => {
  const { file, ...options } = readArguments();
  const name = file === '-' ? 'Standard input' : file;
  const json = await readJson(file, name);
  try {
    process.stdout.write(`${JSON.stringify(answerFile(json, options))}\n`);
  } catch (error) {
    if (error instanceof PlainFormError) throw new Told(`${name} has a mistake:\n${error.message}`);
    throw error;
  }
});
