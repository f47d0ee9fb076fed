import type { WeeklyHoursAnswer } from '#lib/api/types.ts';
import { clock } from '#lib/features/hours/hours.ts';

type Interval = NonNullable<WeeklyHoursAnswer['intervals']>[number];

/** One stretch of a day as its two fields show it. An end at or before the start is on the next day. */
export interface Stretch {
  from: string;
  to: string;
}

/** A week that is being edited: the stretches of each ISO weekday, from 1 (Monday) to 7. */
export type Week = Stretch[][];

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const isLasting = ({ validFrom, validTo }: Interval) => validFrom === null && validTo === null;

/** The stretches that hold every week; those for some weeks only are not of the editor's week. */
export function weekFrom(intervals: readonly Interval[]): Week {
  return DAYS.map((weekday) =>
    intervals
      .filter((interval) => interval.weekday === weekday && isLasting(interval))
      .toSorted((a, b) => a.startMinute - b.startMinute)
      .map(({ startMinute, endMinute }) => ({ from: clock(startMinute), to: clock(endMinute) })),
  );
}

/** Those that hold on some dates only: they stay as they are. */
export const passingIn = (intervals: readonly Interval[]): Interval[] =>
  intervals.filter((interval) => !isLasting(interval));

const NAME = /^([1-7])\.(\d{1,2})\.(from|to)$/;

/** The week as a form sends it: `1.0.from`, `1.0.to`, ... */
export function weekIn(data: Iterable<readonly [string, unknown]>): Week {
  const days = DAYS.map(() => new Map<number, Stretch>());
  for (const [name, value] of data) {
    const [, day, index, side] = NAME.exec(name) ?? [];
    if (!day || typeof value !== 'string') continue;
    const stretches = days[Number(day) - 1];
    const stretch = stretches?.get(Number(index)) ?? { from: '', to: '' };
    stretches?.set(Number(index), { ...stretch, [side ?? '']: value });
  }
  return days.map((stretches) => [...stretches].sort(([a], [b]) => a - b).map(([, stretch]) => stretch));
}

const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What is wrong with a week, by the field that is to be looked at again: half of a stretch, or two at once. */
export function mistakesIn(week: Week): Map<string, 'half' | 'overlap'> {
  const mistakes = new Map<string, 'half' | 'overlap'>();
  for (const [day, stretches] of week.entries()) {
    let end = -1;
    const inOrder = [...stretches.entries()].toSorted((a, b) => a[1].from.localeCompare(b[1].from));
    for (const [index, { from, to }] of inOrder) {
      if (from === '' && to === '') continue;
      const name = `${day + 1}.${index}.${TIME.test(from) ? 'to' : 'from'}`;
      if (!TIME.test(from) || !TIME.test(to)) mistakes.set(name, 'half');
      else if (minuteOf(from) < end) mistakes.set(`${day + 1}.${index}.from`, 'overlap');
      end = Math.max(end, endOf({ from, to }));
    }
  }
  return mistakes;
}

function endOf({ from, to }: Stretch): number {
  return minuteOf(to) <= minuteOf(from) ? minuteOf(to) + 1440 : minuteOf(to);
}

/** As the API takes it; empty stretches are left out. */
export function intervalsOf(week: Week): Interval[] {
  return week.flatMap((stretches, day) =>
    stretches
      .filter(({ from, to }) => from !== '' && to !== '')
      .map((stretch) => ({
        weekday: day + 1,
        startMinute: minuteOf(stretch.from),
        endMinute: endOf(stretch),
        validFrom: null,
        validTo: null,
      })),
  );
}

/** The stretches, with the number of their ISO weekday, that lie not whole in another's week: a place that is closed then. */
export function outsideOf(week: Week, place: Week): (Stretch & { weekday: number })[] {
  return week.flatMap((stretches, day) => {
    const open = (place[day] ?? []).map((one) => [minuteOf(one.from), endOf(one)] as const);
    const isIn = (stretch: Stretch) => {
      // What is open without a break is one stretch, however it was written down.
      const until = open.reduce(
        (reached, [from, to]) => (from <= reached && to > reached ? to : reached),
        minuteOf(stretch.from),
      );
      return until >= endOf(stretch);
    };
    return stretches.filter((one) => !isIn(one)).map((one) => ({ ...one, weekday: day + 1 }));
  });
}

/** Where the next stretch of a day would begin: an hour after the last, else in the morning. */
function nextStretch(stretches: readonly Stretch[]): Stretch {
  const last = stretches.at(-1);
  if (!last || !TIME.test(last.to)) return { from: '09:00', to: '18:00' };
  const start = Math.min(minuteOf(last.to) + 60, 22 * 60);
  return { from: clock(start), to: clock(Math.min(start + 240, 23 * 60)) };
}

/**
 * A week after one press of a button: `add.1`, `remove.1.0`, `copy.1` (to the weekdays named).
 * The same in the browser and, before scripts are there, on the server.
 */
export function editWeek(week: Week, command: string, copyTo: readonly number[] = []): Week {
  const [what, dayText, indexText] = command.split('.');
  const day = Number(dayText) - 1;
  const own = week[day] ?? [];
  if (what === 'add') return week.with(day, [...own, nextStretch(own)]);
  if (what === 'remove') return week.with(day, own.toSpliced(Number(indexText), 1));
  if (what === 'copy')
    return week.map((stretches, index) => (copyTo.includes(index + 1) ? structuredClone(own) : stretches));
  return week;
}
