// Fails when the JavaScript that a page loads before anyone touches it is heavier than promised.
//   node frontend/scripts/page-weight.ts     after a build
import { readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';

/** Bytes of brotli that a page may load, everything included: home, business, person, search and booking. */
export const budget = 45_000;
/** A form with files, coupons and payments is not one of them; it is held at what it weighs. */
const heavier = new Map([['/(public)/checkout/[id]', 49_000]]);
export const budgetOf = (page: string): number => heavier.get(page) ?? budget;

/** The faces of the home page, which it imports by the kind of its site; the heaviest one counts. */
const faces = ['catalogue/Marketplace', 'home/Single', 'site/Installation'].map(
  (name) => `src/lib/features/${name}.svelte`,
);

/** The other pages on the way to a booking; each of them must be there. */
const routes = [
  '/(public)/search',
  '/(public)/b/[business]',
  '/(public)/b/[business]/p/[provider]',
  '/(public)/b/[business]/book',
  '/(public)/checkout/[id]',
];

type Manifest = Record<string, { file: string; imports?: string[] }>;

const output = new URL('../.svelte-kit/output/', import.meta.url);
const read = (path: string) => readFile(new URL(path, output), 'utf8');

/** The files in an array of strings that `name` is set to in a module of the server's build. */
function listIn(source: string, name: string): string[] {
  const list = new RegExp(`${name}\\s*[:=]\\s*(\\[[^\\]]*\\])`).exec(source)?.[1];
  if (!list) throw new Error(`The build says nothing of "${name}"`);
  return JSON.parse(list) as string[];
}

/** What the framework has the browser load for a page: its start, the layouts, the error page and the page. */
async function filesOf(id: string): Promise<string[]> {
  const manifest = await read('server/manifest-full.js');
  const from = manifest.indexOf(`id: "${id}",`);
  const route = /layouts: \[([\d,]*)\], errors: \[([\d,]*)\], leaf: (\d+)/.exec(manifest.slice(from));
  if (from < 0 || !route) throw new Error(`The page ${id} is not among the routes of the build`);
  const nodes = route.slice(1).join(',').split(',').filter(Boolean);
  const loaded = await Promise.all(
    nodes.map(async (node) => listIn(await read(`server/nodes/${node}.js`), 'imports')),
  );
  return [...listIn(manifest, 'imports'), ...loaded.flat()];
}

/** A module with everything that it imports at once. */
function withImports(manifest: Manifest, key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const imported of chunk.imports ?? []) withImports(manifest, imported, found);
  return found;
}

async function weigh(file: string): Promise<{ file: string; bytes: number }> {
  return { file, bytes: brotliCompressSync(await readFile(new URL(`client/${file}`, output))).length };
}

const total = (files: { bytes: number }[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);

export type Page = { name: string; bytes: number; scripts: { file: string; bytes: number }[] };

async function weighPage(name: string, files: Iterable<string>): Promise<Page> {
  const scripts = [...new Set(files)].filter((file) => file.endsWith('.js'));
  const weighed = await Promise.all(scripts.map(weigh));
  return { name, bytes: total(weighed), scripts: weighed.sort((a, b) => b.bytes - a.bytes) };
}

/** Each face of the home page and the pages after it, with every script they load, in bytes after brotli; the heaviest first. */
export async function weighPages(): Promise<Page[]> {
  const manifest = JSON.parse(await read('client/.vite/manifest.json')) as Manifest;
  const home = await filesOf('/(public)');
  const pages = await Promise.all([
    ...faces.map((face) => weighPage(face, [...home, ...withImports(manifest, face)])),
    ...routes.map(async (id) => weighPage(id, await filesOf(id))),
  ]);
  return pages.sort((a, b) => b.bytes - a.bytes);
}

if (import.meta.main) {
  const pages = await weighPages();
  for (const { file, bytes } of pages[0]?.scripts ?? []) console.log(`${String(bytes).padStart(7)}  ${file}`);
  for (const { name, bytes } of pages)
    console.log(`${String(bytes).padStart(7)}  ${name}, of ${String(budgetOf(name))} bytes of brotli`);
  if (pages.some(({ name, bytes }) => bytes > budgetOf(name))) process.exitCode = 1;
}
