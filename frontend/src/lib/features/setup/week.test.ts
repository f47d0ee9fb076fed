import { expect, test } from 'vitest';
import {
  editWeek,
  intervalsOf,
  mistakesIn,
  outsideOf,
  passingIn,
  weekFrom,
  weekIn,
  type Week,
} from './week.ts';

const lasting = { validFrom: null, validTo: null };
const monday = (startMinute: number, endMinute: number) => ({
  weekday: 1,
  startMinute,
  endMinute,
  ...lasting,
});
const week = (...mondays: Week[number]): Week => [mondays, [], [], [], [], [], []];

test('a week is edited as it is read, and those of some weeks stay out of it', () => {
  const summer = { ...monday(600, 660), validFrom: '2026-12-01' };
  const intervals = [monday(840, 1080), monday(540, 780), monday(1320, 1500), summer];
  const edited = weekFrom(intervals);
  expect(edited[0]).toEqual([
    { from: '09:00', to: '13:00' },
    { from: '14:00', to: '18:00' },
    { from: '22:00', to: '01:00' },
  ]);
  expect(intervalsOf(edited)).toEqual([monday(540, 780), monday(840, 1080), monday(1320, 1500)]);
  expect(passingIn(intervals)).toEqual([summer]);
});

test('a form gives back the stretches in their order, whatever is left out', () => {
  const data = new Map<string, unknown>([
    ['1.2.to', '18:00'],
    ['1.0.from', '09:00'],
    ['1.0.to', '13:00'],
    ['1.2.from', '14:00'],
    ['8.0.from', '09:00'],
    ['do', 'save'],
  ]);
  expect(weekIn(data)).toEqual(week({ from: '09:00', to: '13:00' }, { from: '14:00', to: '18:00' }));
});

test('half a stretch and two at once are told by their field; midnight is an end', () => {
  expect([...mistakesIn(week({ from: '09:00', to: '' }))]).toEqual([['1.0.to', 'half']]);
  expect([...mistakesIn(week({ from: '12:00', to: '18:00' }, { from: '09:00', to: '12:30' }))]).toEqual([
    ['1.0.from', 'overlap'],
  ]);
  expect(mistakesIn(week({ from: '18:00', to: '00:00' }, { from: '', to: '' })).size).toBe(0);
  expect(intervalsOf(week({ from: '18:00', to: '00:00' }))).toEqual([monday(1080, 1440)]);
});

test('buttons add, remove and copy', () => {
  const one = editWeek(week(), 'add.1');
  expect(one[0]).toEqual([{ from: '09:00', to: '18:00' }]);
  const split = editWeek(week({ from: '09:00', to: '13:00' }), 'add.1');
  expect(split[0]?.[1]).toEqual({ from: '14:00', to: '18:00' });
  expect(editWeek(split, 'remove.1.0')[0]).toEqual([{ from: '14:00', to: '18:00' }]);
  const copied = editWeek(split, 'copy.1', [2, 5]);
  expect(copied.map(({ length }) => length)).toEqual([2, 2, 0, 0, 2, 0, 0]);
});

test('what lies outside of a place’s hours is named, also where those are written down in pieces', () => {
  const open = week({ from: '09:00', to: '13:00' }, { from: '13:00', to: '18:00' });
  expect(outsideOf(week({ from: '10:00', to: '17:00' }), open)).toEqual([]);
  const late = { from: '16:00', to: '19:00' };
  expect(outsideOf(week({ from: '10:00', to: '12:00' }, late), open)).toEqual([{ ...late, weekday: 1 }]);
  const sunday: Week = [[], [], [], [], [], [], [{ from: '09:00', to: '12:00' }]];
  expect(outsideOf(sunday, open)).toEqual([{ from: '09:00', to: '12:00', weekday: 7 }]);
});
