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
  return {
    from: from ? startOf(from, 0, timeZone) : undefined,
    to: to ? startOf(to, 1, timeZone) : undefined,
  };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** When a local date begins, so many days later; nothing for what is no date. */
function startOf(date: string, days: number, timeZone: string): string | undefined {
  if (!DATE.test(date)) return undefined;
  const midnight = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  if (Number.isNaN(midnight)) return undefined;
  // Once more by the offset that is found there, in case the zone changes it that day.
  const guess = midnight - offsetAt(midnight, timeZone);
  return new Date(midnight - offsetAt(guess, timeZone)).toISOString();
}

/** Milliseconds by which a zone's clocks are ahead of UTC at an instant. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    ...{
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    },
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(instant / 1000) * 1000;
}
