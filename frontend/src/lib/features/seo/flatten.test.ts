import { expect, test } from 'vitest';
import { flatten } from './flatten.ts';

test('a drawing gets the colours of the light theme', () => {
  const theme =
    '@font-face{src:x}:root{color-scheme:light;--text:#111;--accent-9:#a00}@media x{:root{--text:#fff}}';
  expect(flatten('<g fill="var(--text)" stroke="var(--accent-9)"/>', theme)).toBe(
    '<g fill="#111" stroke="#a00"/>',
  );
});
