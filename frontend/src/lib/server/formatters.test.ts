import { afterAll, expect, test } from 'vitest';
import { keepFormatters } from './formatters.ts';

const { DateTimeFormat, NumberFormat, RelativeTimeFormat } = Intl;
afterAll(() => {
  Object.assign(Intl, { DateTimeFormat, NumberFormat, RelativeTimeFormat });
});

test('what is asked for again is not made again, and anything else is another', () => {
  const money = (locale: string, currency: string) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency });
  const before = money('es-AR', 'ARS').format(1_500);
  keepFormatters();
  const kept = money('es-AR', 'ARS');
  expect(kept.format(1_500)).toBe(before);
  expect(money('es-AR', 'ARS')).toBe(kept);
  expect(money('es-AR', 'BRL')).not.toBe(kept);
  expect(money('pt-BR', 'ARS')).not.toBe(kept);
  expect(kept).toBeInstanceOf(Intl.NumberFormat);
  expect(new Intl.DateTimeFormat('en', { timeZone: 'UTC' })).not.toBe(
    new Intl.DateTimeFormat('en', { timeZone: 'Asia/Tokyo' }),
  );
  expect(new Intl.RelativeTimeFormat('en').format(-1, 'day')).toBe('1 day ago');
});
