import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Locale, Vertical } from '../../backend/src/modules/verticals/verticals.contract.ts';
import { OWN, verticalFiles } from '../../backend/src/modules/verticals/verticals.files.ts';
import {
  loadVerticals,
  VERTICALS_DIR,
  VerticalsError,
} from '../../backend/src/modules/verticals/verticals.service.ts';
import { Told } from '../launch/steps.mjs';
import { answersOf, type Answers } from './new/answers.ts';
import { draftOf } from './new/draft.ts';
import { explained } from './new/explained.ts';
import {
  baseOf,
  FLAGS,
  type Flag,
  type Given,
  type Question,
  questions,
  type World,
} from './new/questions.ts';

const usage = `npm run niche -- new KEY [--yes]
In a terminal it asks; every answer may also be given as a flag, and --yes takes what is usual for the others:
${questions.map(({ flag, ask }) => `  --${flag.padEnd(12)}${ask}`).join('\n')}
--service may be given several times.`;

const text = { type: 'string' } as const;

function readArguments(words: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        ...(Object.fromEntries(FLAGS.map((flag) => [flag, text])) as Record<Flag, typeof text>),
        service: { type: 'string', multiple: true },
        yes: { type: 'boolean', short: 'y' },
      },
    });
    const { yes = false, service, ...flags } = values;
    const given: Given = { ...flags, ...(service && { service: service.join('\n') }) };
    return { key: positionals[0], given, yes };
  } catch (error) {
    throw new Told(error instanceof Error ? error.message : String(error), usage);
  }
}

type Ask = (question: string) => Promise<string>;

/** One question, until its answer is one. */
async function answerTo(ask: Ask, question: Question, given: Given, world: World): Promise<string> {
  const usual = question.usual(given, world);
  console.log(`\n${question.ask}\n  ${question.why}`);
  for (;;) {
    const lines: string[] = [];
    const prompt = usual === undefined ? '> ' : `[${usual}] > `;
    do lines.push((await ask(prompt)).trim());
    while (question.flag === 'service' && lines.at(-1) !== '');
    const said = lines.filter((line) => line !== '').join('\n') || usual;
    const wrong = said === undefined ? 'write something' : question.wrong?.(said, given, world);
    if (said !== undefined && wrong === undefined) return said;
    console.log(`  ${wrong}`);
  }
}

/** What the flags say, and what is asked or usual for the rest. @throws Told with everything that is wrong or missing */
async function complete(flags: Given, world: World, ask: Ask | undefined): Promise<Given> {
  const given: Given = {};
  const mistakes: string[] = [];
  for (const question of questions) {
    const { flag, only, wrong, usual } = question;
    if (only && !only(given)) continue;
    const said = flags[flag];
    if (said === undefined && ask) {
      given[flag] = await answerTo(ask, question, given, world);
      continue;
    }
    const value = said ?? usual(given, world);
    const mistake = value === undefined ? question.ask : wrong?.(value, given, world);
    if (mistake !== undefined) mistakes.push(`  --${flag}: ${mistake}`);
    const fallback = mistake === undefined ? value : usual({}, world);
    if (fallback !== undefined) given[flag] = fallback;
  }
  if (mistakes.length > 0) throw new Told('The vertical cannot be made like this:', mistakes.join('\n'));
  return given;
}

/** As editors and `npm run check` want it: lists of numbers and words on one line. */
function written(data: object): string {
  const json = JSON.stringify(data, null, 2);
  const item = String.raw`(?:"[^"\n]*"|-?[\d.]+)`;
  const list = new RegExp(String.raw`\[\n\s+(${item}(?:,\n\s+${item})*)\n\s+\]`, 'g');
  return `${json.replace(list, (_, items: string) => `[${items.replace(/,\n\s+/g, ', ')}]`)}\n`;
}

/** Writes the file among the operator's own, and takes it away again if anything is wrong with it. */
async function write(dir: string, key: string, data: object): Promise<string> {
  const folder = join(dir, OWN);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${key}.json`);
  await writeFile(file, written(data), { flag: 'wx' });
  try {
    await loadVerticals(dir);
  } catch (error) {
    await rm(file);
    if (!(error instanceof VerticalsError)) throw error;
    throw new Told('Nothing was written; the file would have these mistakes:', error.message);
  }
  return join(basename(dir), OWN, `${key}.json`);
}

function demandKey(key: string | undefined, verticals: readonly Vertical[]): string {
  if (key === undefined) throw new Told('Say what it is called:', usage);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(key) || key === 'schema')
    throw new Told(
      `"${key}" is no key: use lower-case letters, digits and single hyphens, like driving-school`,
    );
  if (verticals.some(({ vertical }) => vertical === key))
    throw new Told(`There is a vertical "${key}" already: change its file, or choose another key.`);
  return key;
}

/**
 * Makes the file of a new vertical from answers, and explains each choice.
 * @param dir the folder of the files
 * @param ask how to ask; left out: a terminal, or nobody where there is none or --yes is given
 */
export async function makeNew(words: string[], dir: string = VERTICALS_DIR, ask?: Ask): Promise<boolean> {
  const { key: wanted, given: flags, yes } = readArguments(words);
  const verticals = [...(await loadVerticals(dir)).values()];
  const world: World = { key: demandKey(wanted, verticals), verticals };
  const terminal =
    ask === undefined && !yes && process.stdin.isTTY
      ? createInterface({ input: process.stdin, output: process.stdout })
      : undefined;
  try {
    const given = await complete(flags, world, ask ?? (terminal && ((prompt) => terminal.question(prompt))));
    const base = baseOf(given, world);
    const answers: Answers = answersOf(world.key, given, base?.terminology[given.language as Locale]);
    const file = (await verticalFiles(dir)).find(({ key }) => key === base?.vertical);
    const source = file && (JSON.parse(await readFile(file.path, 'utf8')) as Record<string, unknown>);
    const data = draftOf(answers, verticals, source);
    console.log(`\n${await write(dir, world.key, data)} is written, and has no mistake.\n`);
    for (const line of explained(answers, data)) console.log(line);
    return true;
  } finally {
    terminal?.close();
  }
}
