import type { DemoBusiness, DemoLocation, DemoSession, ServiceType, Vertical } from './verticals.contract.ts';
import { type Found, mistake, type Path, suggest } from './verticals.findings.ts';
import { liesWithin, minuteOfDay, wallTimeOf } from './verticals.hours.ts';
import { unitsAt, unitsNeeded } from './verticals.needs.ts';

const DAY = 1440;
const WEEK = 7 * DAY;

type Placed = { index: number; session: DemoSession; service: ServiceType; where: DemoLocation };

/** One session of the week with its buffers, in minutes from Monday's midnight. */
type Taken = Placed & { from: number; to: number };

const minutesOf = ({ variants }: ServiceType) => variants[0]?.minutes ?? 0;

function timesOf(placed: Placed): Taken[] {
  const { session, service } = placed;
  return session.days.map((weekday) => {
    const start = (weekday - 1) * DAY + minuteOfDay(session.time);
    const end = start + minutesOf(service);
    return { ...placed, from: start - service.buffers.before, to: end + service.buffers.after };
  });
}

const overlap = (one: Taken, other: Taken) =>
  [-WEEK, 0, WEEK].some((week) => one.from < other.to + week && other.from + week < one.to);

function* collisions(vertical: Vertical, taken: readonly Taken[], path: Path): Found {
  for (const [position, one] of taken.entries()) {
    const before = taken.slice(0, position).filter((other) => overlap(one, other));
    const at = [...path, 'sessions', one.index, 'time'];
    const who = one.session.provider;
    if (who !== undefined && before.some(({ session }) => session.provider === who)) {
      yield mistake(vertical, at, `finds ${who} in another session`, 'Move one of the two.');
    }
    const here = [...before.filter(({ where }) => where === one.where), one];
    for (const type of unitsNeeded(one.service).keys()) {
      const needed = here.reduce((sum, { service }) => sum + (unitsNeeded(service).get(type) ?? 0), 0);
      if (needed <= unitsAt(one.where, type)) continue;
      yield mistake(vertical, at, `finds no ${type} free`, 'Move it, or add units there.');
    }
  }
}

function* held(vertical: Vertical, business: DemoBusiness, placed: Placed, at: Path): Found {
  const { session, service, where } = placed;
  const end = wallTimeOf((minuteOfDay(session.time) + minutesOf(service)) % DAY);
  const time = [{ days: session.days, start: session.time, end: end === '00:00' ? '24:00' : end }];
  if (service.place === 'location' && !liesWithin(time, where.hours)) {
    yield mistake(vertical, [...at, 'time'], `is outside the opening hours of ${where.slug}`, 'Move it.');
  }
  if (service.requires.providers === 0) {
    if (session.provider === undefined) return;
    yield mistake(vertical, [...at, 'provider'], 'is not taken by this service', 'Remove it.');
    return;
  }
  const doing = business.providers.filter(({ services }) => services?.includes(service.key) ?? true);
  const who = doing.find(({ slug }) => slug === session.provider);
  if (who === undefined) {
    const message = session.provider === undefined ? 'is missing' : 'is nobody here who does it';
    const remedy = suggest(
      session.provider ?? '',
      doing.map(({ slug }) => slug),
      'those who do it',
    );
    yield mistake(vertical, [...at, 'provider'], message, remedy);
  } else if (!liesWithin(time, who.hours)) {
    yield mistake(vertical, [...at, 'time'], `is outside the hours of ${who.slug}`, 'Move it.');
  }
}

/** The timetable of a business: everything named is there, free and at work. */
export function* sessionChecks(vertical: Vertical, business: DemoBusiness, path: Path): Found {
  const sold = business.services.map(({ type }) => type);
  const classes = vertical.serviceTypes.filter(({ key, capacity }) => capacity > 1 && sold.includes(key));
  const keys = classes.map(({ key }) => key);
  const slugs = business.locations.map(({ slug }) => slug);
  const taken: Taken[] = [];
  for (const [index, session] of business.sessions.entries()) {
    const at = [...path, 'sessions', index];
    const service = classes.find(({ key }) => key === session.type);
    const where = business.locations.find(({ slug }) => slug === (session.location ?? slugs[0]));
    if (service === undefined) {
      const remedy = suggest(session.type, keys, 'what it sells by seats');
      yield mistake(vertical, [...at, 'type'], 'is nothing that this business sells by seats', remedy);
    } else if (where === undefined) {
      const remedy = suggest(session.location ?? '', slugs, "the business's locations");
      yield mistake(vertical, [...at, 'location'], 'is no location of this business', remedy);
    } else {
      const placed = { index, session, service, where };
      yield* held(vertical, business, placed, at);
      taken.push(...timesOf(placed));
    }
  }
  yield* collisions(vertical, taken, path);
}
