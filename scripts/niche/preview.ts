import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verticalFiles } from '../../backend/src/modules/verticals/verticals.files.ts';
import {
  loadVerticals,
  VERTICALS_DIR,
  VerticalsError,
} from '../../backend/src/modules/verticals/verticals.service.ts';
import { createSteps, Told } from '../launch/steps.mjs';
import { databaseTask, prepareDatabase } from '../lib/database.ts';
import { root } from '../lib/paths.ts';
import { serve } from '../lib/serve.ts';
import type { Stack } from '../lib/stack.ts';
import { chosen } from './chosen.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 200;
/** Beside `npm start` and `npm run dev`, which have 3000. */
const PORT = '3010';

const steps = createSteps();

/** Shows an address in whatever shows addresses here; where nothing does, it is printed anyway. */
function open(address: string): void {
  if (!process.stdout.isTTY) return;
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** The example anew, from the file as it is now; a file with mistakes changes nothing. */
async function refresh({ env, roles }: Stack, key: string): Promise<void> {
  try {
    await loadVerticals();
  } catch (error) {
    if (!(error instanceof VerticalsError)) throw error;
    steps.say(`  The pages stay as they were:\n${error.message}`);
    return;
  }
  await databaseTask('clear', env);
  await prepareDatabase(env, steps, key);
  await steps.step('Showing it', () => Promise.all([roles['api']?.restart(), roles['worker']?.restart()]));
  roles['web']?.send({ type: 'reload' });
}

function follow(stack: Stack, key: string): void {
  let timer: NodeJS.Timeout | undefined;
  let busy = Promise.resolve();
  watch(VERTICALS_DIR, { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.json') || file === 'schema.json') return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      busy = busy.then(() => refresh(stack, key)).catch((error: unknown) => steps.fail(error));
    }, SETTLE_MS);
  });
}

/**
 * Serves the pages of one vertical with its example, on a database of its own that is gone afterwards, and makes both anew whenever
 * a file of the folder is saved.
 */
export async function preview(keys: string[]): Promise<boolean> {
  const verticals = await loadVerticals();
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0) throw new Told('Say which one: npm run niche -- preview KEY');
  chosen([key], [...verticals.keys()]);
  const folder = mkdtempSync(join(tmpdir(), 'turnero-preview-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const variables = {
    ...process.env,
    NODE_ENV: 'development',
    PORT: process.env['PORT'] ?? PORT,
    DATA_DIR: folder,
    DATABASE_URL: '',
    REDIS_URL: '',
    DEMO: 'true',
    // While the database is made anew, what runs on it has much to complain of.
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'fatal',
  };
  const web = { words: [join(root, 'scripts', 'lib', 'vite-dev.ts')], cwd: join(root, 'frontend') };
  const stack = await serve(steps, { variables, web, throwaway: true, only: key });
  const slug = verticals.get(key)?.demo.tenant.slug ?? '';
  const { protocol, host } = new URL(stack.url);
  open(`${protocol}//${slug}.${host}`);
  const file = (await verticalFiles()).find((each) => each.key === key);
  steps.say(`  Save ${file?.name ?? key}, and the pages show it.\n`);
  follow(stack, key);
  return true;
}
