import { addDays, daysBetween, isDate } from '#lib/i18n/dates.ts';

export const PERIODS = ['today', '7', '30', '90', 'own'] as const;
export type PeriodKey = (typeof PERIODS)[number];

export interface Period {
  key: PeriodKey;
  /** Local dates, both inclusive. */
  from: string;
  to: string;
}

const MOST_DAYS = 366;

/** What an address asks for; whatever makes no sense is the last 30 days. */
export function periodOf(params: Pick<URLSearchParams, 'get'>, today: string): Period {
  const asked = params.get('period');
  const key = PERIODS.find((period) => period === asked) ?? '30';
  if (key === 'own') {
    const [from, to] = [params.get('from'), params.get('to')];
    if (isDate(from) && isDate(to) && from <= to && daysBetween(from, to) < MOST_DAYS)
      return { key, from, to };
    return { key: '30', from: addDays(today, -29), to: today };
  }
  const days = key === 'today' ? 1 : Number(key);
  return { key, from: addDays(today, 1 - days), to: today };
}
