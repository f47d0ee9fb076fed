import type { Block, DateOverride, TimeOff } from '#lib/api/types.ts';
import { clock } from '#lib/features/hours/hours.ts';
import { formatDate, formatDateTime } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';

export interface DayView {
  date: string;
  when: string;
  what: string;
  reason: string;
}

const dayText = (date: string, locale: string) => formatDate(`${date}T12:00:00Z`, locale, 'UTC');

/** Dates on which other hours hold. */
export const daysView = (overrides: readonly DateOverride[], locale: string): DayView[] =>
  overrides.map(({ date, intervals, reason }) => ({
    date,
    when: dayText(date, locale),
    what:
      intervals.map(({ startMinute, endMinute }) => `${clock(startMinute)}–${clock(endMinute)}`).join(', ') ||
      m.hours_closed(),
    reason: reason ?? '',
  }));

export interface SpanView {
  id: string;
  when: string;
  reason: string;
}

/** Time off and blocks: whole days, or from one time to another. */
export const spansView = (
  spans: readonly (Block | TimeOff)[],
  locale: string,
  timeZone: string,
): SpanView[] =>
  spans.map((span) => {
    const ends =
      'startDate' in span && span.startDate && span.endDate
        ? [dayText(span.startDate, locale), dayText(span.endDate, locale)]
        : [
            formatDateTime(span.startsAt ?? '', locale, timeZone),
            formatDateTime(span.endsAt ?? '', locale, timeZone),
          ];
    return { id: span.id, when: [...new Set(ends)].join(' – '), reason: span.reason ?? '' };
  });
