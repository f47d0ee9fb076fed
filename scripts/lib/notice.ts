import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.ts';

/** What `package-lock.json` says of an installed package. */
type Locked = {
  version?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
  peer?: boolean;
  os?: string[];
  cpu?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};
type Lock = { packages: Record<string, Locked> };
type Package = { path: string; name: string; version: string; licence: string };

const INTRODUCTION = `Third-party software in Turnero
================================

Made by \`npm run generate\` from package-lock.json and the packages it names; do not edit it.

Turnero itself is under the MIT licence, see LICENSE. Below are the packages that the running backend loads and those
that its pages are made of, with their licences, each text once. What only builds, checks and tests is not shipped.`;

/** Packages of the frontend that build its pages and leave nothing of their own in them. */
const TOOLS =
  /^(@types\/|@inlang\/|@tailwindcss\/vite$|@sveltejs\/vite-plugin-svelte$|svelte-check$|terser$|vite$)/;

const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** The path of what `from` gets when it asks for `name`, by Node's own rule. */
function resolve({ packages }: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return undefined;
  }
}

/** What the built pages hold: what the frontend asks for but its tools, and all that those ask for. */
function ofThePages(lock: Lock): Set<string> {
  const found = new Set<string>();
  const frontend = lock.packages['frontend']?.devDependencies ?? {};
  const waiting = Object.keys(frontend)
    .filter((name) => !TOOLS.test(name))
    .map((name) => resolve(lock, 'frontend', name));
  for (let path = waiting.pop(); path !== undefined || waiting.length > 0; path = waiting.pop()) {
    if (path === undefined || found.has(path) || TOOLS.test(nameOf(path))) continue;
    found.add(path);
    for (const name of Object.keys(lock.packages[path]?.dependencies ?? {}))
      waiting.push(resolve(lock, path, name));
  }
  return found;
}

/** What only some machines install: its text cannot stand in a file that is the same on all of them. */
const isSomewhere = ({ optional, os, cpu }: Locked) => Boolean(optional ?? os ?? cpu);

const byName = (one: Package, other: Package) => (one.path < other.path ? -1 : 1);

async function textsOf(path: string, kind: RegExp): Promise<string> {
  const entries = await readdir(join(root, path), { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && kind.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(root, path, name), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}

const HOLDER =
  /^\W*(copyright(?! (notice|owner|holder|and |license|statement|law)).*|©.*|\(c\) \d.*|all rights reserved\.?)$/i;
/** The text of the Apache licence ends in a form to be filled in: no holder. */
const FORM = /[[{](yyyy|name of copyright owner)[\]}]/;
const TITLE = /^\W*(the )?(mit|isc|bsd-\d-clause)( license)?\W*(\(mit\)|\(isc\))?\W*$/i;

/** A licence's text in two: who holds the rights, which each package says for itself, and what many have in common. */
function split(text: string): { holders: string[]; body: string } {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const isHolder = (line: string) => HOLDER.test(line) && !FORM.test(line);
  const holders = lines.filter(isHolder).map((line) => line.replace(/^[\s#*]+/, ''));
  const rest = lines.filter((line) => !isHolder(line) && !TITLE.test(line));
  return {
    holders: [...new Set(holders)],
    body: rest
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
  };
}

/** Two texts that differ in their line breaks and quotation marks only are one. */
const keyOf = (body: string) => body.replaceAll(/[\s"'“”‘’`*#>_-]+/g, ' ').toLowerCase();

type Group = { body: string; entries: string[] };

async function groupsOf(packages: Package[]): Promise<Group[]> {
  const groups = new Map<string, Group>();
  for (const { path, name, version, licence } of packages) {
    const { holders, body } = split(await textsOf(path, /^(licen[cs]e|copying)/i));
    const text = body || `Its package holds no text: it says that its licence is ${licence}.`;
    const group = groups.get(keyOf(text)) ?? { body: text, entries: [] };
    const notice = (await textsOf(path, /^notice/i)).split('\n').filter(Boolean);
    group.entries.push(
      [`${name} ${version} (${licence})`, ...[...holders, ...notice].map((line) => `    ${line}`)].join('\n'),
    );
    groups.set(keyOf(text), group);
  }
  return [...groups.values()];
}

/** The text of `NOTICE`. */
export async function renderNotice(): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const pages = ofThePages(lock);
  const shipped = Object.entries(lock.packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .filter(([path, { dev, devOptional, peer }]) => pages.has(path) || !(dev ?? devOptional ?? peer))
    .map(([path, locked]) => ({
      ...{ path, name: nameOf(path), locked },
      ...{ version: locked.version ?? '', licence: locked.license ?? 'see its text' },
    }))
    .toSorted(byName);
  const groups = await groupsOf(shipped.filter(({ locked }) => !isSomewhere(locked)));
  const parts = groups.map(({ body, entries }) => `${entries.join('\n')}\n\n${body}`);
  const elsewhere = shipped
    .filter(({ locked }) => isSomewhere(locked))
    .map(({ name, version, licence }) => `${name} ${version} (${licence})`);
  const some = `On some machines only (programs made for a platform; their texts are in the packages):\n\n${elsewhere.join('\n')}`;
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `${[INTRODUCTION, ...parts, some].join(line)}\n`;
}
