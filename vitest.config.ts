import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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
const ALONE = ['tests/**/*.test.ts', 'backend/src/modules/jobs/worker.test.ts'];

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
      { test: { name: 'frontend', include: ['frontend/src/**/*.test.ts'], maxWorkers: 2 } },
      {
        test: {
          ...onDatabase,
          name: 'alone',
          include: ALONE,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
