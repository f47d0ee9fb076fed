import type { Availability } from '#lib/api/types.ts';
import { timeOf } from '#lib/i18n/dates.ts';
import { m } from '#lib/i18n/words.ts';

type Day = Availability['days'][number];
type Refusal = NonNullable<Day['refusals']>[number];
type Reason = Refusal['reasons'][number];

const sentences: Record<Reason, () => string> = {
  OUTSIDE_HOURS: () => m.why_hours(),
  HOLIDAY: () => m.why_holiday(),
  TIME_OFF: () => m.why_time_off(),
  BUSY: () => m.why_busy(),
  BUFFER: () => m.why_buffer(),
  NO_RESOURCE: () => m.why_resource(),
  NOTICE: () => m.why_notice(),
  CUTOFF: () => m.why_cutoff(),
  TOO_FAR: () => m.why_too_far(),
  DAY_LIMIT: () => m.why_day_limit(),
  WEEK_LIMIT: () => m.why_week_limit(),
  CUSTOMER_LIMIT: () => m.why_customer_limit(),
  PACKING: () => m.why_packing(),
  SOLD_OUT: () => m.why_sold_out(),
  NONEXISTENT_TIME: () => m.why_clock(),
};

interface ReasonView {
  /** "09:00 – 12:45": the first and the last start of a row that are refused for the same reasons. */
  when: string;
  why: string;
}

export interface DayReasons {
  /** What can be booked on that day, or that nothing can, and why if that is so at every hour of work. */
  summary: string;
  free: string[];
  reasons: ReasonView[];
}

/** Why none of the hours of work can be booked, where it is the same for all of them; where nobody works: that. */
function reasonsOfAll(refusals: readonly Refusal[]): Reason[] {
  const atWork = refusals.filter(({ reasons }) => !reasons.includes('OUTSIDE_HOURS'));
  const [first, ...others] = atWork.length > 0 ? atWork : refusals;
  return (first?.reasons ?? []).filter((reason) => others.every(({ reasons }) => reasons.includes(reason)));
}

/** The starts of a day that are not offered, in sentences: one for each row of starts with the same reasons. */
export function dayReasons(day: Day | undefined, locale: string, timeZone: string): DayReasons {
  const free = (day?.slots ?? []).map(({ start }) => timeOf(start, locale, timeZone));
  const rows: { first: string; last: string; key: string; reasons: readonly Reason[] }[] = [];
  const offered = new Set((day?.slots ?? []).map(({ start }) => start));
  const starts = [...(day?.refusals ?? [])].filter(({ start }) => !offered.has(start));
  const free0 = [...offered].toSorted();
  for (const { start, reasons: all } of starts.toSorted((a, b) => a.start.localeCompare(b.start))) {
    // When nobody works nothing else matters.
    const reasons: readonly Reason[] = all.includes('OUTSIDE_HOURS') ? ['OUTSIDE_HOURS'] : all;
    const key = reasons.join();
    const last = rows.at(-1);
    // A free start in between begins another row.
    const isNext = last?.key === key && !free0.some((at) => at > last.last && at < start);
    if (isNext) last.last = start;
    else rows.push({ first: start, last: start, key, reasons });
  }
  const always = free.length > 0 ? [] : reasonsOfAll(starts);
  return {
    free,
    summary:
      free.length > 0
        ? m.why_free({ count: String(free.length), first: free[0] ?? '', last: free.at(-1) ?? '' })
        : [m.why_nothing(), ...always.map((reason) => sentences[reason]())].join(' '),
    // A whole day that is closed, or too far, needs no hours beside it.
    reasons: (always.length > 0 ? [] : rows).map(({ first, last, reasons }) => {
      const ends = [...new Set([first, last])].map((start) => timeOf(start, locale, timeZone));
      return { when: ends.join(' – '), why: reasons.map((reason) => sentences[reason]()).join(' ') };
    }),
  };
}
