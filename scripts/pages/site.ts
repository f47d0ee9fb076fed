import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium } from '@playwright/test';
import pg from 'pg';
import { findBrowser } from '../../tests/lib/browser.ts';
import { type Steps, Told } from '../launch/steps.mjs';
import type { Cleanup } from '../lib/cleanup.ts';
import { root } from '../lib/paths.ts';
import { startTestStack } from '../lib/test-runners.ts';

interface VerticalFile {
  demo: { tenant: { slug: string; name: string }; businesses: { slug: string }[] };
}

/** The demo of one vertical. */
export interface Demo {
  vertical: string;
  slug: string;
  name: string;
  site: string;
  business: string;
}

async function demosAt(url: string): Promise<Demo[]> {
  const folder = join(root, 'niche-configs');
  const { protocol, host } = new URL(url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== 'schema.json');
  const read = files.toSorted().map(async (file) => {
    const { demo } = JSON.parse(await readFile(join(folder, file), 'utf8')) as VerticalFile;
    const { slug, name } = demo.tenant;
    const business = `/b/${demo.businesses[0]?.slug ?? ''}`;
    return {
      vertical: file.replace('.json', ''),
      slug,
      name,
      site: `${protocol}//${slug}.${host}`,
      business,
    };
  });
  return Promise.all(read);
}

interface Wanted {
  url: string | undefined;
  only: string[];
  flags?: string[];
  timeZone?: string;
}

/**
 * The demos of a Turnero that runs already, or else of one that is started for this and leaves nothing behind, and a browser
 * to look at them with.
 * @param only slugs or verticals; none of them: all
 * @param flags what the browser is started with beside what it needs
 * @param timeZone where the browser believes to be, or else where this machine is
 * @throws Told where there is no browser
 */
export async function openSites(
  { url, only, flags = [], timeZone }: Wanted,
  steps: Steps,
  cleanup: Cleanup,
): Promise<{ url: string; demos: Demo[]; browser: Browser }> {
  const found = await steps.step('Looking for a browser', findBrowser, (found) =>
    found ? `from ${found.from}` : 'none',
  );
  if (!found) throw new Told('There is no Chromium here: install one, or name it with CHROMIUM_PATH.');
  const at = url ?? (await startOne(steps, cleanup));
  const all = await demosAt(at);
  const demos = all.filter(
    ({ slug, vertical }) => only.length === 0 || only.includes(slug) || only.includes(vertical),
  );
  if (demos.length === 0) throw new Told(`There is no demo of these: ${only.join(', ')}.`);
  const { path, args, env } = found;
  const browser = await chromium.launch({
    executablePath: path,
    args: [...args, ...flags],
    env: { ...process.env, ...env, ...(timeZone && { TZ: timeZone }) },
  });
  cleanup.add(() => browser.close());
  return { url: at, demos, browser };
}

async function startOne(steps: Steps, cleanup: Cleanup): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'turnero-pages-'));
  cleanup.add(() => rm(dataDir, { recursive: true, force: true }));
  const { url, env } = await startTestStack(dataDir, steps, cleanup);
  await steps.step('Waiting for what the demo is followed by', () => untilWorkedOff(env.DATABASE_DIRECT_URL));
  return url;
}

/** Mails and accounts of thousands of bookings have the worker busy at first, and would be measured with the pages. */
async function untilWorkedOff(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    // Between two things there may be a moment in which neither is seen.
    for (let calm = 0; calm < 3;) {
      const { rows } = await client.query(
        'SELECT FROM outbox UNION ALL SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL OR (attempts < max_attempts AND run_at <= now()) LIMIT 1',
      );
      calm = rows.length === 0 ? calm + 1 : 0;
      await sleep(500);
    }
  } finally {
    await client.end();
  }
}
