import type { Block, DateOverride, TimeOff } from '#lib/api/types.ts';
import { clock } from '#lib/features/hours/hours.ts';
import { wallOf } from '#lib/i18n/zone.ts';
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
  /** What its form would be sent with to make it again. */
  again: Record<'from' | 'fromTime' | 'to' | 'toTime' | 'reason', string>;
}

/** A time as two fields of a form. */
const wall = (instant: string | null, timeZone: string) =>
  instant === null ? ['', ''] : wallOf(instant, timeZone).split('T');

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
    const [from = '', fromTime = ''] =
      'startDate' in span && span.startDate ? [span.startDate] : wall(span.startsAt, timeZone);
    const [to = '', toTime = ''] =
      'endDate' in span && span.endDate ? [span.endDate] : wall(span.endsAt, timeZone);
    const reason = span.reason ?? '';
    const again = { from, fromTime, to, toTime, reason };
    return { id: span.id, when: [...new Set(ends)].join(' – '), reason, again };
  });
