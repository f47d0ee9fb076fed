import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'backend',
          include: ['backend/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/**/*.test.ts'],
          globalSetup: ['backend/test/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'frontend', include: ['frontend/src/**/*.test.ts'] } },
    ],
  },
});
