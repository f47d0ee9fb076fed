import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const backend = new URL('../../../../backend/src/', import.meta.url);

/** The codes that tables of errors declare: `SLOT_TAKEN: { status: 409, ... }`. */
function declaredCodes(): string[] {
  return readdirSync(backend, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => {
      const text = readFileSync(new URL(name.replaceAll('\\', '/'), backend), 'utf8');
      return [...text.matchAll(/^ {2}([A-Z][A-Z_]+): \{\s*status: \d/gm)].map(([, code = '']) => code);
    });
}

test('every code that the API declares has its sentence, and no sentence is of a code that there is not', () => {
  const text = readFileSync(new URL('sentences.ts', import.meta.url), 'utf8');
  const said = [...text.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, code = '']) => code);
  // What the browser finds itself.
  const declared = [...new Set([...declaredCodes(), 'UNREACHABLE'])];
  expect(declared).toContain('SLOT_TAKEN');
  expect(said.toSorted()).toEqual(declared.toSorted());
});
