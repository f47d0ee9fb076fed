import { describe, expect, test } from 'vitest';
import type { Calendar } from '#lib/api/types.ts';
import { agendaView } from './agenda-view.ts';
import { clashAt } from './conflicts.ts';
import { gapsIn, gridView } from './grid-view.ts';
import { stretchOf } from './stretch.ts';
import { todayView } from './today-view.ts';
import { unitNames } from './unit-names.ts';

const [ada, bob, chair] = ['a', 'b', 'c'].map(
  (letter) => `${letter.repeat(8)}-0000-7000-8000-000000000000`,
) as [string, string, string];
const at = (time: string) => `2026-11-23T${time}:00.000Z`;

function booking(
  id: string,
  provider: string,
  [from, to]: [string, string],
  more: Partial<Calendar['bookings'][number]> = {},
) {
  const span = { startsAt: at(from), endsAt: at(to) };
  return {
    ...span,
    id,
    code: id,
    state: 'confirmed' as const,
    locationId: null,
    seriesId: null,
    customer: { id, name: id, phone: null, noShows: 0 },
    items: [
      {
        ...span,
        serviceId: id,
        serviceName: { en: 'Cut' },
        providerIds: [provider],
        sessionId: null,
        seats: null,
      },
    ],
    takes: [{ ...span, subjectId: provider }],
    note: null,
    price: { amount: 1000, currency: 'ARS' },
    paid: 0,
    fee: null,
    checkInFrom: span.startsAt,
    ...more,
  };
}

const calendar: Calendar = {
  timeZone: 'UTC',
  providers: [
    {
      id: ada,
      name: 'Ada',
      isOwn: true,
      locationIds: [],
      working: [{ startsAt: at('09:00'), endsAt: at('17:00') }],
    },
    { id: bob, name: 'Bob', isOwn: false, locationIds: [], working: [] },
  ],
  resourceUnits: [
    { id: chair, name: {}, typeName: { en: 'Chair' }, number: 1, locationId: ada, locationName: 'Centre' },
  ],
  bookings: [
    booking('Zoe', ada, ['10:00', '11:00']),
    booking('Yan', bob, ['09:30', '10:00'], { state: 'pending' }),
    booking('Xia', ada, ['12:00', '13:00'], { state: 'no_show', fee: 0 }),
  ],
  more: false,
  blocks: [{ id: 'block', subjectId: ada, startsAt: at('14:00'), endsAt: at('15:00'), reason: 'dentist' }],
  timeOff: [],
  sessions: [],
};
const taught: Calendar = {
  ...calendar,
  sessions: [
    ['over', ada, '08:00'],
    ['coming', ada, '15:00'],
    ['theirs', bob, '15:00'],
  ].map(([id = '', providerId = '', time = '']) => ({
    ...{ id, providerId, startsAt: at(time), endsAt: at('16:00') },
    ...{ serviceId: id, serviceName: { en: id }, locationId: null, unitIds: [] },
    ...{ capacity: 8, seatsTaken: 3 },
  })),
};
const day = { date: '2026-11-23', today: '2026-11-23' };

describe('today', () => {
  const rowsOf = (of: string | null, now: string) =>
    todayView(calendar, { ...day, of }, 'en', new Date(at(now)));

  test('who comes next is neither over, nor late, nor somebody else’s', () => {
    expect(rowsOf(ada, '09:00').next?.name).toBe('Zoe');
    expect(rowsOf(ada, '11:00').next).toBeNull();
    expect(rowsOf(bob, '09:00').next).toBeNull();
  });

  test('requests and those who are late wait on top', () => {
    expect(rowsOf(null, '09:00').waiting.map(({ name }) => name)).toEqual(['Yan']);
    expect(rowsOf(null, '10:30').waiting.map(({ name }) => name)).toEqual(['Zoe', 'Yan']);
  });

  test('the day is in its order, with what is blocked', () => {
    const lines = rowsOf(ada, '09:00').lines.map((line) =>
      line.kind === 'booking' ? line.row.name : line.other.about,
    );
    expect(lines).toEqual(['Zoe', 'Xia', 'dentist']);
  });
});

describe('the grid', () => {
  const wanted = {
    view: 'day',
    axis: 'provider',
    date: day.date,
    from: at('00:00'),
    to: '2026-11-24T00:00:00.000Z',
    only: null,
    mayPlan: (id: string | null) => id === ada,
    now: new Date(at('09:00')),
  } as const;
  const grid = gridView(calendar, wanted, 'en');
  const clash = (start: string, end: string, resourceId: string, of = 'new') =>
    clashAt(grid.events, { of, start: `2026-11-23T${start}`, end: `2026-11-23T${end}`, resourceId });

  test('is shaded where nobody works', () => {
    const shades = grid.events.filter(
      ({ kind, resourceIds }) => kind === 'shade' && resourceIds.includes(ada),
    );
    expect(shades.map(({ start, end }) => [start.slice(11), end.slice(11)])).toEqual([
      ['00:00', '09:00'],
      ['17:00', '00:00'],
    ]);
    expect(gapsIn([], [at('08:00'), at('09:00')])).toEqual([[at('08:00'), at('09:00')]]);
    expect(grid.hours).toEqual([9, 17]);
    // Where nobody serves, what is booked says nothing about when it could be.
    expect(gridView({ ...calendar, providers: [] }, wanted, 'en').hours).toEqual([8, 23]);
  });

  test('says who is in the way, and not oneself, nor who did not come', () => {
    expect(clash('10:30', '11:30', ada)).toEqual({ kind: 'taken', name: 'Zoe' });
    expect(clash('11:00', '12:00', ada)).toBeNull();
    expect(clash('10:30', '11:30', ada, 'Zoe')).toBeNull();
    expect(clash('12:00', '13:00', ada)).toBeNull();
    expect(clash('13:30', '14:30', ada)?.kind).toBe('taken');
    expect(clash('16:30', '17:30', ada)).toEqual({ kind: 'closed' });
    expect(clash('11:00', '12:00', bob)).toEqual({ kind: 'closed' });
  });

  test('lets classes to come and blocks be moved and stretched by who plans there', () => {
    const { events } = gridView(taught, wanted, 'en');
    const free = events.filter(({ kind, movable }) => kind !== 'booking' && movable);
    expect(free.map(({ of, stretchable }) => [of, stretchable])).toEqual([
      ['coming', true],
      ['block', true],
    ]);
  });

  test('lets a booking of one service and one person take longer, while it is to come and when it has begun', () => {
    const stretched = ([booking, ...others]: typeof calendar.bookings) =>
      gridView({ ...calendar, bookings: [booking!, ...others] }, wanted, 'en')
        .events.filter(({ kind, stretchable }) => kind === 'booking' && stretchable)
        .map(({ of }) => of);
    const [first, ...rest] = calendar.bookings;
    expect(stretched(calendar.bookings)).toContain(first!.id);
    expect(stretched([{ ...first!, state: 'checked_in' }, ...rest])).toContain(first!.id);
    expect(stretched([{ ...first!, state: 'completed' }, ...rest])).not.toContain(first!.id);
    const visit = { ...first!, items: [...first!.items, ...first!.items] };
    expect(stretched([visit, ...rest])).not.toContain(first!.id);
  });

  test('by resource shows what of it is taken, and only that', () => {
    const by = gridView(calendar, { ...wanted, axis: 'resource' }, 'en');
    expect(by.columns).toEqual([{ id: chair, title: 'Chair 1' }]);
    expect(by.events).toEqual([]);
  });
});

test('units of several places are told apart', () => {
  const [unit] = calendar.resourceUnits;
  expect([...unitNames(calendar, 'en').values()]).toEqual(['Chair 1']);
  const other = { ...unit!, id: bob, locationId: bob, locationName: 'Harbour' };
  const names = unitNames({ resourceUnits: [unit!, other] }, 'en');
  expect([...names.values()]).toEqual(['Chair 1 · Centre', 'Chair 1 · Harbour']);
});

test('the list has every day, and leads to moving what can be moved', () => {
  const asked = { date: day.date, days: 2, only: ada, now: new Date(at('09:00')) };
  const more = { mayPlan: () => true, editHref: (id: string) => `?edit=${id}` };
  const [first, second] = agendaView(taught, { ...asked, ...more }, 'en');
  expect(first?.lines.map(({ text, move, free }) => [text, move !== '', free?.id])).toEqual([
    ['over', false, undefined],
    ['Zoe', true, undefined],
    ['Xia', false, undefined],
    [expect.any(String), true, 'block'],
    ['coming', true, undefined],
  ]);
  expect(second?.lines).toEqual([]);
});

test('a month begins with the week of its first day', () => {
  expect(stretchOf('month', '2026-11-21', 1)).toMatchObject({
    first: '2026-10-26',
    days: 42,
    after: '2026-12-01',
  });
  expect(stretchOf('week', '2026-11-21', 1)).toMatchObject({ first: '2026-11-16', days: 7 });
  expect(stretchOf('week', '2026-11-21', 7)).toMatchObject({ first: '2026-11-15' });
});
