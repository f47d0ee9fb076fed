import { posix } from 'node:path';
import { APART, codeIn, type Document } from './read.ts';

/** The name that a heading gets in addresses: as GitHub makes it, the second of the same words with -1. */
export function anchorsOf({ lines }: Document): Set<string> {
  const anchors = new Set<string>();
  for (const line of lines) {
    const heading = /^#{1,6} (.+)$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
    let name = anchor;
    for (let turn = 1; anchors.has(name); turn++) name = `${anchor}-${turn}`;
    anchors.add(name);
  }
  return anchors;
}

/** Links that lead nowhere, each as a sentence. @param files every file of the project */
export function lostLinks(document: Document, all: Document[], files: Set<string>): string[] {
  const problems: string[] = [];
  for (const [index, text] of document.lines.entries()) {
    for (const [, target = ''] of text.replaceAll(/`[^`]*`/g, '``').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path ? posix.join(posix.dirname(document.file), path) : document.file;
      const where = `${document.file}:${index + 1}`;
      const isFolder = [...files].some((name) => name.startsWith(`${file.replace(/\/$/, '')}/`));
      if (!files.has(file) && !isFolder) problems.push(`${where} links to ${file}, which is not there`);
      else if (anchor !== undefined) {
        const other = all.find((one) => one.file === file);
        if (!other || !anchorsOf(other).has(anchor))
          problems.push(`${where} links to #${anchor}, which no heading of ${file} is called`);
      }
    }
  }
  return problems;
}

const ENDINGS = /\.(ts|mjs|js|svelte|json|jsonc|sql|md|prisma|ya?ml|conf|toml|sh|css|html)$/;

/** Files that others have, or that are somebody's own: named in the documents, and no part of the project. */
const ELSEWHERE = new Set(['manifest.json', 'FILE.json', 'rows/', 'media/', 'secrets/']);

/** Whether `code` means a file or folder: it has a folder or an ending, and no words beside it. */
const isPath = (code: string) =>
  /^[\w.@(*<{[][\w./@()*<>{}[\],-]*$/.test(code) &&
  !APART.has(code.split('/', 1)[0] ?? '') &&
  (ENDINGS.test(code) || (code.endsWith('/') && !code.startsWith('.'))) &&
  !/^[a-z]+:/.test(code);

/** `*` and `<anything>` stand for one name; what comes before the path need not be written. */
function matcherOf(path: string): RegExp {
  const escaped = path.replace(/^(\.\.?\/)+/, '').replaceAll(/[\\.+?^$()|]/g, '\\$&');
  const pattern = escaped
    .replaceAll(/\*+|<[^>]*>|\[[^\]]*\]/g, '[^/]+')
    .replaceAll(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(',', '|')})`);
  return new RegExp(`(^|/)${pattern}${path.endsWith('/') ? '' : '$'}`);
}

/** Paths in backticks that no file of the project has, each as a sentence. */
export function lostPaths(document: Document, files: Set<string>): string[] {
  return codeIn(document)
    .filter(({ text }) => isPath(text) && !ELSEWHERE.has(text))
    .filter(({ text }) => {
      const matcher = matcherOf(text);
      return ![...files].some((file) => matcher.test(file));
    })
    .map(({ text, line }) => `${document.file}:${line} names ${text}, which is not there`);
}
