// Fails when the JavaScript that the home page loads before anyone touches it is heavier than promised.
//   node frontend/scripts/page-weight.ts     after a build
import { readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';

/** Bytes of brotli that the home page may load, everything included. */
export const budget = 45_000;

/** The faces of the home page, which it imports by the kind of its site; the heaviest one counts. */
const faces = ['catalogue/Marketplace', 'home/Single', 'site/Installation'].map(
  (name) => `src/lib/features/${name}.svelte`,
);

type Manifest = Record<string, { file: string; imports?: string[] }>;

const output = new URL('../.svelte-kit/output/', import.meta.url);
const read = (path: string) => readFile(new URL(path, output), 'utf8');

/** The files in an array of strings that `name` is set to in a module of the server's build. */
function listIn(source: string, name: string): string[] {
  const list = new RegExp(`${name}\\s*[:=]\\s*(\\[[^\\]]*\\])`).exec(source)?.[1];
  if (!list) throw new Error(`The build says nothing of "${name}"`);
  return JSON.parse(list) as string[];
}

/** What the framework has the browser load for the home page: its start, the layouts, the error page and the page. */
async function filesOfHome(): Promise<string[]> {
  const manifest = await read('server/manifest-full.js');
  const route = /id: "\/\(public\)",[\s\S]*?layouts: \[([\d,]*)\], errors: \[([\d,]*)\], leaf: (\d+)/.exec(
    manifest,
  );
  if (!route) throw new Error('The home page is not among the routes of the build');
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

export type Page = { face: string; bytes: number; scripts: { file: string; bytes: number }[] };

/** Each face of the home page with every script that it loads, in bytes after brotli; the heaviest first. */
export async function weighHomePages(): Promise<Page[]> {
  const manifest = JSON.parse(await read('client/.vite/manifest.json')) as Manifest;
  const shared = await filesOfHome();
  const pages = await Promise.all(
    faces.map(async (face) => {
      const files = new Set(
        [...shared, ...withImports(manifest, face)].filter((file) => file.endsWith('.js')),
      );
      const scripts = await Promise.all([...files].map(weigh));
      return { face, bytes: total(scripts), scripts: scripts.sort((a, b) => b.bytes - a.bytes) };
    }),
  );
  return pages.sort((a, b) => b.bytes - a.bytes);
}

if (import.meta.main) {
  const pages = await weighHomePages();
  for (const { file, bytes } of pages[0]?.scripts ?? []) console.log(`${String(bytes).padStart(7)}  ${file}`);
  for (const { face, bytes } of pages)
    console.log(`${String(bytes).padStart(7)}  ${face}, of ${String(budget)} bytes of brotli`);
  if (pages.some(({ bytes }) => bytes > budget)) process.exitCode = 1;
}
