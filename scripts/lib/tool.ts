import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.ts';

/** Loaded into every tool we start: tools do not watch their parent, and an orphaned build or browser helps nobody. */
const follow = join(import.meta.dirname, 'follow-parent.mjs');

/**
 * How to run a program of an npm package under this Node, without npx.
 * @param name the package
 * @param bin which of its programs; by default the one that is called like it
 * @returns arguments for `process.execPath`
 */
export function tool(name: string, bin = name.replace(/^@.*\//, '')): string[] {
  const manifest = [root, join(root, 'backend'), join(root, 'frontend')]
    .map((folder) => join(folder, 'node_modules', name, 'package.json'))
    .find((path) => existsSync(path));
  if (!manifest) throw new Error(`the package ${name} is not installed`);
  const { bin: bins } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const program = typeof bins === 'string' ? bins : bins[bin];
  if (!program) throw new Error(`the package ${name} has no program ${bin}`);
  return ['--import', pathToFileURL(follow).href, join(dirname(manifest), program)];
}
