import type { SearchResult } from '#lib/api/types.ts';
import { freeDays, type FreeDay } from '#lib/features/find/times.ts';
import { fullDay } from '#lib/i18n/dates.ts';
import { localized } from '#lib/i18n/text.ts';

/** Services named beside their first free time: more would be the list below once more. */
const MOST = 4;

/** What is free first of all that a business sells: one start of each service, with its name. */
export function nextFree(
  free: readonly SearchResult[],
  { locale, provider, now }: { locale: string; provider?: string; now?: Date },
): FreeDay[] {
  const services = [...new Map(free.toReversed().map((result) => [result.service.id, result])).values()];
  const days = services
    .toSorted((a, b) => Date.parse(a.starts[0]?.start ?? '') - Date.parse(b.starts[0]?.start ?? ''))
    .slice(0, MOST)
    .flatMap((result) => {
      const note = localized(result.service.name, locale);
      return freeDays(result, { locale, provider, most: 1, ...(now && { now }) }).map((day) => ({
        ...day,
        // What is heard begins with what is seen: the time, and what it is for.
        starts: day.starts.map((start) => ({
          ...start,
          note,
          label: `${start.time} ${note}, ${fullDay(day.date, locale)}`,
        })),
      }));
    });
  return [...Map.groupBy(days, ({ date }) => date).values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, starts: [first, ...others].flatMap(({ starts }) => starts) }] : [],
  );
}
