import { defineConfig, devices } from '@playwright/test';
import { launchOptions } from './tests/lib/browser.ts';

const phone = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7'].userAgent,
};
const desktop = { viewport: { width: 1280, height: 900 } };
/** `npm test -- e2e --whole`: every test in both sizes and both schemes. */
const whole = process.env['E2E_WHOLE'] === 'true';
/** They change whole sites, or close one that the others use: they run after all of them. */
const alone = /(operator|workspace-brand)\.spec\.ts$/;
const others = whole ? ['phone, dark', 'desktop, light'] : [];
const any = /(?:)/;

/**
 * `npm test` starts a Turnero of its own for these and says where it is. A test runs once, on a light phone, where the
 * site is used most. One tagged `@desktop` runs on a dark desktop instead, one tagged `@both` on the two of them: that is
 * for what is laid out differently there.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A real browser on two busy cores is late at times; a test that fails twice has failed.
  retries: 1,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: { locale: 'es-AR', trace: 'retain-on-failure', launchOptions: launchOptions() },
  projects: [
    {
      name: 'phone',
      testIgnore: alone,
      ...(whole ? {} : { grepInvert: /@desktop/ }),
      use: { ...phone, colorScheme: 'light' },
    },
    {
      name: 'desktop',
      testIgnore: alone,
      grep: whole ? any : /@desktop|@both/,
      use: { ...desktop, colorScheme: 'dark' },
    },
    ...others.map((name) => ({
      name,
      testIgnore: alone,
      use: name.startsWith('phone')
        ? { ...phone, colorScheme: 'dark' as const }
        : { ...desktop, colorScheme: 'light' as const },
    })),
    { name: 'alone', testMatch: alone, dependencies: ['phone', 'desktop', ...others], use: desktop },
  ],
});
