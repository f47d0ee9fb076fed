import { expect, test } from 'vitest';
import { digitsOf, whatsappNumberOf } from './phone.ts';

const AR = '+54';
const BR = '+55';

test.each([
  ['+54 9 11 5550-0193', AR, '5491155500193'],
  ['+54 11 5550-0193', AR, '5491155500193'],
  ['+54 11 15 5550-0193', AR, '5491155500193'],
  ['+54 9 11 15-5550-0193', AR, '5491155500193'],
  ['11 5550-0193', AR, '5491155500193'],
  ['011 15 5550-0193', AR, '5491155500193'],
  ['9 11 5550 0193', AR, '5491155500193'],
  ['+54 011 15 5550 0193', AR, '5491155500193'],
  ['(0341) 15-555-0142', AR, '5493415550142'],
  ['+54 341 555-0142', AR, '5493415550142'],
  // An area of four digits, and one whose number begins with 15 itself.
  ['02944 15 555014', AR, '5492944555014'],
  ['+54 9 341 155-0142', AR, '5493411550142'],
  ['+55 11 98555-0142', BR, '5511985550142'],
  // Before 2016 mobile numbers had eight digits; landlines still do.
  ['+55 11 8555-0142', BR, '5511985550142'],
  ['(021) 7555-0142', BR, '5521975550142'],
  ['+55 11 3555-0142', BR, '551135550142'],
  // Elsewhere a number is what it is.
  ['+1 415 555 0142', AR, '14155550142'],
  ['+598 94 555 014', AR, '59894555014'],
  ['0034 655 550 142', AR, '34655550142'],
  ['+54 555', AR, null],
  ['12', AR, null],
] as const)('WhatsApp reaches %s, called from %s, at %s', (phone, prefix, expected) => {
  const digits = digitsOf(phone, prefix);
  expect(digits === null ? null : whatsappNumberOf(digits)).toBe(expected);
});
