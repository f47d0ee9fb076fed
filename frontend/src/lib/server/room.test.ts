import { expect, test } from 'vitest';
import { hasRoom } from './room.ts';

const DESKTOP = 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const PHONE = 'Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0';

const roomOf = (headers: Record<string, string>, wide?: string) =>
  hasRoom({
    cookies: { get: (name: string) => (name === 'turnero_wide' ? wide : undefined) } as never,
    request: new Request('http://a.example/', { headers }),
  });

test.each([
  ['a desktop', { 'user-agent': DESKTOP }, true],
  ['a phone', { 'user-agent': PHONE }, false],
  ['a phone that says so', { 'user-agent': DESKTOP, 'sec-ch-ua-mobile': '?1' }, false],
  ['what says that it is none', { 'user-agent': PHONE, 'sec-ch-ua-mobile': '?0' }, true],
  ['nobody knows what', {}, false],
])('a first visit by %s', (_what, headers, room) => {
  expect(roomOf(headers)).toBe(room);
});

test('what the browser has measured counts for more', () => {
  expect([roomOf({ 'user-agent': PHONE }, '1'), roomOf({ 'user-agent': DESKTOP }, '0')]).toEqual([
    true,
    false,
  ]);
});
