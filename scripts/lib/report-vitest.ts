import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { type Tally, writeTally } from './tally.ts';

/** Counts what Vitest ran, for the one line at the end of `npm test`. */
export default class TallyReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): Promise<void> {
    const tally: Tally = { passed: 0, failed: [], skipped: [] };
    for (const module of modules) {
      for (const test of module.children.allTests()) count(tally, module, test);
      // A file that broke before its first test, or a suite whose set-up did.
      for (const suite of [module, ...module.children.allSuites()]) {
        if (suite.errors().length > 0) tally.failed.push(`${module.relativeModuleId} (set-up)`);
      }
    }
    for (const error of errors) tally.failed.push(`unhandled: ${error.message}`);
    await writeTally(tally);
  }
}

function count(tally: Tally, module: TestModule, test: TestCase) {
  const result = test.result();
  const name = `${module.relativeModuleId}: ${test.fullName}`;
  if (result.state === 'passed') tally.passed++;
  else if (result.state === 'skipped') tally.skipped.push({ name, reason: result.note ?? reasonIn(test) });
  else tally.failed.push(name);
}

/** Suites are skipped without a note; their title or meta says why: `describe.skipIf(why)('...', { meta: { skipped: why } }, ...)`. */
function reasonIn(test: TestCase): string {
  const meta: Record<string, unknown> = { ...test.meta() };
  if (typeof meta['skipped'] === 'string') return meta['skipped'];
  if (test.options.mode === 'todo') return 'to do';
  return /\(skipped: (.*?)\)/.exec(test.fullName)?.[1] ?? 'no reason given';
}
