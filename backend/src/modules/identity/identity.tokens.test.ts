import { describe, expect, it } from 'vitest';
import { deriveKey, sameText, sign } from '../../lib/secrets.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import { invalidationsOf } from './identity.context.ts';
import { cookieNames } from './identity.cookies.ts';
import { describeDevice, deviceCookie, knownDevice } from './identity.devices.ts';
import { createHasher } from './identity.passwords.ts';
import { identityKeys, isGenuine, parseRefreshToken, refreshToken } from './identity.tokens.ts';

const keys = identityKeys('secret one');
const family = { id: '0199a5f0-0000-7000-8000-000000000001', tokenSalt: 'salt' };

describe('keys', () => {
  it('differ by purpose and by installation', () => {
    const made = [deriveKey('s', 'a'), deriveKey('s', 'b'), deriveKey('t', 'a')].map((key) => key.join());
    expect(new Set(made).size).toBe(3);
  });
  it('sign parts that cannot run into each other', () => {
    expect(sign(keys.csrf, 'a', 'bc')).not.toBe(sign(keys.csrf, 'ab', 'c'));
  });
  it('are compared as texts of any length', () => {
    expect([sameText('abc', 'abc'), sameText('abc', 'abd'), sameText('abc', 'ab')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('refresh tokens', () => {
  it('are the same for the same generation, and genuine', () => {
    const token = refreshToken(keys, family, 3);
    expect(refreshToken(keys, family, 3)).toBe(token);
    expect(isGenuine(keys, family, token)).toBe(true);
    expect(parseRefreshToken(token)).toEqual({ sessionId: family.id, generation: 3 });
  });
  it.each([
    ['another generation claimed', refreshToken(keys, family, 3).replace('.3.', '.4.')],
    ['another salt', refreshToken(keys, { ...family, tokenSalt: 'pepper' }, 3)],
    ['another key', refreshToken(identityKeys('secret two'), family, 3)],
    ['nothing', ''],
    ['no uuid', `x${refreshToken(keys, family, 3)}`],
  ])('are not genuine with %s', (_name, token) => {
    expect(isGenuine(keys, family, token)).toBe(false);
  });
});

describe('passwords', () => {
  const hasher = createHasher(4);
  it('are told apart beyond the 72 bytes that bcrypt reads, and beyond a NUL', async () => {
    const long = 'x'.repeat(72);
    const stored = await hasher.hash(`${long}a`);
    expect(await hasher.matches(`${long}a`, stored)).toBe(true);
    expect(await hasher.matches(`${long}b`, stored)).toBe(false);
    expect(await hasher.matches('ab\0c', await hasher.hash('ab\0d'))).toBe(false);
  });
  it('are the same however their letters were typed', async () => {
    expect(await hasher.matches('contraseña larga', await hasher.hash('contrasen\u0303a larga'))).toBe(true);
  });
  it('match nothing where none is stored', async () => {
    expect([await hasher.matches('', null), await hasher.matches('anything', undefined)]).toEqual([
      false,
      false,
    ]);
  });
});

describe('known devices', () => {
  const cookie = deviceCookie(keys, 'tenant', 'Ana@example.com');
  it('are known for their account, tenant and installation only', () => {
    expect(knownDevice(keys, 'tenant', 'ana@example.com', cookie)).toBe(cookie.split('.')[0]);
    expect(knownDevice(keys, 'tenant', 'eva@example.com', cookie)).toBeUndefined();
    expect(knownDevice(keys, 'other', 'ana@example.com', cookie)).toBeUndefined();
    expect(knownDevice(identityKeys('secret two'), 'tenant', 'ana@example.com', cookie)).toBeUndefined();
    expect(knownDevice(keys, 'tenant', 'ana@example.com', undefined)).toBeUndefined();
  });
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 'Firefox', 'Linux', false],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
      true,
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
      'Edge',
      'Windows',
      false,
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
      'Chrome',
      'Android',
      true,
    ],
    [null, null, null, false],
    ['something else', null, null, false],
  ])('are described from %s', (agent, browser, system, mobile) => {
    expect(describeDevice(agent)).toEqual({ browser, system, mobile });
  });
});

describe('addresses and cookies', () => {
  it("a tenant's pages live under the installation's own address", () => {
    expect(tenantUrl({ PUBLIC_URL: 'http://localhost:3000' }, { slug: 'fade' })).toBe(
      'http://fade.localhost:3000',
    );
    expect(tenantUrl({ PUBLIC_URL: 'https://turnos.example' }, { slug: 'fade' })).toBe(
      'https://fade.turnos.example',
    );
  });
  it('cookies are tied to their host over https', () => {
    expect(cookieNames({ PUBLIC_URL: 'https://turnos.example' })).toMatchObject({
      access: '__Host-turnero_at',
      refresh: '__Host-turnero_rt',
      secure: true,
    });
    expect(cookieNames({ PUBLIC_URL: 'http://localhost:3000' })).toMatchObject({
      access: 'turnero_at',
      secure: false,
    });
  });
});

describe('what an event makes every process forget', () => {
  it.each([
    ['session.ended', { userId: 'u', sessionIds: ['s', 't'] }, ['session s', 'session t']],
    ['user.updated', { userId: 'u' }, ['user u']],
    ['role.granted', { userId: 'u', grantId: 'g' }, ['user u']],
    ['role.revoked', { userId: 'u', grantId: 'g' }, ['user u']],
    ['session.started', { userId: 'u', sessionId: 's' }, []],
    ['booking.created', { bookingId: 'b' }, []],
  ])('%s', (kind, payload, forgotten) => {
    expect(invalidationsOf(kind, payload).map(({ topic, key }) => `${topic} ${key}`)).toEqual(forgotten);
  });
});
