import type { InsightFigures, Overview } from './insights.contract.ts';

const COUNTS = [
  ['bookings', ({ bookings }: InsightFigures) => bookings],
  ['pending', ({ states }: InsightFigures) => states.pending],
  ['confirmed', ({ states }: InsightFigures) => states.confirmed],
  ['checkedIn', ({ states }: InsightFigures) => states.checkedIn],
  ['completed', ({ states }: InsightFigures) => states.completed],
  ['cancelled', ({ states }: InsightFigures) => states.cancelled],
  ['noShow', ({ states }: InsightFigures) => states.noShow],
  ['declined', ({ states }: InsightFigures) => states.declined],
  ['newCustomers', ({ newCustomers }: InsightFigures) => newCustomers],
  ['returningCustomers', ({ returningCustomers }: InsightFigures) => returningCustomers],
  ['availableMinutes', ({ availableMinutes }: InsightFigures) => availableMinutes],
  ['bookedMinutes', ({ bookedMinutes }: InsightFigures) => bookedMinutes],
] as const;
const MONEY = ['value', 'revenue', 'commission', 'companyFees', 'refunds'] as const;

/**
 * An overview's days as a table: one line a day, money in minor units with a column for each currency. Names are those of
 * the contract, so that what reads it does not depend on a language.
 */
export function csvOf({ days, totals }: Pick<Overview, 'days' | 'totals'>): string {
  const currencies = totals.money?.map(({ currency }) => currency) ?? [];
  const columns = currencies.flatMap((currency) => MONEY.map((name) => ({ currency, name })));
  const head = [
    'day',
    ...COUNTS.map(([name]) => name),
    ...columns.map(({ currency, name }) => `${name}${currency}`),
  ];
  const lines = days.map((figures) => [
    figures.day,
    ...COUNTS.map(([, read]) => read(figures)),
    ...columns.map(
      ({ currency, name }) => figures.money?.find((takings) => takings.currency === currency)?.[name] ?? 0,
    ),
  ]);
  return [head, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}
