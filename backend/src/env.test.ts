import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readEnv, variableNames } from './env.ts';

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const needed = { DATABASE_URL: 'postgres://owner:x@localhost/turnero', APP_SECRET: 'x'.repeat(32) };

describe('the environment', () => {
  it('is what .env.example lists, and that works unedited', () => {
    const listed = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(variableNames.toSorted());
    expect(readEnv({ ...parseEnv(example), ...needed })).toEqual(readEnv(needed));
  });

  it.each([
    ['PORT', 'eighty', 'a port number'],
    ['PORT', '70000', 'a port from 0 to 65535'],
    ['PUBLIC_URL', 'example.com', 'a URL like https://example.com'],
    ['DATABASE_URL', 'mysql://x', 'a URL like postgres://user:password@host:5432/name'],
    ['REDIS_URL', 'localhost', 'a URL like redis://localhost:6379'],
    ['APP_SECRET', 'short', 'a random text of at least 32 characters'],
    ['DEMO', 'yes', 'true or false'],
    ['LOG_LEVEL', 'loud', 'one of fatal, error, warn, info, debug, trace, silent'],
    ['MAIL_URL', 'mail.example.com', 'inbox: or a URL like smtp://user:password@host:587'],
    ['ACCESS_TOKEN_MINUTES', '0', 'at least 1'],
  ])('refuses %s=%s by name, and says what it should be', (name, value, remedy) => {
    expect(() => readEnv({ ...needed, [name]: value })).toThrow(`${name} is wrong: it should be ${remedy}`);
  });

  it('tells every mistake at once', () => {
    expect(() => readEnv({ PORT: 'x', APP_SECRET: needed.APP_SECRET })).toThrow(
      /PORT is wrong[^]*DATABASE_URL is missing|DATABASE_URL is missing[^]*PORT is wrong/,
    );
  });

  it('derives a role its own URL, and keeps one that is given', () => {
    const derived = readEnv(needed);
    expect(new URL(derived.DATABASE_APP_URL).username).toBe('turnero_app');
    expect(new URL(derived.DATABASE_DIRECT_URL).password).not.toBe(
      new URL(derived.DATABASE_APP_URL).password,
    );
    const given = readEnv({ ...needed, DATABASE_APP_URL: 'postgres://me:mine@pooler/turnero' });
    expect(given.DATABASE_APP_URL).toBe('postgres://me:mine@pooler/turnero');
  });
});
