import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from '../../lib/log.ts';
import type { Metrics } from '../../lib/metrics.ts';
import { activityMetrics } from './watch.activity.ts';
import { stateMetrics } from './watch.state.ts';

const EVERY_MS = 15_000;

/**
 * Reads what only the database knows, at its own pace: a scrape costs no statement. With several workers each tells the state,
 * which is the same everywhere; what happened is counted by one of them.
 */
export function startWatch(pool: pg.Pool, metrics: Metrics, log: Logger): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const [state, activity] = [stateMetrics(metrics), activityMetrics(metrics)];

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        await activity.read(pool);
        await state.read(pool);
      } catch (error) {
        log.error({ err: error }, 'the state of the installation could not be read');
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
