import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, findBrowser } from '../../tests/lib/browser.ts';
import { type Steps, Told } from '../launch/steps.mjs';
import { type Cleanup, createCleanup } from './cleanup.ts';
import { prepareDatabase } from './database.ts';
import { ensureFrontend } from './frontend.ts';
import { root } from './paths.ts';
import { type Stack, startStack } from './stack.ts';
import { type Tally, readTally, tallyTo } from './tally.ts';
import { testVariables } from './test-variables.ts';
import { tool } from './tool.ts';

/** Runs the tests beside the code. @param words file names or flags for Vitest; `long` adds whole rehearsals */
export async function runVitest(words: string[], cleanup: Cleanup, long = false): Promise<Tally> {
  const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'report-vitest.ts')}`];
  const env = { ...testVariables(), ...(long && { TEST_LONG: 'true' }) };
  return runRunner('vitest', [...tool('vitest'), 'run', ...reporters, ...words], env, cleanup);
}

/** @param whole every test in both sizes and both schemes, instead of each where it tells most */
type EndToEnd = { whole: boolean; steps: Steps; cleanup: Cleanup };

/** Runs the end-to-end tests against a Turnero of their own. @param words file names or flags for Playwright */
export async function runPlaywright(words: string[], { whole, steps, cleanup }: EndToEnd): Promise<Tally> {
  const browser = await steps.step('Looking for a browser', findBrowser, (found) =>
    found ? `from ${found.from}` : 'none',
  );
  if (!browser) {
    return {
      passed: 0,
      failed: [],
      skipped: [
        { name: 'end to end', reason: 'no Chromium here: install one, or name it with CHROMIUM_PATH' },
      ],
    };
  }
  const own = createCleanup();
  cleanup.add(() => own.run());
  const dataDir = await mkdtemp(join(tmpdir(), 'turnero-e2e-'));
  own.add(() => rm(dataDir, { recursive: true, force: true }));
  const stack = await startTestStack(dataDir, steps, own);
  try {
    const reporters = `--reporter=list,${join(import.meta.dirname, 'report-playwright.ts')}`;
    return await runRunner(
      'playwright',
      [...tool('@playwright/test', 'playwright'), 'test', reporters, ...words],
      { ...endToEndVariables(stack, browser), E2E_WHOLE: String(whole) },
      own,
    );
  } finally {
    await own.run();
  }
}

export function startTestStack(dataDir: string, steps: Steps, cleanup: Cleanup): Promise<Stack> {
  return startStack({
    variables: { ...testVariables(), DATA_DIR: dataDir, PORT: '0', DEMO: 'true', LOG_LEVEL: 'info' },
    steps,
    cleanup,
    throwaway: true,
    logDir: join(root, 'test-results', 'logs'),
    prepareDatabase: async (env) => {
      await prepareDatabase(env, steps);
    },
    prepare: () => ensureFrontend(steps),
    onNote: (line) => steps.say(`  ! ${line}`),
    onLost: (reason) => steps.say(`  ! PostgreSQL ended: ${reason}`),
  });
}

function endToEndVariables({ env, url }: Stack, browser: Browser) {
  const { DATA_DIR, DATABASE_URL } = env;
  return {
    ...testVariables(),
    E2E_URL: url,
    E2E_DATA_DIR: DATA_DIR,
    E2E_DATABASE_URL: DATABASE_URL,
    E2E_BROWSER: JSON.stringify(browser),
  };
}

/** Shows a runner's own output and reads what it counted; a run without a count, or of nothing, is a failure. */
async function runRunner(
  name: string,
  words: string[],
  env: NodeJS.ProcessEnv,
  cleanup: Cleanup,
): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'turnero-tally-'));
  const file = join(folder, 'tally.json');
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { ...env, ...tallyTo(file) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  cleanup.add(() => child.kill('SIGTERM'));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const tally = await readTally(file);
  await rm(folder, { recursive: true, force: true });
  if (!tally) return { passed: 0, failed: [`${name} ended early (code ${code ?? 'unknown'})`], skipped: [] };
  const ran = tally.passed + tally.failed.length + tally.skipped.length;
  if (ran === 0) throw new Told(`${name} found no tests for: ${words.at(-1)}.`);
  if (code !== 0 && tally.failed.length === 0)
    tally.failed.push(`${name} ended with code ${code ?? 'unknown'}`);
  return tally;
}
