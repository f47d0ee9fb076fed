import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.ts';
import { codeIn, type Document, type Piece } from './read.ts';
import { PROOFS, WHOLE, type Proof } from './proofs.ts';

const PROGRAMS = /^(?:[A-Z_]+=\S+ )*(?:sudo )?(npm|npx|node|docker|curl|git|apt-get|promtool|amtool|psql) \S/;

/** Commands in the prose are told with their ways beside each other, `a|b|...`: here each is one of its own. */
function waysOf(command: string): string[] {
  const words = command
    .split(' ')
    .map((word) => (/^[\w-]+(\|[\w.-]+)+$/.test(word) ? word.split('|') : [word]));
  const ways = words.reduce<string[]>(
    (before, choices) =>
      before.flatMap((way) => choices.filter((one) => one !== '...').map((one) => `${way} ${one}`)),
    [''],
  );
  return ways.map((way) => way.trim());
}

/** The commands of a block, with what was broken into lines put together again, and a loop as one. */
function linesOf({ text, line }: Piece): Piece[] {
  const found: Piece[] = [];
  let [open, loops] = [false, 0];
  for (const [index, written] of text.split('\n').entries()) {
    const words = written.replace(/\s+# .*$/, '').trim();
    if (words === '' || words.startsWith('#')) continue;
    const last = found.at(-1);
    if (open && last) last.text += ` ${words.replace(/\\$/, '').trim()}`;
    else found.push({ text: words.replace(/\\$/, '').trim(), line: line + index });
    loops += /^(for|while|until) .*\bdo$/.test(words) ? 1 : 0;
    loops -= words === 'done' ? 1 : 0;
    open = words.endsWith('\\') || loops > 0;
  }
  return found;
}

/** Every command that a document tells people to give. */
export function commandsOf(document: Document): Piece[] {
  const blocks = document.file in WHOLE ? [] : document.blocks;
  return [
    ...blocks.filter(({ language }) => /^(sh|bash|console)$/.test(language)).flatMap(linesOf),
    ...codeIn(document).filter(({ text }) => PROGRAMS.test(text)),
  ].flatMap(({ text, line }) => waysOf(text).map((way) => ({ text: way, line })));
}

/** What is said of a command: by its first words, the more of them the better. Variables before it do not count. */
export function proofOf(
  command: string,
  proofs: Record<string, Proof> = PROOFS,
): [string, Proof] | undefined {
  const words = command
    .replace(/^(?:[A-Z_]+=\S+ )+/, '')
    .replace('npm run --silent', 'npm run')
    .split(' ');
  for (let length = words.length; length > 0; length--) {
    const key = words.slice(0, length).join(' ');
    if (proofs[key]) return [key, proofs[key]];
  }
  return undefined;
}

/** What a command of ours is written in, as one text. */
function sourceOf(script: string): string {
  const files = globSync([`scripts/${script}.ts`, `scripts/${script}/**/*.ts`], { cwd: root });
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
}

/** Flags that the command does not know; those of `npm test` are the runners'. */
function unknownFlags(command: string, script: string): string[] {
  const [, given = ''] = command.split(' -- ');
  const flags = [...given.replaceAll(/"[^"]*"/g, '').matchAll(/--([a-z][a-z-]*)/g)].map(
    ([, flag = '']) => flag,
  );
  const source = flags.length > 0 ? sourceOf(script) : '';
  return flags.filter((flag) => !new RegExp(`--${flag}\\b|['\\s{]${flag}'?:`).test(`${source} --help`));
}

/** Commands of which nobody says by what they are tried, or that are not there, each as a sentence. */
export function untriedCommands(document: Document, scripts: Record<string, unknown>): string[] {
  return commandsOf(document).flatMap(({ text, line }) => {
    const where = `${document.file}:${line}`;
    const script = /\bnpm run (?:--silent )?([\w:-]+)/.exec(text)?.[1];
    if (script !== undefined && !(script in scripts))
      return [`${where} says "${text}", but package.json has no script "${script}"`];
    const [unknown] = script === undefined ? [] : unknownFlags(text, script);
    if (unknown !== undefined) return [`${where} says "${text}", but the command knows no --${unknown}`];
    return proofOf(text)
      ? []
      : [`${where} says "${text}": write in tests/documents/proofs.ts which test runs it, or why none does`];
  });
}
