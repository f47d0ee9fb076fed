import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../../../styles/base.css';
import DayStrip from './DayStrip.svelte';
import MonthCalendar from './MonthCalendar.svelte';
import SlotPicker from './SlotPicker.svelte';
import type { MonthPicture, SlotChip, SlotPart, SlotPicture } from './slots-types.ts';
import WeekPicker from './WeekPicker.svelte';

const goto = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('$app/navigation', () => ({ goto }));

const chip = (time: string, more: Partial<SlotChip> = {}): SlotChip => ({
  value: `2026-03-03T${time}:00-03:00`,
  time,
  text: time,
  label: `martes, 3 de marzo, ${time}`,
  cost: '$ 9.000',
  ...more,
});

const morning = (...slots: SlotChip[]): SlotPart => ({ key: 'morning', name: 'Mañana', slots, all: '' });

const days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((day) => ({
  date: `2026-03-${String(day).padStart(2, '0')}`,
  href: `?date=2026-03-${String(day).padStart(2, '0')}`,
  weekday: 'mar',
  day: String(day),
  month: day === 1 ? 'mar' : '',
  free: day === 2 ? 0 : 3,
  count: day === 2 ? 'sin lugar' : '3 libres',
  label: `${day} de marzo: ${day === 2 ? 'sin lugar' : '3 libres'}`,
  isChosen: day === 11,
}));

const picture = (parts: SlotPart[], more: Partial<SlotPicture> = {}): SlotPicture => ({
  businessId: 'b',
  // As far as whoever looks: nothing is said of clocks.
  ahead: -new Date('2026-03-03T12:00').getTimezoneOffset(),
  title: 'Martes, 3 de marzo',
  short: 'mar 3 mar',
  date: '2026-03-03',
  href: '?date=2026-03-03',
  days,
  earlierHref: null,
  laterHref: '?date=2026-03-15',
  parts,
  next: null,
  isFull: false,
  emptyText: '',
  zoneText: 'Horarios de Argentina',
  words: {
    ...{ days: 'Días', earlier: 'Antes', later: 'Después', month: 'Mes', taken: 'Ocupado' },
    ...{ nowTaken: 'Se ocupó: {times}', nowFreed: 'Se liberó: {times}', ownAhead: '', ownBehind: '' },
  },
  ...more,
});

describe('the times of a day', () => {
  const nine = chip('09:00', { text: '09:00\n$ 9.000', label: 'martes, 3 de marzo, 09:00, $ 9.000' });

  test('stand by part of the day, each with its full date, and say which one was chosen', async () => {
    const onchoose = vi.fn();
    const parts = [
      morning(nine, chip('10:00')),
      { ...morning(chip('13:00')), key: 'afternoon' as const, name: 'Tarde' },
    ];
    const screen = await render(SlotPicker, { picture: picture(parts), chosen: undefined, onchoose });
    const group = screen.getByRole('group', { name: 'Mañana' });
    await expect
      .element(group.getByRole('radio', { name: 'martes, 3 de marzo, 09:00, $ 9.000' }))
      .not.toBeChecked();
    await group.getByRole('radio', { name: 'martes, 3 de marzo, 10:00' }).click();
    expect(onchoose).toHaveBeenCalledExactlyOnceWith('2026-03-03T10:00:00-03:00');
    // One Tab stop for all of them, and arrows from there on: they are one question.
    await userEvent.keyboard('{ArrowDown}');
    expect(onchoose).toHaveBeenLastCalledWith('2026-03-03T13:00:00-03:00');
  });

  test('show what others take where it stood, tell it aloud, and let go of it where it was chosen', async () => {
    const props = { picture: picture([morning(nine, chip('10:00'))]), chosen: nine.value, onchoose: vi.fn() };
    const screen = await render(SlotPicker, props);
    const taken = screen.getByRole('radio', { name: /09:00/ });
    await expect.element(taken).toBeChecked();
    await screen.rerender({ ...props, picture: picture([morning(chip('09:30'), chip('10:00'))]) });
    await expect.element(taken).toBeDisabled();
    await expect.element(taken).not.toBeChecked();
    await expect.element(taken).toHaveAccessibleName('martes, 3 de marzo, 09:00, $ 9.000, Ocupado');
    await expect.element(screen.getByText('Se ocupó: 09:00. Se liberó: 09:30')).toBeInTheDocument();
    const order = () =>
      [...screen.container.querySelectorAll('input')].map(({ value }) => value.slice(11, 16));
    expect(order()).toEqual(['09:00', '09:30', '10:00']);
    // Another day is no change of this one.
    const other = picture([morning(chip('11:00'))], { href: '?date=2026-03-04' });
    await screen.rerender({ ...props, picture: other });
    await expect.poll(order).toEqual(['11:00']);
  });

  test('between the quarters of an hour are shown on demand', async () => {
    const part = { ...morning(chip('09:00'), chip('09:05', { minor: true })), all: 'Los 2' };
    const screen = await render(SlotPicker, {
      ...{ picture: picture([part]), chosen: undefined, onchoose: vi.fn() },
    });
    const fine = screen.container.querySelector<HTMLElement>('input[value*="09:05"]');
    expect(fine?.checkVisibility()).toBe(false);
    await screen.getByRole('checkbox', { name: 'Los 2' }).click();
    expect(fine?.checkVisibility()).toBe(true);
  });

  test('of a whole week are walked from day to day, to the nearest time', async () => {
    const onchoose = vi.fn();
    const day = (date: string, slots: SlotChip[]) => ({
      ...{ date, href: '', weekday: 'mar', day: '3', label: date, short: date, isChosen: true },
      ...{ parts: [morning(...slots)], all: '', empty: '' },
    });
    const next = (time: string) => chip(time, { value: `2026-03-04T${time}:00-03:00`, label: `4, ${time}` });
    const week = {
      days: [
        day('2026-03-03', [chip('09:00'), chip('11:00')]),
        day('2026-03-04', [next('08:00'), next('10:45')]),
      ],
      rows: [{ key: 'morning' as const, name: 'Mañana' }],
      ...{ earlier: null, later: null },
    };
    const screen = await render(WeekPicker, {
      ...{ week, picture: picture([]), monthHref: '', chosen: undefined, onchoose },
    });
    await screen.getByRole('radio', { name: 'martes, 3 de marzo, 11:00' }).click();
    await userEvent.keyboard('{ArrowRight}');
    expect(onchoose).toHaveBeenLastCalledWith('2026-03-04T10:45:00-03:00');
    await expect.element(screen.getByRole('radio', { name: '4, 10:45' })).toHaveFocus();
  });
});

test('the strip of days says what is free on each, and has the chosen one in sight', async () => {
  const screen = await render(DayStrip, { picture: picture([]), monthHref: '?month=2026-03' });
  const chosen = screen.getByRole('link', { name: '11 de marzo: 3 libres' });
  await expect.element(chosen).toHaveAttribute('aria-current', 'date');
  await expect.element(chosen).toBeInViewport();
  await expect.element(screen.getByRole('link', { name: '2 de marzo: sin lugar' })).toBeInTheDocument();
  expect(document.documentElement.scrollWidth).toBe(document.documentElement.clientWidth);
});

describe('a month', () => {
  const cell = (day: number, isFree: boolean) => ({
    date: `2026-03-${String(day).padStart(2, '0')}`,
    day,
    href: isFree ? `?date=2026-03-${String(day).padStart(2, '0')}` : null,
    label: `${day} de marzo`,
    isChosen: day === 3,
  });
  const month: MonthPicture = {
    title: 'Marzo de 2026',
    weekdays: ['l', 'm', 'x', 'j', 'v', 's', 'd'].map((short) => ({ short, long: short })),
    weeks: [
      [1, 2, 3, 4, 5, 6, 7].map((day) => cell(day, day !== 2)),
      [8, 9, 10, 11, 12, 13, 14].map((day) => cell(day, true)),
    ],
    ...{ earlier: null, later: { href: '?month=2026-04', text: 'Abril' } },
    ...{ closeHref: '?', closeText: 'Cerrar' },
  };
  const focused = () => (document.activeElement as HTMLElement).dataset['date'];

  test('is one stop for the Tab key, walked by arrows over days without free time, too', async () => {
    const screen = await render(MonthCalendar, { month });
    expect(screen.container.querySelectorAll('[role=grid] [tabindex="0"]')).toHaveLength(1);
    const third = screen.getByRole('link', { name: '3 de marzo', exact: true });
    await expect.element(third).toHaveAttribute('aria-current', 'date');
    third.element().focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(focused()).toBe('2026-03-02');
    await expect.element(screen.getByText('2', { exact: true })).toHaveAttribute('aria-disabled', 'true');
    await userEvent.keyboard('{ArrowDown}{End}');
    expect(focused()).toBe('2026-03-14');
    await userEvent.keyboard('{Home}{ArrowUp}');
    expect(focused()).toBe('2026-03-01');
    expect(screen.container.querySelectorAll('[role=grid] [tabindex="0"]')).toHaveLength(1);
  });

  test('is walked the other way where one reads from right to left, and turned at its end', async () => {
    document.documentElement.dir = 'rtl';
    const screen = await render(MonthCalendar, { month });
    screen.getByRole('link', { name: '3 de marzo', exact: true }).element().focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(focused()).toBe('2026-03-04');
    await userEvent.keyboard('{PageDown}');
    expect(goto).toHaveBeenCalledExactlyOnceWith('?month=2026-04', { reset: false });
    document.documentElement.dir = '';
  });
});
