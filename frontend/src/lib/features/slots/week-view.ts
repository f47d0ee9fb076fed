import type { Availability } from '#lib/api/types.ts';
import { m } from '#lib/i18n/words.ts';
import { addDays, capital, daysBetween, formatDay, fullDay, shortDay } from './dates.ts';
import { partsOf } from './slots-view.ts';
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
const STEPS = [5, 15, 30, 60];

const minuteOf = ({ value }: SlotChip) => Number(value.slice(11, 13)) * 60 + Number(value.slice(14, 16));

/** The starts on the finest grid of which few enough are left; those of one kind are left as they are. */
function thin(slots: SlotChip[], chosen: string | undefined): SlotChip[] {
  const kept = (step: number) => slots.filter((slot) => slot.value === chosen || minuteOf(slot) % step === 0);
  const fits = (some: SlotChip[]) => some.length <= MOST;
  if (fits(slots)) return slots;
  const thinned = STEPS.map(kept).find((some) => some.length > 0 && fits(some));
  return thinned ?? slots.slice(0, MOST);
}

function dayOf(answer: Availability, date: string, { locale, chosen, dayHref, ...ask }: Ask): WeekDay {
  const day = answer.days.find((one) => one.date === date);
  const all = partsOf(day, answer, locale);
  const parts = all.map((part): SlotPart => {
    const slots = thin(part.slots, chosen).map(({ minor: _, ...chip }) => chip);
    return { ...part, slots, all: '' };
  });
  const count = day?.slots.length ?? 0;
  const isThinned = parts.reduce((sum, { slots }) => sum + slots.length, 0) < count;
  return {
    date,
    href: `${dayHref(date)}&view=day`,
    weekday: formatDay(date, locale, { weekday: 'short' }).replace('.', ''),
    day: formatDay(date, locale, { day: 'numeric', month: 'short' }).replace('.', ''),
    label: capital(fullDay(date, locale), locale),
    short: shortDay(date, locale),
    isChosen: date === ask.date,
    parts,
    all: isThinned ? m.slots_week_all({ count }) : '',
    empty: count === 0 ? m.slots_none_short() : '',
  };
}

/** Seven days side by side, counted from today as the strip of days does; null where nothing is free in them. */
export function weekPicture(answer: Availability, ask: Ask): WeekPicture | null {
  const { today, date, horizon, dayHref } = ask;
  const from = addDays(today, Math.floor(Math.max(0, daysBetween(today, date)) / 7) * 7);
  const days = Array.from({ length: 7 }, (_, index) => dayOf(answer, addDays(from, index), ask));
  const rows = (['morning', 'afternoon', 'evening'] as const).flatMap((key) => {
    const part = days.flatMap(({ parts }) => parts).find((one) => one.key === key);
    return part ? [{ key, name: part.name }] : [];
  });
  if (rows.length === 0) return null;
  const later = addDays(from, 7);
  return {
    days,
    rows,
    earlier: from > today ? { href: dayHref(addDays(from, -7)), text: m.slots_week_earlier() } : null,
    later: daysBetween(today, later) <= horizon ? { href: dayHref(later), text: m.slots_week_later() } : null,
  };
}
