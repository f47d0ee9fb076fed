import { addDays, isDate } from '#lib/i18n/dates.ts';
import { instantAt } from '#lib/i18n/zone.ts';

/** What an address asks of a list, of the names that the list knows; what is empty is not asked. */
export function readList<Name extends string>(
  url: URL,
  names: readonly Name[],
): Partial<Record<Name | 'cursor' | 'sort' | 'order', string>> {
  const asked = [...names, 'cursor', 'sort', 'order'].flatMap((name) => {
    const value = url.searchParams.get(name)?.trim();
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(asked) as Partial<Record<Name | 'cursor' | 'sort' | 'order', string>>;
}

/** The first instant of a local date, and that of the day after it, for lists whose periods are dates. */
export function spanOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  timeZone: string,
): { from: string | undefined; to: string | undefined } {
  const startOf = (date: string | undefined, days: number) =>
    isDate(date) ? instantAt(`${addDays(date, days)}T00:00`, timeZone) : undefined;
  return { from: startOf(from, 0), to: startOf(to, 1) };
}
