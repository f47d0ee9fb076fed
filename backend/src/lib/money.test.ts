import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMoney, fromDecimal, minorDigits, rescale, toDecimal } from './money.ts';

test('the decimals of every currency are those that screens format by', () => {
  for (const currency of Intl.supportedValuesOf('currency')) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    expect(minorDigits(currency), currency).toBe(format.resolvedOptions().maximumFractionDigits);
  }
});

test('amounts are said in decimals exactly, or not at all', () => {
  expect(toDecimal(150025, 'ARS', 2)).toBe('1500.25');
  expect(toDecimal(5, 'ARS', 2)).toBe('0.05');
  expect(toDecimal(1500, 'CLP', 0)).toBe('1500');
  expect(toDecimal(1234, 'KWD', 3)).toBe('1.234');
  expect(toDecimal(1234, 'KWD', 2)).toBeUndefined();
  expect(toDecimal(1230, 'KWD', 2)).toBe('1.23');
  expect(rescale(Number.MAX_SAFE_INTEGER, 0, 2)).toBeUndefined();
});

test('amounts are written with cents only where there are some', () => {
  const written = (amount: number, currency: string) =>
    formatMoney('es-AR', amount, currency).replace('\u00a0', ' ');
  expect([written(150_000, 'ARS'), written(150_050, 'ARS')]).toEqual(['$ 1.500', '$ 1.500,50']);
  expect(formatMoney('en', 1_500, 'JPY')).toBe('¥1,500');
});

test('decimals are read exactly, or not at all', () => {
  expect(fromDecimal(1500.25, 'ARS')).toBe(150025);
  expect(fromDecimal('1500.5', 'ARS')).toBe(150050);
  expect(fromDecimal('1500.00', 'CLP')).toBe(1500);
  expect(fromDecimal(0.1 + 0.2, 'ARS')).toBeUndefined();
  expect(fromDecimal('10.005', 'ARS')).toBeUndefined();
  for (const bad of ['', '-1', '1e5', 'NaN', '1,5', ' 1', '1.'])
    expect(fromDecimal(bad, 'ARS')).toBeUndefined();
});

test('every amount survives the way there and back, as text and as a JSON number', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999_999_999_99 }),
      fc.constantFrom('ARS', 'CLP', 'KWD', 'JPY', 'USD'),
      (amount, currency) => {
        const text = toDecimal(amount, currency, minorDigits(currency))!;
        expect(fromDecimal(text, currency)).toBe(amount);
        expect(fromDecimal(JSON.parse(JSON.stringify(Number(text))) as number, currency)).toBe(amount);
      },
    ),
  );
});
