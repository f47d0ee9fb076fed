import { expect, test } from 'vitest';
import type { MoneySummary } from '#lib/api/types.ts';
import { drawBars } from './bars.ts';
import { periodOf } from './period.ts';
import { buckets, summaryCsv, summaryView } from './summary-view.ts';

const day = (date: string, services: number): MoneySummary['days'][number] => ({
  ...{
    date,
    services,
    noShowFees: 500,
    cancellationFees: 0,
    tips: 100,
    commission: 60,
    earned: services + 540,
  },
  ...{ online: services, venue: 0, refunds: 0, companyFees: 0, tax: 0 },
});
const summary: MoneySummary = {
  currency: 'ARS',
  timeZone: 'UTC',
  days: [day('2026-03-02', 100_000), day('2026-03-04', 50_000)],
  providers: [
    {
      id: null,
      name: null,
      services: 150_000,
      noShowFees: 1_000,
      cancellationFees: 0,
      tips: 200,
      commission: 120,
      earned: 151_080,
    },
  ],
  sources: { marketplace: 120, direct: 0, returning: 0 },
};
const march = { from: '2026-03-01', to: '2026-03-31' };

test('the lines add up to what was earned, and every day of the period has its bar', () => {
  const view = summaryView(summary, march, 'en', 'Nobody');
  const amounts = view.lines.map(({ value }) => Number(value.replaceAll(/[^\d.-]/g, '')));
  expect(amounts.slice(0, -1).reduce((a, b) => a + b, 0)).toBeCloseTo(amounts.at(-1) ?? 0, 2);
  expect(view.chart.bars).toHaveLength(31);
  expect(view.rows.map(({ id }) => id)).toEqual(['2026-03-02', '2026-03-04']);
  expect(view.providers[0]?.label).toBe('Nobody');
});

test('a year is shown by its months, and nothing is lost', () => {
  const parts = buckets(summary.days, { from: '2026-01-01', to: '2026-12-31' });
  expect(parts).toHaveLength(12);
  expect(parts[2]?.amounts.services).toBe(150_000);
});

test('of nothing no fractions are drawn, and a day is named once', () => {
  const { ticks, first, last } = drawBars([{ label: 'today', value: 0, text: '$0' }], String);
  expect(ticks.map(({ text }) => text)).toEqual(['0']);
  expect([first, last]).toEqual(['today', '']);
});

test('bars stand on the line or hang from it', () => {
  const { bars, zero } = drawBars(
    [
      { label: 'a', value: 100, text: '' },
      { label: 'b', value: -50, text: '' },
    ],
    String,
  );
  expect((bars[0]?.y ?? 0) + (bars[0]?.height ?? 0)).toBeCloseTo(zero);
  expect(bars[1]?.y).toBeCloseTo(zero);
  expect(bars[0]?.height).toBeCloseTo((bars[1]?.height ?? 0) * 2, 1);
});

test('a file has plain numbers', () => {
  const [, first] = summaryCsv(summary);
  expect(first?.slice(0, 3)).toEqual(['2026-03-02', '1000.00', '5.00']);
});

test('a period that makes no sense is this month, and said to be wrong', () => {
  const at = (query: string) => periodOf(new URL(`http://x.example/?${query}`), '2026-03-11', 1);
  expect(at('')).toMatchObject({ period: march, isWrong: false });
  expect(at('from=2026-03-09&to=2026-03-15').links.find(({ isHere }) => isHere)?.key).toBe('week');
  expect(at('from=2026-03-09&to=2026-03-01')).toMatchObject({ period: march, isWrong: true });
});
