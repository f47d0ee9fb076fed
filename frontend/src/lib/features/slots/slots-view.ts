import type { Availability, SlotView } from '#lib/api/types.ts';
import {
  addDays,
  capital,
  daysBetween,
  formatDay,
  fullDay,
  shortDay,
  timeOf,
  todayIn,
} from '#lib/i18n/dates.ts';
import { formatMoney, zoneName } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/words.ts';
import { aheadOf } from '#lib/i18n/zone.ts';
import type { DayCell, SlotChip, SlotPart, SlotPicture, SlotWords } from './slots-types.ts';

/** Days of one strip: two weeks. */
export const STRIP = 14;

type Day = Availability['days'][number];
type Ask = {
  locale: string;
  /** The day wanted; left out: the first with free time. */
  date?: string | undefined;
  dayHref: (date: string) => string;
  /** What a booking that is moved costs now, in minor units. */
  usual?: number;
  /** How far ahead one can look, in days from today. */
  horizon?: number;
  now?: Date;
};

/** The first day of the strip in which a date is: strips begin today and every two weeks after. */
export function stripStart(today: string, date: string | undefined): string {
  const ahead = date ? Math.max(0, daysBetween(today, date)) : 0;
  return addDays(today, Math.floor(ahead / STRIP) * STRIP);
}

/** What a start is sent as; a session says which it is, since two may begin together. */
export function slotValue({ start, sessionId }: Pick<SlotView, 'start' | 'sessionId'>): string {
  return sessionId ? `${start} ${sessionId}` : start;
}

/** The other way round; null for what no page of ours has sent. */
export function readSlot(value: FormDataEntryValue | null): { start: string; sessionId?: string } | null {
  if (typeof value !== 'string') return null;
  const [start = '', sessionId] = value.split(' ');
  if (Number.isNaN(Date.parse(start))) return null;
  return { start, ...(sessionId ? { sessionId } : {}) };
}

function freeText(count: number): string {
  if (count === 0) return m.slots_none_short();
  return count === 1 ? m.slots_one_free() : m.slots_count_free({ count });
}

function seatsText(seats: number | undefined): string {
  if (seats === undefined) return '';
  return seats === 1 ? m.slots_last_seat() : m.slots_seats_left({ count: seats });
}

function partOf(start: string): SlotPart['key'] {
  const hour = Number(start.slice(11, 13));
  if (hour < 12) return 'morning';
  return hour < 19 ? 'afternoon' : 'evening';
}

const partName = {
  morning: () => m.slots_morning(),
  afternoon: () => m.slots_afternoon(),
  evening: () => m.slots_evening(),
};

/** What stands below a time of its price, which is said already. */
type PriceText = (slot: SlotView, said: string) => string;

/** A price that is known, `desde` it where who is given the time decides. */
export const fromText: PriceText = ({ priceUpTo }, said) => `${priceUpTo ? `${m.price_from()} ` : ''}${said}`;

/** A price stands below each time where it is not the same at all of them, or not the usual one. */
function pricesOf({ slots }: Day, usual: number | undefined): PriceText {
  const differ =
    usual === undefined
      ? slots.some(({ price }) => price.amount !== slots[0]?.price.amount)
      : slots.some(({ price, priceUpTo }) => price.amount !== usual || priceUpTo);
  return (slot, said) => (differ ? fromText(slot, said) : '');
}

/** More than fit onto a screen of a phone: then those on the quarter of an hour lead. */
const MANY = 16;
const isQuarter = ({ start }: SlotView) => Number(start.slice(14, 16)) % 15 === 0;

function chip(
  slot: SlotView,
  date: string,
  answer: Availability,
  locale: string,
  price: PriceText,
): SlotChip {
  const time = timeOf(slot.start, locale, answer.timeZone);
  const least = formatMoney(slot.price, locale);
  const most = slot.priceUpTo && formatMoney(slot.priceUpTo, locale);
  // What stands beside the button is the whole of it: who is given the time decides.
  const cost = most ? `${least} – ${most}\n${m.slots_who_decides()}` : least;
  const seats = seatsText(slot.seatsLeft);
  const people = slot.sessionId ? slot.providers.map((at) => answer.providers[at]?.name ?? '') : [];
  const lines = [time, price(slot, least), seats, ...people].filter(Boolean);
  const label = [fullDay(date, locale), ...lines].join(', ');
  return { value: slotValue(slot), time, text: lines.join('\n'), label, cost };
}

/** The starts of a day by part of it. */
export function partsOf(day: Day, answer: Availability, locale: string, price: PriceText): SlotPart[] {
  return (['morning', 'afternoon', 'evening'] as const).flatMap((key): SlotPart[] => {
    const slots = day.slots.filter(({ start }) => partOf(start) === key);
    if (slots.length === 0) return [];
    const thinned = slots.length > MANY && slots.filter(isQuarter).length >= MANY / 4;
    const chips = slots.map((slot) => ({
      ...chip(slot, day.date, answer, locale, price),
      ...(thinned && !isQuarter(slot) ? { minor: true } : {}),
    }));
    const all = thinned ? m.slots_all({ count: slots.length }) : '';
    return [{ key, name: partName[key](), slots: chips, all }];
  });
}

function cell(day: Day, index: number, chosen: string, { locale, dayHref }: Ask): DayCell {
  const { date } = day;
  const count = freeText(day.slots.length);
  return {
    date,
    href: dayHref(date),
    weekday: formatDay(date, locale, { weekday: 'short' }).replace('.', ''),
    day: String(Number(date.slice(8))),
    month: index === 0 || date.endsWith('-01') ? formatDay(date, locale, { month: 'short' }) : '',
    free: day.slots.length,
    count,
    label: `${capital(fullDay(date, locale), locale)}: ${count}`,
    isChosen: date === chosen,
  };
}

function words(): SlotWords {
  return {
    days: m.slots_days(),
    earlier: m.slots_earlier(),
    later: m.slots_later(),
    month: m.slots_month(),
    taken: m.slots_taken(),
    nowTaken: m.slots_now_taken({ times: '{times}' }),
    nowFreed: m.slots_now_freed({ times: '{times}' }),
    ownAhead: m.slots_own_ahead({ zone: '{zone}', hours: '{hours}' }),
    ownBehind: m.slots_own_behind({ zone: '{zone}', hours: '{hours}' }),
  };
}

function nextFree(answer: Availability, chosen: string, { locale, dayHref }: Ask): SlotPicture['next'] {
  const free = answer.days.find(({ slots }) => slots.length > 0);
  const first = free?.slots[0];
  if (!free || !first || free.date === chosen) return null;
  const day = shortDay(free.date, locale);
  const time = timeOf(first.start, locale, answer.timeZone);
  return { href: dayHref(free.date), text: m.slots_next({ day, time }) };
}

/**
 * The days and starts of an answer as a page shows them. The answer may reach further than the strip: then the
 * next free start is found there too.
 */
export function slotPicture(answer: Availability, ask: Ask): SlotPicture {
  const { locale, dayHref, usual, now = new Date(), horizon = 366 } = ask;
  const today = todayIn(answer.timeZone, now);
  const free = answer.days.find(({ slots }) => slots.length > 0)?.date;
  const date = ask.date ?? free ?? answer.days[0]?.date ?? today;
  const from = stripStart(today, date);
  const shown = answer.days.find((day) => day.date === date);
  const strip = answer.days.filter((day) => day.date >= from && day.date < addDays(from, STRIP));
  const later = addDays(from, STRIP);
  return {
    businessId: answer.businessId,
    ahead: aheadOf(`${date}T12:00:00Z`, answer.timeZone),
    title: capital(fullDay(date, locale), locale),
    short: shortDay(date, locale),
    date,
    href: dayHref(date),
    days: strip.map((day, index) => cell(day, index, date, ask)),
    earlierHref: from > today ? dayHref(addDays(from, -STRIP)) : null,
    laterHref: daysBetween(today, later) <= horizon ? dayHref(later) : null,
    parts: shown ? partsOf(shown, answer, locale, pricesOf(shown, usual)) : [],
    next: nextFree(answer, date, ask),
    isFull: free === undefined,
    emptyText: m.slots_day_full(),
    zoneText: m.slots_zone({ zone: zoneName(answer.timeZone, locale, now) }),
    words: words(),
  };
}
