import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..');

/** What names a side of the screen, where languages that are written from the right need the start or the end of a line. */
const SIDED = [
  /(?:^|[;{\s])(?:left|right)\s*:/,
  /(?:margin|padding|border|scroll-margin|scroll-padding|inset)-(?:left|right)\b/,
  /border-(?:top|bottom)-(?:left|right)-radius/,
  /(?:text-align|float|clear)\s*:\s*(?:left|right)\b/,
];

/** The styles of a file: a sheet's, or those of a component. */
const stylesIn = (file: string, text: string): string =>
  file.endsWith('.css')
    ? text
    : [...text.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map(([, css]) => css).join('\n');

const sided = (css: string): string[] =>
  css
    // A notch is on a side of the device, whatever is written on it.
    .replace(/\/\*.*?\*\/|env\([^)]*\)/gs, '')
    .split('\n')
    .filter((line) => SIDED.some((pattern) => pattern.test(line)))
    .map((line) => line.trim());

test('a side of the screen is found in styles, the start of a line is not', () => {
  expect(sided('.a { left: 0 }\n  margin-right: 1rem;\n  text-align: left;\n/* left: 0 */')).toHaveLength(3);
  expect(sided('  margin-inline-start: 1rem;\n  inset-inline-end: 0;\n  text-align: end;')).toEqual([]);
});

test('no style says left or right', () => {
  const files = globSync('**/*.{svelte,css}', { cwd: folder });
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    sided(stylesIn(file, readFileSync(join(folder, file), 'utf8'))).map((line) => `${file}: ${line}`),
  );
  expect(found).toEqual([]);
});
