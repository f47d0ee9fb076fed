import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unpackChromium } from './chromium.ts';

/** A browser, and what to start it with. */
export type Browser = { path: string; args: string[]; env: Record<string, string>; from: string };

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** No browser in a test needs to talk to its maker. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  '--no-pings',
];

/**
 * Finds a Chromium for the end-to-end tests: the one named by CHROMIUM_PATH, one of the system, Playwright's own, or the
 * one inside the npm package @sparticuz/chromium.
 * @returns undefined where there is none that runs
 */
export async function findBrowser(): Promise<Browser | undefined> {
  const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet;
  for (const [from, find] of [
    ['CHROMIUM_PATH', () => process.env['CHROMIUM_PATH']],
    ['the system', findOnSystem],
    ['Playwright', findPlaywrights],
  ] as const) {
    const path = await find();
    if (path && runs(path)) return { path, args, env: {}, from };
  }
  const unpacked = await unpackChromium();
  // A bare machine lacks some of the libraries that a browser needs; they are in the package too.
  const env = unpacked && [{}, unpacked.env].find((tried) => runs(unpacked.path, tried));
  return (
    unpacked &&
    env && { path: unpacked.path, args: [...args, ...unpacked.args], env, from: '@sparticuz/chromium' }
  );
}

/** What Playwright's `launchOptions` need, from the variables that `npm test` gives to it. */
export function launchOptions(): { executablePath?: string; args: string[]; env?: Record<string, string> } {
  const { path, args, env } = JSON.parse(process.env['E2E_BROWSER'] ?? '{"args":[]}') as Partial<Browser> & {
    args: string[];
  };
  return {
    args,
    ...(path ? { executablePath: path } : {}),
    ...(env ? { env: { ...textOnly(process.env), ...env } } : {}),
  };
}

function textOnly(variables: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function findOnSystem(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...macApps];
  return candidates.find((path) => existsSync(path) && runs(path));
}

async function findPlaywrights(): Promise<string | undefined> {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** Some systems have a program of that name that only tells how to install a browser. */
function runs(path: string, env: Record<string, string> = {}): boolean {
  return (
    spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore', env: { ...process.env, ...env } })
      .status === 0
  );
}
