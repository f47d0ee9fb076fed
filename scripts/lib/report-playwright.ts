import type { Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter';
import { type Tally, writeTally } from './tally.ts';

/** Counts what Playwright ran, for the one line at the end of `npm test`. */
export default class TallyReporter implements Reporter {
  #suite: Suite | undefined;
  #errors: TestError[] = [];

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onError(error: TestError): void {
    this.#errors.push(error);
  }

  async onEnd(): Promise<void> {
    const tally: Tally = { passed: 0, failed: [], skipped: [] };
    for (const test of this.#suite?.allTests() ?? []) count(tally, test);
    for (const { message = 'an error without a message' } of this.#errors)
      tally.failed.push(message.split('\n', 1)[0] ?? message);
    await writeTally(tally);
  }
}

function count(tally: Tally, test: TestCase) {
  const name = test.titlePath().filter(Boolean).join(' › ');
  const outcome = test.outcome();
  const reason = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
  if (outcome === 'expected' || outcome === 'flaky') tally.passed++;
  // Also what never ran because something before it broke.
  else if (outcome === 'skipped' && test.results.length > 0)
    tally.skipped.push({ name, reason: reason ?? 'no reason given' });
  else tally.failed.push(name);
}
