import { describe, expect, test } from 'vitest';
import type { BookingState } from '#lib/api/types.ts';
import { isLate, stepsFor, stepViews } from './steps.ts';

const at = (time: string) => new Date(`2026-11-21T${time}:00Z`);
const booking = (state: BookingState, due = 0) => ({
  state,
  due,
  startsAt: at('18:00').toISOString(),
  endsAt: at('18:30').toISOString(),
  checkInFrom: at('17:30').toISOString(),
});

describe('what staff can press', () => {
  test.each([
    ['pending', 0, '17:00', ['accept', 'decline']],
    ['confirmed', 0, '17:00', []],
    ['confirmed', 500, '17:00', ['charge']],
    ['confirmed', 500, '17:30', ['checkIn', 'charge']],
    ['confirmed', 0, '18:00', ['checkIn', 'complete', 'noShow']],
    ['checked_in', 500, '17:45', ['charge', 'undoCheckIn']],
    ['checked_in', 0, '18:20', ['complete', 'undoCheckIn']],
    ['completed', 500, '18:40', ['charge']],
    ['no_show', 0, '18:40', ['undoNoShow']],
    ['held', 0, '18:40', []],
  ] as const)('%s, owing %i, at %s: %j', (state, due, time, steps) => {
    expect(stepsFor(booking(state, due), at(time))).toEqual(steps);
  });

  test('the first is the one to press, unless it only takes something back', () => {
    const mains = (state: BookingState, due = 0) =>
      stepViews(booking(state, due), '$5', at('17:45')).map(({ main }) => main);
    expect(mains('checked_in', 500)).toEqual([true, false]);
    expect(mains('checked_in')).toEqual([false]);
  });

  test('is late who was expected ten minutes ago and of whom nobody has said anything', () => {
    expect(isLate(booking('confirmed'), at('18:10'))).toBe(false);
    expect(isLate(booking('confirmed'), at('18:11'))).toBe(true);
    expect(isLate(booking('checked_in'), at('18:11'))).toBe(false);
    expect(isLate(booking('confirmed'), new Date('2026-11-22T07:00:00Z'))).toBe(false);
  });
});
