import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

/** The names of all our settings, as .env.example lists them. */
function settingNames(): string[] {
  const text = readFileSync(join(root, '.env.example'), 'utf8');
  return [...text.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name ?? '');
}

/** The environment without our settings: tests must not reach a database or a mail server that somebody has set up. */
export function testVariables(): NodeJS.ProcessEnv {
  const ours = new Set(settingNames());
  const kept = Object.entries(process.env).filter(([name]) => !ours.has(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'test' };
}
