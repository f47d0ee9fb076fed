// Small problems whose starts can be worked out by hand.
import { referenceSlots } from './reference.ts';
import { writeInstant } from './reference/clock.ts';
import type { WrittenProblem, WrittenProvider } from './reference/form.ts';

const DAILY = [1, 2, 3, 4, 5, 6, 7];

export const daily = (start: string, end: string) => ({ weekly: [{ days: DAILY, start, end }] });

/** One day in a zone of one provider who works some hours; what a case is about replaces the rest. */
export function problem(
  timeZone: string,
  date: string,
  [start, end]: [start: string, end: string],
  others: Partial<WrittenProblem> = {},
): WrittenProblem {
  return {
    now: '2010-01-01T00:00:00Z',
    timeZone,
    from: date,
    to: date,
    service: others.visit ? undefined : { durationMinutes: 30 },
    rules: { slotInterval: 30 },
    providers: [{ id: 'p1', ...daily(start, end) }],
    ...others,
  };
}

/** "09:00 p1 p2", the time in UTC. */
export const startsOf = (problem: WrittenProblem) =>
  referenceSlots(problem).slots.map(({ start, providers }) =>
    [writeInstant(start).slice(11, 16), ...providers].join(' '),
  );

export const timesOf = (problem: WrittenProblem) => startsOf(problem).map((start) => start.slice(0, 5));

export const endsOf = (problem: WrittenProblem) =>
  referenceSlots(problem).slots.map(({ end }) => writeInstant(end).slice(11, 16));

// In London's winter wall time is UTC; 2026-03-02 is a Monday.
export const winter = (
  hours: [start: string, end: string],
  others: Partial<WrittenProblem> = {},
  provider: Partial<WrittenProvider> = {},
) =>
  problem('Europe/London', '2026-03-02', hours, {
    providers: [{ id: 'p1', ...daily(...hours), ...provider }],
    ...others,
  });
