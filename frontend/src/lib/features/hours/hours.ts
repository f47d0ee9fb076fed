import type { WeeklyHours } from '#lib/api/types.ts';

/** Minutes of a day as a clock shows them; 1500 is one in the morning of the day after. */
export function clock(minute: number): string {
  const within = minute % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

export type DayHours = { weekday: number; intervals: { start: number; end: number }[] };

/** A week from its first day on, with the closed days in it. */
export function weekOf(hours: readonly WeeklyHours[], firstWeekday = 1): DayHours[] {
  return Array.from({ length: 7 }, (_, index) => {
    const weekday = ((firstWeekday - 1 + index) % 7) + 1;
    const intervals = hours
      .filter((interval) => interval.weekday === weekday)
      .map(({ startMinute, endMinute }) => ({ start: startMinute, end: endMinute }))
      .sort((a, b) => a.start - b.start);
    return { weekday, intervals };
  });
}

/** The ISO weekday and the minute of the day that it is somewhere. */
export function localNow(now: Date, timeZone: string): { weekday: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday')) + 1;
  return { weekday, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

export type OpenState =
  | { open: true; until: number }
  | { open: false; opens: { weekday: number; minute: number; days: number } | null };

/** Whether a place is open at that moment, and until or from when. Intervals may run past midnight. */
export function openState(hours: readonly WeeklyHours[], at: { weekday: number; minute: number }): OpenState {
  const yesterday = ((at.weekday + 5) % 7) + 1;
  for (const { weekday, startMinute, endMinute } of hours) {
    if (weekday === at.weekday && startMinute <= at.minute && at.minute < endMinute) {
      return { open: true, until: endMinute };
    }
    if (weekday === yesterday && at.minute + 1440 < endMinute) return { open: true, until: endMinute };
  }
  return { open: false, opens: nextOpening(hours, at) };
}

function nextOpening(hours: readonly WeeklyHours[], at: { weekday: number; minute: number }) {
  const ahead = hours
    .map(({ weekday, startMinute }) => {
      const days = (weekday - at.weekday + 7) % 7;
      const passed = days === 0 && startMinute <= at.minute;
      return { weekday, minute: startMinute, days: passed ? 7 : days };
    })
    .sort((a, b) => a.days - b.days || a.minute - b.minute)[0];
  return ahead ? { weekday: ahead.weekday, minute: ahead.minute, days: ahead.days } : null;
}
