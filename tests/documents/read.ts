import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.ts';

/** A piece of a document, and the line where it stands. */
export type Piece = { text: string; line: number };
/** A document, taken apart. `lines` has the prose alone: of blocks of code only empty lines are left. */
export type Document = { file: string; lines: string[]; blocks: (Piece & { language: string })[] };

/** @param file the path inside the project */
export function takeApart(file: string, text: string): Document {
  const document: Document = { file, lines: [], blocks: [] };
  let block: (Piece & { language: string }) | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^ *```(.*)$/.exec(line);
    if (fence && !block) {
      block = { text: '', line: index + 2, language: fence[1]?.trim() ?? '' };
      document.blocks.push(block);
    } else if (fence) block = undefined;
    else if (block) block.text += `${line}\n`;
    document.lines.push(block || fence ? '' : line);
  }
  return document;
}

/** Everything that people read here, but what a session of the tests or the packages wrote. */
export function readDocuments(): Document[] {
  const patterns = ['*.md', '{docs,monitoring,niche-configs,prisma,scripts,tests,.github}/**/*.md'];
  return globSync(patterns, { cwd: root, exclude: (name) => name === 'node_modules' })
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted()
    .map((file) => takeApart(file, readFileSync(join(root, file), 'utf8')));
}

/** Every `word in backticks` of the prose. A pipe in a table is written with a backslash before it. */
export function codeIn({ lines }: Document): Piece[] {
  return lines.flatMap((text, index) =>
    [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({
      text: code.replaceAll('\\|', '|'),
      line: index + 1,
    })),
  );
}

/** What is made, fetched or written by those who use it: no part of the project. */
export const APART = new Set([
  '.git',
  '.node',
  '.data',
  'node_modules',
  'test-results',
  'build',
  '.svelte-kit',
  'generated',
  'paraglide',
]);

/** Every file of the project, by its path inside of it. */
export function everyFile(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (APART.has(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? everyFile(path) : [path];
  });
}
