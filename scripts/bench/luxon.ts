import { DateTime } from 'luxon';

/** The part of the plain-file form (docs/scheduling.md, section 10) that the yardstick understands. */
export interface PlainWork {
  now: string;
  timeZone: string;
  from: string;
  to: string;
  service: { durationMinutes: number; bufferBefore: number; bufferAfter: number };
  rules: { slotInterval: number; minNoticeMinutes: number };
  providers: {
    id: string;
    timeZone: string;
    weekly: { days: number[]; start: string; end: string }[];
    overrides: { date: string; intervals: { start: string; end: string }[] }[];
    busy: [string, string][];
  }[];
}

const MINUTE = 60_000;

/**
 * The same question answered the way most booking systems do, with a good date library, day by day: the yardstick
 * of the engine. Written with care (busy time sorted once, no wasted objects), but without tricks.
 * @returns ascending starts in milliseconds since 1970
 */
export function luxonStarts(work: PlainWork): number[] {
  const { service, rules } = work;
  const earliest = DateTime.fromISO(work.now).toMillis() + rules.minNoticeMinutes * MINUTE;
  const windowStart = DateTime.fromISO(work.from, { zone: work.timeZone }).startOf('day');
  const windowEnd = DateTime.fromISO(work.to, { zone: work.timeZone }).plus({ days: 1 }).startOf('day');
  const found = new Set<number>();
  for (const host of work.providers) {
    const busy = host.busy
      .map(([from, to]) => [DateTime.fromISO(from).toMillis(), DateTime.fromISO(to).toMillis()] as const)
      .sort((a, b) => a[0] - b[0]);
    const overrides = new Map(host.overrides.map(({ date, intervals }) => [date, intervals]));
    let day = windowStart.setZone(host.timeZone).startOf('day');
    let next = 0;
    while (day < windowEnd) {
      const { weekday } = day;
      const intervals =
        overrides.get(day.toISODate() ?? '') ?? host.weekly.filter(({ days }) => days.includes(weekday));
      for (const interval of intervals) {
        const close = at(day, interval.end);
        let start = at(day, interval.start);
        while (start.plus({ minutes: service.durationMinutes }) <= close) {
          // Asked of every start: clocks may change within a working day.
          const past = (start.hour * 60 + start.minute) % rules.slotInterval;
          if (past === 0 && start.toMillis() >= earliest && start >= windowStart && start < windowEnd) {
            const from = start.toMillis();
            const until = from + (service.durationMinutes + service.bufferAfter) * MINUTE;
            while (next < busy.length && (busy[next]?.[1] ?? 0) <= from - service.bufferBefore * MINUTE)
              next += 1;
            if ((busy[next]?.[0] ?? Infinity) >= until) found.add(from);
          }
          start = start.plus({ minutes: rules.slotInterval - past });
        }
      }
      day = day.plus({ days: 1 });
    }
  }
  return [...found].sort((a, b) => a - b);
}

function at(day: DateTime, time: string): DateTime {
  const [hour, minute] = time.split(':').map(Number);
  return day.set({ hour: hour ?? 0, minute: minute ?? 0 });
}
