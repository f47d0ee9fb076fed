import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { findBrowser } from './tests/lib/browser.ts';

/** Files that take longest. Begun last, one of them would keep a single core busy while all others wait. */
const LONGEST = /(scheduling\/(oracle|reasons)|plugins\/bad-input|bookings\.(steps|races))\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const onDatabase = {
  globalSetup: ['backend/test/global-setup.ts'],
  testTimeout: 20_000,
  hookTimeout: 60_000,
};
/** They start whole processes, and look at the clock: one at a time, with the machine to themselves. */
const ALONE = ['tests/*.test.ts', 'backend/src/modules/jobs/worker.test.ts'];

/** Whole rehearsals, of a minute each: only where they are asked for, by `npm test -- long`. */
const long: TestProjectConfiguration[] = process.env['TEST_LONG']
  ? [
      {
        test: {
          ...onDatabase,
          name: 'long',
          include: ['tests/long/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          maxWorkers: 1,
        },
      },
    ]
  : [];

/** Components alone in a real browser; where there is none, one test that says so. */
async function components(): Promise<TestProjectConfiguration> {
  const browser = await findBrowser();
  if (!browser)
    return { test: { name: 'components', include: ['tests/lib/no-browser.test.ts'], maxWorkers: 2 } };
  const { path, args, env } = browser;
  Object.assign(process.env, env);
  return {
    extends: './frontend/vite.config.ts',
    root: 'frontend',
    test: {
      name: 'components',
      maxWorkers: 1,
      sequence: { groupOrder: 2 },
      include: ['src/**/*.browser.test.ts'],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: path, args } }),
        instances: [{ browser: 'chromium', viewport: { width: 360, height: 740 } }],
      },
    },
  };
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...onDatabase,
          name: 'backend',
          include: ['backend/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'frontend',
          include: ['frontend/src/**/*.test.ts'],
          exclude: ['frontend/src/**/*.browser.test.ts'],
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...onDatabase,
          name: 'alone',
          include: ALONE,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      await components(),
      ...long,
    ],
  },
});
