import { describe, expect, test } from 'vitest';
import type { Availability } from '#lib/api/types.ts';
import { mergeParts } from './changes.ts';
import { weekPicture } from './week-view.ts';
import { monthPicture, monthRange } from './month-view.ts';
import { ownTime, ownZone } from './own-zone.ts';
import { readSlot, slotPicture, stripStart } from './slots-view.ts';

const price = { amount: 900_000, currency: 'ARS' };
type Slot = Availability['days'][number]['slots'][number];

const slot = (start: string, more: Partial<Slot> = {}): Slot => ({
  start: `${start}:00-03:00`,
  end: `${start}:00-03:00`,
  providers: [],
  price,
  ...more,
});

const answer = (days: Record<string, Slot[]>): Availability => ({
  businessId: 'b',
  locationId: null,
  timeZone: 'America/Argentina/Buenos_Aires',
  providers: [{ id: 'p', name: 'Nico' }],
  days: Object.entries(days).map(([date, slots]) => ({ date, slots })),
});

const now = new Date('2026-03-02T15:00:00Z');
const ask = { locale: 'es-AR', dayHref: (date: string) => `?date=${date}`, now };

describe('a picture of free time', () => {
  const picture = slotPicture(
    answer({
      '2026-03-02': [],
      '2026-03-03': [slot('2026-03-03T11:30'), slot('2026-03-03T12:00'), slot('2026-03-03T19:00')],
    }),
    ask,
  );

  test('opens on the first day with something free, and says each start in full', () => {
    expect(picture).toMatchObject({ date: '2026-03-03', title: 'Martes, 3 de marzo', next: null });
    expect(picture.parts.map(({ name, slots }) => [name, slots.map(({ time }) => time)])).toEqual([
      ['Mañana', ['11:30']],
      ['Tarde', ['12:00']],
      ['Noche', ['19:00']],
    ]);
    expect(picture.parts[0]?.slots[0]?.label).toBe('martes, 3 de marzo, 11:30');
  });

  test('counts the free starts of each day', () => {
    expect(picture.days.map(({ free, label }) => [free, label])).toEqual([
      [0, 'Lunes, 2 de marzo: sin lugar'],
      [3, 'Martes, 3 de marzo: 3 libres'],
    ]);
  });

  test('leads from a full day to the next free start', () => {
    const full = slotPicture(answer({ '2026-03-02': [], '2026-03-03': [slot('2026-03-03T11:30')] }), {
      ...ask,
      date: '2026-03-02',
    });
    expect(full.next).toEqual({ href: '?date=2026-03-03', text: 'Próximo libre: mar 3 mar, 11:30' });
    expect(full.isFull).toBe(false);
  });

  test('names prices only where they differ, seats and people only of sessions', () => {
    const [part] = slotPicture(
      answer({
        '2026-03-03': [
          slot('2026-03-03T09:00', { sessionId: 's', seatsLeft: 1, providers: [0] }),
          slot('2026-03-03T10:00', { price: { amount: 1_200_000, currency: 'ARS' } }),
        ],
      }),
      ask,
    ).parts;
    expect(part?.slots.map(({ value, text }) => [value, text.replaceAll('\u00a0', ' ')])).toEqual([
      ['2026-03-03T09:00:00-03:00 s', '09:00\n$ 9.000\nQueda 1 lugar\nNico'],
      ['2026-03-03T10:00:00-03:00', '10:00\n$ 12.000'],
    ]);
    expect(part?.slots[0]?.label.replaceAll('\u00a0', ' ')).toBe(
      'martes, 3 de marzo, 09:00, $ 9.000, Queda 1 lugar, Nico',
    );
  });
});

test('what a chosen start costs is said in full, where it depends on who is given it', () => {
  const most = { amount: 1_200_000, currency: 'ARS' };
  const days = { '2026-03-03': [slot('2026-03-03T09:00', { priceUpTo: most })] };
  const [chip] = slotPicture(answer(days), ask).parts[0]!.slots;
  expect(chip?.cost.replaceAll('\u00a0', ' ')).toBe('$ 9.000 – $ 12.000\nsegún quién te atienda');
});

test('where a booking can be moved to, a price that is not its own stands beside the times', () => {
  const most = { amount: 1_200_000, currency: 'ARS' };
  const pricesFor = (usual: number, more = {}) =>
    slotPicture(answer({ '2026-03-03': [slot('2026-03-03T09:00', more)] }), { ...ask, usual }).parts.flatMap(
      ({ slots }) => slots.map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
  expect(pricesFor(900_000)).toEqual(['09:00']);
  expect(pricesFor(800_000)).toEqual(['09:00\n$ 9.000']);
  expect(pricesFor(900_000, { priceUpTo: most })).toEqual(['09:00\ndesde $ 9.000']);
});

test('a start is sent with its session and read again', () => {
  expect(readSlot('2026-03-03T09:00:00-03:00 s')).toEqual({
    start: '2026-03-03T09:00:00-03:00',
    sessionId: 's',
  });
  expect(readSlot('tomorrow')).toBeNull();
  expect(readSlot(null)).toBeNull();
});

test('strips begin today and every two weeks after', () => {
  expect(stripStart('2026-03-02', undefined)).toBe('2026-03-02');
  expect(stripStart('2026-03-02', '2026-03-15')).toBe('2026-03-02');
  expect(stripStart('2026-03-02', '2026-03-16')).toBe('2026-03-16');
  expect(stripStart('2026-03-02', '2026-01-01')).toBe('2026-03-02');
});

describe('a change while the page is open', () => {
  const at = (...times: string[]) =>
    slotPicture(answer({ '2026-03-03': times.map((time) => slot(`2026-03-03T${time}`)) }), ask).parts;

  const words = { taken: 'Ocupado' };

  test('leaves what was taken in its place, and puts what was freed into its own', () => {
    const merged = mergeParts(at('09:00', '10:00'), at('08:30', '10:00'), words);
    expect(merged.parts[0]?.slots.map(({ time, taken, freed }) => [time, taken ?? freed])).toEqual([
      ['08:30', true],
      ['09:00', true],
      ['10:00', undefined],
    ]);
    expect(merged).toMatchObject({ taken: ['09:00'], freed: ['08:30'] });
  });

  test('is told once, and undone when the time is free again', () => {
    const first = mergeParts(at('09:00'), at(), words);
    expect(first.parts[0]?.slots[0]).toMatchObject({
      text: '09:00\nOcupado',
      label: 'martes, 3 de marzo, 09:00, Ocupado',
      taken: true,
    });
    const still = mergeParts(first.parts, at(), words);
    expect(still).toMatchObject({ parts: first.parts, taken: [] });
    const again = mergeParts(first.parts, at('09:00'), words);
    expect(again.parts[0]?.slots[0]?.taken).toBeUndefined();
    expect(again.freed).toEqual(['09:00']);
  });
});

test('a month stands in whole weeks, and only free days lead anywhere', () => {
  const month = monthPicture([{ date: '2026-03-05', slots: [slot('2026-03-05T10:00')] }], {
    ...ask,
    month: '2026-03',
    today: '2026-03-02',
    firstWeekday: 1,
    monthHref: (other) => `?month=${other}`,
    closeHref: '?',
  });
  expect(month.weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
  expect(month.weeks[0]?.[6]?.date).toBe('2026-03-01');
  expect(month.weeks.flat().filter((day) => day?.href)).toHaveLength(1);
  expect(month).toMatchObject({ earlier: null, later: { href: '?month=2026-04' }, title: 'Marzo de 2026' });
});

test('only days to come of a month are asked for', () => {
  expect(monthRange('2026-03', '2026-03-02')).toEqual({ from: '2026-03-02', to: '2026-03-31' });
  expect(monthRange('2026-04', '2026-03-02')).toEqual({ from: '2026-04-01', to: '2026-04-30' });
  expect(monthRange('2026-02', '2026-03-02')).toBeNull();
});

test('who looks from another zone is told how far its clock is', () => {
  const picture = slotPicture(answer({ '2026-03-03': [] }), ask);
  const { ahead } = picture;
  expect(ahead).toBe(-180);
  expect(ownZone(picture, 'America/Argentina/Cordoba')).toBe('');
  expect(ownZone(picture, 'Europe/Madrid')).toBe('Para vos (Madrid) son 4 h más.');
  const own = {
    startsAt: '2026-03-03T21:30:00-03:00',
    ahead,
    timeZone: answer({}).timeZone,
    locale: 'es-AR',
  };
  const told = (zone: string) => ownTime({ ...own, words: '{zone}: {when}' }, zone);
  expect(told('America/Argentina/Cordoba')).toBe('');
  expect(told('America/New_York')).toBe('New York: 19:30');
  expect(told('Europe/Madrid')).toBe('Madrid: miércoles 01:30');
  expect(ownZone(picture, 'America/New_York')).toBe('Para vos (New York) son 2 h menos.');
});

describe('a week at once', () => {
  const every = (date: string, minutes: number, from: number, to: number) =>
    Array.from({ length: (to - from) / minutes }, (_, index) => {
      const minute = from + index * minutes;
      const two = (number: number) => String(number).padStart(2, '0');
      return slot(`${date}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`);
    });
  const week = (days: Record<string, Slot[]>, more = {}) =>
    weekPicture(answer(days), {
      ...{ locale: 'es-AR', today: '2026-03-02', date: '2026-03-04', chosen: undefined, horizon: 60 },
      dayHref: (date: string) => `?date=${date}`,
      ...more,
    });

  test('has seven days beside each other, and few enough starts of each to be seen', () => {
    const picture = week(
      { '2026-03-03': every('2026-03-03', 5, 540, 720), '2026-03-04': [slot('2026-03-04T19:05')] },
      { chosen: '2026-03-03T09:05:00-03:00' },
    )!;
    expect(picture.days.map(({ date }) => date.slice(8))).toEqual(['02', '03', '04', '05', '06', '07', '08']);
    expect(picture.rows.map(({ key }) => key)).toEqual(['morning', 'evening']);
    const [first, second, third] = picture.days;
    expect(first).toMatchObject({ empty: 'sin lugar', parts: [], all: '' });
    // Every half hour, and the one that is chosen.
    const times = second!.parts[0]!.slots.map(({ time }) => time);
    expect(times).toEqual(['09:00', '09:05', '09:30', '10:00', '10:30', '11:00', '11:30']);
    expect(second).toMatchObject({ all: 'Ver los 36', href: '?date=2026-03-03&view=day', isChosen: false });
    expect(third).toMatchObject({ isChosen: true, all: '', parts: [{ slots: [{ time: '19:05' }] }] });
    expect([picture.earlier, picture.later?.href]).toEqual([null, '?date=2026-03-09']);
  });

  test('says a price that is more than the least, and from which it begins where who serves decides', () => {
    const dear = { price: { ...price, amount: 1_100_000 } };
    const picture = week({
      '2026-03-03': [
        slot('2026-03-03T09:00', { priceUpTo: dear.price }),
        slot('2026-03-03T10:00', dear),
        slot('2026-03-03T11:00', { ...dear, priceUpTo: { ...price, amount: 1_300_000 } }),
      ],
    })!;
    expect(picture.days[1]!.parts[0]!.slots.map(({ text }) => text)).toEqual([
      '09:00',
      '10:00\n$ 11.000',
      '11:00\ndesde $ 11.000',
    ]);
  });

  test('is none where nothing is free, and ends with what can be booked', () => {
    expect(week({ '2026-03-20': [slot('2026-03-20T10:00')] })).toBe(null);
    const last = week({ '2026-03-10': [slot('2026-03-10T10:00')] }, { date: '2026-03-10', horizon: 10 });
    expect([last?.earlier?.href, last?.later]).toEqual(['?date=2026-03-02', null]);
  });
});
