import { describe, it } from 'vitest';

const why = 'no Chromium here: install one, or name it with CHROMIUM_PATH';

/** Runs in the place of all tests of components where no browser was found; vitest.config.ts decides. */
describe.skipIf(true)(`components (skipped: ${why})`, () => {
  it('work in a real browser', () => undefined);
});
