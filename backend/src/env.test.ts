import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { derivedPassword, readEnv, readEnvWithoutDatabase, secretNames, variableNames } from './env.ts';

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

  it('says what else it needs where files are kept in a bucket', () => {
    expect(() => readEnv({ ...needed, STORAGE: 's3', S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'x' })).toThrow(
      'S3_SECRET_ACCESS_KEY is missing: it should be given with STORAGE=s3',
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

  it('derives the password of a role whose URL has none', () => {
    const { DATABASE_APP_URL } = readEnv({
      ...needed,
      DATABASE_APP_URL: 'postgres://turnero_app@pooler:6432/t',
    });
    const { host, password } = new URL(DATABASE_APP_URL);
    expect({ host, password }).toEqual({
      host: 'pooler:6432',
      password: derivedPassword(needed.APP_SECRET, 'turnero_app'),
    });
  });

  it('of a process without a database asks for no secret, and keeps none', () => {
    expect(readEnvWithoutDatabase({ PORT: '3001' }).PORT).toBe(3001);
    const told = JSON.stringify(readEnvWithoutDatabase({ ...needed, DATABASE_URL_FILE: '/nowhere' }));
    expect(told).not.toContain(needed.APP_SECRET);
    expect(told).not.toContain('owner');
  });
});

describe('a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'turnero secrets '));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const good = {
    ...needed,
    DATABASE_APP_URL: 'postgres://app:x@localhost/turnero',
    DATABASE_DIRECT_URL: 'postgres://direct:x@localhost/turnero',
    DATABASE_OPERATOR_URL: 'postgres://operator:x@localhost/turnero',
    REDIS_URL: 'redis://:x@localhost',
    MAIL_URL: 'smtp://me:x@mail.example.com',
    WHATSAPP_TOKEN: 'x',
    S3_ACCESS_KEY_ID: 'x',
    S3_SECRET_ACCESS_KEY: 'x',
  };
  const inFile = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it.each(secretNames)('%s may come from a file', (name) => {
    const fromFile = { ...good, [name]: '', [`${name}_FILE`]: inFile(name, `${good[name]}\n`) };
    expect(readEnv(fromFile)).toEqual(readEnv(good));
  });

  it('that cannot be read, or is given twice, stops the start by name', () => {
    const missing = { ...good, APP_SECRET: '', APP_SECRET_FILE: join(folder, 'none') };
    expect(() => readEnv(missing)).toThrow(/file .*none of APP_SECRET_FILE cannot be read \(ENOENT\)/);
    const twice = { ...good, APP_SECRET_FILE: inFile('twice', 'y'.repeat(32)) };
    expect(() => readEnv(twice)).toThrow('Both APP_SECRET and APP_SECRET_FILE are set');
  });

  it('that is too short is refused when it comes from a file, too', () => {
    const short = { ...good, APP_SECRET: '', APP_SECRET_FILE: inFile('short', 'short') };
    expect(() => readEnv(short)).toThrow('APP_SECRET is wrong');
  });

  it('is every variable that looks like one', () => {
    const looks = variableNames.filter((name) =>
      /SECRET|TOKEN$|PASSWORD|KEY|^(DATABASE|REDIS|MAIL).*URL$/.test(name),
    );
    expect(secretNames.toSorted()).toEqual(looks.toSorted());
  });
});
