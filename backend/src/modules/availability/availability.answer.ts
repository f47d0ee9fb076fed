import { dateOf, weekdayOf } from '../../scheduling/days.ts';
import type { LocalTime } from '../../scheduling/price.ts';
import type { Instant, LocalDay, Refusal, Slot } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { pricing, type Span } from './availability.prices.ts';
import type { Loaded } from './availability.problem.ts';

/** What can be booked at a start. */
export interface Offered extends Slot {
  session?: { id: string; seatsLeft: number } | undefined;
}

/** Everybody whom an answer may name, by id. */
export interface Person {
  id: string;
  name: string;
  level: string | null;
}

const two = (number: number) => String(number).padStart(2, '0');
const clockOf = (minute: number) => `${two(Math.trunc(minute / 60))}:${two(minute % 60)}`;

/** Writes instants as the clock of a zone shows them: "2026-03-02T09:30:00-03:00". */
export function clockIn(timeZone: string) {
  const zone = zoneOf(timeZone);
  // There are at most 1440 times of day and a few dates and offsets; a month has thousands of starts.
  const dates = new Map<LocalDay, string>();
  const times: string[] = [];
  function dateText(day: LocalDay): string {
    const text = dates.get(day) ?? dateOf(day);
    dates.set(day, text);
    return text;
  }
  return {
    local(instant: Instant): LocalTime {
      const { day, minute } = zone.toLocal(instant);
      return { day, minuteOfDay: minute, weekday: weekdayOf(day) };
    },
    text(instant: Instant): string {
      const { day, minute } = zone.toLocal(instant);
      const offset = zone.offsetAt(instant);
      const time = (times[minute] ??= `T${clockOf(minute)}:00`);
      return `${dateText(day)}${time}${offset < 0 ? '-' : '+'}${clockOf(Math.abs(offset))}`;
    },
  };
}

/** Those who could take a start: their positions as text, and the levels among them. */
interface Takers {
  ids: readonly string[];
  text: string;
  levels: readonly (string | null)[];
}

/** Knows people by id. Most starts can be taken by the same as the one before: that is looked up once. */
function takersAmong(people: readonly Person[]): (ids: readonly string[]) => Takers {
  const positions = new Map(people.map(({ id }, position) => [id, position]));
  let last: Takers | undefined;
  return (ids) => {
    if (last?.ids.length === ids.length && ids.every((id, index) => id === last?.ids[index])) return last;
    const found = ids.map((id) => positions.get(id) ?? -1);
    const levels = new Set(found.map((position) => people[position]?.level ?? null));
    last = { ids, text: found.join(','), levels: levels.size > 0 ? [...levels] : [null] };
    return last;
  };
}

/** The least and the most that a start costs, in minor units, over those who may take it. */
function priceSpans({ items, customerGroups }: Loaded, takersOf: (ids: readonly string[]) => Takers) {
  const priced = items.map((item) => ({
    price: pricing(item),
    // Who takes the later services of a visit is not known before it is booked.
    levels: takersOf(item.providerIds).levels,
  }));
  function spanAt(at: LocalTime, first: Takers): Span {
    const span = { least: 0, most: 0 };
    for (const [index, { price, levels }] of priced.entries()) {
      const possible = index === 0 ? first.levels : levels;
      const totals = possible.map((providerLevel) => price(at, { providerLevel, customerGroups }).total);
      span.least += Math.min(...totals);
      span.most += Math.max(...totals);
    }
    return span;
  }
  let known: Span | undefined;
  const isConstant = items.every(({ settings }) => settings.priceRules.length === 0);
  return isConstant ? (at: LocalTime, first: Takers) => (known ??= spanAt(at, first)) : spanAt;
}

/** What a start costs with whoever costs least, and most. @param people in order of id */
export function pricesOf(loaded: Loaded, people: readonly Person[]): (offered: Offered) => Span {
  const clock = clockIn(loaded.timeZone);
  const takersOf = takersAmong(people);
  const spanOf = priceSpans(loaded, takersOf);
  return ({ start, providers }) => spanOf(clock.local(start), takersOf(providers));
}

export interface Wording {
  /** The text before the days, which ends with `"days":[`. */
  head: string;
  /** One day as JSON text. */
  day: (day: LocalDay, offers: readonly Offered[], refusals: readonly Refusal[] | undefined) => string;
  tail: string;
}

/**
 * Writes an answer as JSON text, day by day: objects of thousands of starts cost more than finding them.
 * @param people in order of id
 * @param cost what somebody pays for a start, of its price for one, in minor units
 */
export function wording(
  loaded: Loaded,
  currency: string,
  people: readonly Person[],
  cost: (price: number) => number,
): Wording {
  const { business, location, timeZone } = loaded;
  const clock = clockIn(timeZone);
  const takersOf = takersAmong(people);
  const spanOf = priceSpans(loaded, takersOf);
  const money = (amount: number) => `{"amount":${amount},"currency":"${currency}"}`;

  function slotText({ start, end, providers, session }: Offered): string {
    const takers = takersOf(providers);
    const span = spanOf(clock.local(start), takers);
    const [least, most] = [cost(span.least), cost(span.most)];
    const upTo = most > least ? `,"priceUpTo":${money(most)}` : '';
    const left = session ? `,"sessionId":"${session.id}","seatsLeft":${session.seatsLeft}` : '';
    return (
      `{"start":"${clock.text(start)}","end":"${clock.text(end)}","providers":[${takers.text}],` +
      `"price":${money(least)}${upTo}${left}}`
    );
  }

  const refusalText = ({ start, reasons }: Refusal) => JSON.stringify({ start: clock.text(start), reasons });

  const head = JSON.stringify({
    businessId: business.id,
    locationId: location?.id ?? null,
    timeZone,
    providers: people.map(({ id, name }) => ({ id, name })),
  });
  return {
    head: `${head.slice(0, -1)},"days":[`,
    day(day, offers, refusals) {
      const explained = refusals ? `,"refusals":[${refusals.map(refusalText).join(',')}]` : '';
      return `{"date":"${dateOf(day)}","slots":[${offers.map(slotText).join(',')}]${explained}}`;
    },
    tail: ']}',
  };
}
