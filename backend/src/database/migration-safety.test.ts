import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { migrationNames, MIGRATIONS_DIR } from './migration-names.ts';

/** The newest migration of the first release: before it there was nobody whom a change could meet. */
const FIRST_RELEASE = '20261127021000_invitations';

/** What the version before may still use, or does not write. */
const UNSAFE = [
  /\bDROP\s+(TABLE|COLUMN|TYPE|VIEW|FUNCTION|SCHEMA)\b/i,
  /\bRENAME\b/i,
  /\bSET\s+NOT\s+NULL\b/i,
  /\bALTER\s+(COLUMN\s+)?"?\w+"?\s+(SET\s+DATA\s+)?TYPE\b/i,
  /\bADD\s+COLUMN\s+(?![^,;]*\b(DEFAULT|GENERATED)\b)[^,;]*\bNOT\s+NULL\b/i,
];
const AGREED = /^-- contract: \S.*$/m;

/** Statements that the version before may stumble over, and that do not say why they may be. */
function unsafe(sql: string): string[] {
  return sql
    .split(/;[ \t]*$/m)
    .filter((statement) => {
      const text = statement.replace(/--.*$/gm, '');
      return UNSAFE.some((pattern) => pattern.test(text)) && !AGREED.test(statement);
    })
    .map((statement) => statement.trim());
}

it('since the first release, migrations leave the version before what it uses', async () => {
  const names = await migrationNames();
  expect(names).toContain(FIRST_RELEASE);
  const later = names.filter((name) => name > FIRST_RELEASE);
  const found: Record<string, string[]> = {};
  for (const name of later) {
    const statements = unsafe(await readFile(join(MIGRATIONS_DIR, name, 'migration.sql'), 'utf8'));
    if (statements.length > 0) found[name] = statements;
  }
  expect(found).toEqual({});
});

it.each([
  'ALTER TABLE customers DROP COLUMN name;',
  'ALTER TABLE customers RENAME COLUMN name TO full_name;',
  'ALTER TABLE customers ALTER COLUMN phone SET NOT NULL;',
  'ALTER TABLE customers ALTER COLUMN phone TYPE citext;',
  'ALTER TABLE customers ADD COLUMN nickname TEXT NOT NULL;',
  'DROP TABLE customers;',
])('%s has to say why it may be', (statement) => {
  expect(unsafe(`CREATE TABLE t (id UUID NOT NULL);\n${statement}\n`)).toHaveLength(1);
  expect(unsafe(`-- contract: nothing since 0.2.0 reads it\n${statement}\n`)).toEqual([]);
});

it.each([
  'ALTER TABLE customers ADD COLUMN nickname TEXT;',
  "ALTER TABLE customers ADD COLUMN nickname TEXT NOT NULL DEFAULT '';",
  'ALTER TABLE customers ALTER COLUMN phone DROP NOT NULL;',
  'CREATE TABLE t (kind TEXT NOT NULL, name TEXT);',
  '-- RENAME nothing\nCREATE INDEX i ON customers (name);',
])('%s is safe', (statement) => {
  expect(unsafe(`${statement}\n`)).toEqual([]);
});
