import type { Availability } from '#lib/api/types.ts';
import { addDays, capital, daysBetween, formatDay, fullDay, shortDay } from '#lib/i18n/dates.ts';
import { m } from '#lib/i18n/words.ts';
import { fromText, partsOf } from './slots-view.ts';
import type { SlotChip, SlotPart, WeekDay, WeekPicture } from './slots-types.ts';

type Ask = {
  locale: string;
  today: string;
  /** A day of the week that is wanted. */
  date: string;
  /** The start that is chosen stays in sight. */
  chosen: string | undefined;
  horizon: number;
  dayHref: (date: string) => string;
};

/** Chips of one part of one day: more would not be seen at once. */
const MOST = 8;
/** Minutes that starts are apart, the finest first. */
const STEPS = [1, 15, 30, 60];

const minuteOf = (start: string) => Number(start.slice(11, 13)) * 60 + Number(start.slice(14, 16));
const on = (step: number, slots: SlotChip[]) => slots.filter(({ value }) => minuteOf(value) % step === 0);

/** The finest grid on which few enough starts of every part of every day are left: one for the week, so that rows are even. */
function stepOf(days: readonly SlotPart[][]): number {
  const parts = days.flat();
  return STEPS.find((step) => parts.every(({ slots }) => on(step, slots).length <= MOST)) ?? 60;
}

/** What is left of a part on a grid: at least its first start, and the one that is chosen. */
function thin({ slots, ...part }: SlotPart, step: number, chosen: string | undefined): SlotPart {
  const even = on(step, slots);
  const kept = new Set([...(even.length > 0 ? even : slots.slice(0, 1))]);
  const left = slots.filter((slot) => kept.has(slot) || slot.value === chosen);
  return { ...part, slots: left.map(({ minor: _, ...chip }) => chip), all: '' };
}

/** Seven days side by side, counted from today as the strip of days does; null where nothing is free in them. */
export function weekPicture(answer: Availability, ask: Ask): WeekPicture | null {
  const { today, date: wanted, horizon, dayHref, locale, chosen } = ask;
  const from = addDays(today, Math.floor(Math.max(0, daysBetween(today, wanted)) / 7) * 7);
  const known = Array.from({ length: 7 }, (_, index) => {
    const date = addDays(from, index);
    return answer.days.find((day) => day.date === date) ?? { date, slots: [] };
  });
  // Nothing is said of the least that any costs.
  const least = Math.min(...known.flatMap(({ slots }) => slots.map(({ price }) => price.amount)));
  const all = known.map((day) =>
    partsOf(day, answer, locale, (slot, said) => (slot.price.amount === least ? '' : fromText(slot, said))),
  );
  const rows = (['morning', 'afternoon', 'evening'] as const).flatMap((key) => {
    const part = all.flat().find((one) => one.key === key);
    return part ? [{ key, name: part.name }] : [];
  });
  if (rows.length === 0) return null;
  const step = stepOf(all);
  const days = known.map(({ date, slots }, index): WeekDay => {
    const parts = (all[index] ?? []).map((part) => thin(part, step, chosen));
    const left = parts.flatMap((part) => part.slots);
    return {
      date,
      href: `${dayHref(date)}&view=day`,
      weekday: formatDay(date, locale, { weekday: 'short' }).replace('.', ''),
      day: formatDay(date, locale, { day: 'numeric', month: 'short' }).replace('.', ''),
      label: capital(fullDay(date, locale), locale),
      short: shortDay(date, locale),
      isChosen: date === wanted,
      parts,
      all: left.length < slots.length ? m.slots_week_all({ count: slots.length }) : '',
      empty: slots.length === 0 ? m.slots_none_short() : '',
    };
  });
  const later = addDays(from, 7);
  return {
    days,
    rows,
    earlier: from > today ? { href: dayHref(addDays(from, -7)), text: m.slots_week_earlier() } : null,
    later: daysBetween(today, later) <= horizon ? { href: dayHref(later), text: m.slots_week_later() } : null,
  };
}
