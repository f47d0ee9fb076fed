import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../backend/src/database/migrate.ts';
import { readEnv } from '../../backend/src/env.ts';
import { loadVerticals } from '../../backend/src/modules/verticals/verticals.service.ts';
import { createSteps } from '../launch/steps.mjs';
import { startPostgres } from '../lib/postgres.ts';
import { chosen } from './chosen.ts';
import { conformance, type Outcome } from './conformance.ts';

/** On a database of its own that nobody else can reach, and that is gone afterwards. */
const SECRET = 'a-secret-that-only-conform-uses-0123456';

function line({ type, text, passed, milliseconds }: Outcome): string {
  return `  ${passed ? '✓' : '✗'} ${type.padEnd(18)} ${text}  (${milliseconds} ms)`;
}

/** Tries every service type of the verticals chosen. @returns whether everything is as it should be */
export async function conform(keys: string[]): Promise<boolean> {
  const steps = createSteps();
  const all = await loadVerticals();
  const verticals = chosen(keys, [...all.keys()]).flatMap((key) => all.get(key) ?? []);
  const dataDir = await mkdtemp(join(tmpdir(), 'turnero-conform-'));
  const server = await startPostgres({ throwaway: true });
  const outcomes: Outcome[] = [];
  try {
    const env = readEnv({
      NODE_ENV: 'test',
      APP_SECRET: SECRET,
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
      DATABASE_URL: server.url,
    });
    await steps.step('Preparing a database', () => migrate(env));
    for await (const outcome of conformance(env, verticals)) {
      if (outcomes.at(-1)?.vertical !== outcome.vertical) steps.say(`\n${outcome.vertical}`);
      steps.say(line(outcome));
      outcomes.push(outcome);
    }
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  const failed = outcomes.filter(({ passed }) => !passed);
  steps.say(
    `\n${outcomes.length} service types of ${verticals.length} verticals: ${outcomes.length - failed.length} passed, ${failed.length} failed`,
  );
  return failed.length === 0;
}
