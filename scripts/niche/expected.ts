import { slotsIn, waysAt } from '../../backend/test/scheduling/reference.ts';
import {
  dateOf,
  dayOf,
  dayShownAt,
  instantOf,
  minuteOf,
  readInstant,
  weekdayOf,
} from '../../backend/test/scheduling/reference/clock.ts';
import type {
  WrittenBusy,
  WrittenNeed,
  WrittenProblem,
  WrittenProvider,
  WrittenResource,
  WrittenRules,
  WrittenService,
} from '../../backend/test/scheduling/reference/form.ts';
import { isBy } from '../../backend/test/scheduling/reference/packing.ts';
import { worldOf } from '../../backend/test/scheduling/reference/world.ts';
import { seedId } from '../../backend/src/database/seed-ids.ts';
import { NEXT_DAYS } from '../../backend/src/database/seed-sessions.ts';
import type {
  DemoBusiness,
  DemoLocation,
  ServiceType,
  Vertical,
} from '../../backend/src/modules/verticals/verticals.contract.ts';

/** A service type with what is chosen of it. */
export interface Wanted {
  type: ServiceType;
  variant: string;
  /** Quantities by key. */
  addOns: Record<string, number>;
  inputs: Record<string, number>;
}

/** What the file says of where something is sold, and what the database says is taken there. */
export interface Site {
  vertical: Vertical;
  demo: DemoBusiness;
  businessId: string;
  /** Undefined where it is not done at a place. */
  place: DemoLocation | undefined;
  /** Local dates. */
  holidays: readonly string[];
  /** By subject, padded. */
  busy: ReadonlyMap<string, WrittenBusy[]>;
  now: Date;
}

/** Instants in minutes; who could take it, by id. */
export interface Expected {
  start: number;
  end: number;
  providers: string[];
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

function needsOf(needs: readonly { type: string; quantity: number }[]): WrittenNeed[] {
  return needs.map(({ type, quantity }) => ({ type, quantity }));
}

/** Minutes of a service as it is chosen, without buffers. */
function lengthOf({ type, variant, addOns, inputs }: Wanted): number {
  return (
    (type.variants.find(({ key }) => key === variant)?.minutes ?? 0) +
    sum(
      type.durationInputs.map(
        ({ key, default: usual, minutesPerUnit }) => (inputs[key] ?? usual) * minutesPerUnit,
      ),
    ) +
    sum(type.addOns.map(({ key, minutes }) => (addOns[key] ?? 0) * minutes))
  );
}

function serviceOf(wanted: Wanted, providerIds: string[]): WrittenService {
  const { requires, segments, buffers } = wanted.type;
  const minutes = lengthOf(wanted);
  const common = {
    bufferBefore: buffers.before,
    bufferAfter: buffers.after,
    providers: requires.providers,
    ...(requires.providers > 0 && { providerIds }),
  };
  if (!segments) return { ...common, durationMinutes: minutes, resources: needsOf(requires.resources) };
  // What is added lengthens the last part that needs a provider, or the last of all.
  const lengthened = Math.max(
    0,
    segments.findLastIndex(({ provider }) => provider),
  );
  const added = minutes - sum(segments.map(({ minutes }) => minutes));
  return {
    ...common,
    segments: segments.map(({ minutes, provider, resources }, index) => ({
      minutes: minutes + (index === lengthened ? added : 0),
      provider,
      resources: needsOf(resources),
    })),
  };
}

/** The file's rules of scheduling, as they hold for a service type. */
export function rulesAt({ scheduling }: Vertical, { scheduling: own, fixedStarts }: ServiceType) {
  const rules = { ...scheduling, ...own, ...(fixedStarts && { fixedStarts }) };
  const without: readonly string[] = own?.without ?? [];
  return Object.fromEntries(
    Object.entries(rules).filter(([key]) => !without.includes(key)),
  ) as Vertical['scheduling'];
}

const least = (numbers: (number | undefined)[]) => {
  const known = numbers.filter((number) => number !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

/** Grid and packing of the first service, and of what limits the strictest. */
function rulesOf(vertical: Vertical, items: readonly Wanted[]): WrittenRules {
  const all = items.map((item) => rulesAt(vertical, item.type));
  const [first] = all;
  const cutoffs = all.flatMap(({ cutoff }) => cutoff ?? []);
  return {
    slotInterval: first?.slotInterval,
    alignment: first?.alignment,
    fixedStarts: first?.fixedStarts,
    packing: first?.packing,
    minGap: first?.minGap,
    minNoticeMinutes: Math.max(...all.map(({ minNoticeMinutes }) => minNoticeMinutes)),
    cutoff: cutoffs.toSorted((a, b) => b.daysBefore - a.daysBefore || (a.time < b.time ? -1 : 1))[0],
    maxAdvanceDays: least(all.map(({ maxAdvanceDays }) => maxAdvanceDays)),
    providerPerDay: least(all.map(({ providerPerDay }) => providerPerDay)),
    providerPerWeek: least(all.map(({ providerPerWeek }) => providerPerWeek)),
  };
}

const offersOf = ({ vertical, demo }: Site) =>
  vertical.serviceTypes.filter(({ key }) => demo.services.some(({ type }) => type === key));

/** The service types that somebody does. */
function skillsOf(site: Site, person: DemoBusiness['providers'][number]): ServiceType[] {
  return offersOf(site).filter(
    ({ key, requires }) => requires.providers > 0 && (person.services?.includes(key) ?? true),
  );
}

/** Minutes of the shortest service that somebody can be booked for. */
function shortestOf(site: Site, person: DemoBusiness['providers'][number]): number {
  const own = skillsOf(site, person).filter(({ capacity }) => capacity === 1);
  const lengths = own.flatMap((type) =>
    type.variants.map(({ minutes }) =>
      sum([minutes, ...type.durationInputs.map(({ min, minutesPerUnit }) => min * minutesPerUnit)]),
    ),
  );
  return Math.min(...lengths);
}

/** The dates on which so many minutes more would be too many, as days off: the form has no such limit. */
function daysFull(
  site: Site,
  items: readonly Wanted[],
  busy: readonly WrittenBusy[],
  zone: string,
): string[] {
  const limit = least(items.map((item) => rulesAt(site.vertical, item.type).providerMinutesPerDay));
  if (limit === undefined) return [];
  const more = sum(items.map((item) => lengthOf(item) + item.type.buffers.before + item.type.buffers.after));
  const taken = new Map<number, number>();
  for (const [from, to, kind] of busy) {
    if (kind !== 'booking') continue;
    const day = dayShownAt(zone, readInstant(from));
    taken.set(day, (taken.get(day) ?? 0) + readInstant(to) - readInstant(from));
  }
  return [...taken].filter(([, minutes]) => minutes + more > limit).map(([day]) => dateOf(day));
}

interface Person extends WrittenProvider {
  shortest: number;
}

function providersOf(site: Site, items: readonly Wanted[]): Person[] {
  const { vertical, demo, businessId, place, busy } = site;
  const here = demo.providers.filter(
    ({ location = demo.locations[0]?.slug }) => !place || location === place.slug,
  );
  return here.map((person) => {
    const id = seedId(businessId, 'provider', person.slug);
    const timeZone = person.timeZone ?? vertical.locale.timeZone;
    const taken = busy.get(id) ?? [];
    const zone = place ? (place.timeZone ?? vertical.locale.timeZone) : timeZone;
    return {
      id,
      timeZone,
      weekly: person.hours,
      busy: taken,
      timeOff: daysFull(site, items, taken, zone),
      shortest: shortestOf(site, person),
    };
  });
}

function resourcesOf({ businessId, place, busy }: Site): WrittenResource[] {
  const counted = new Map<string, number>();
  return (place?.resources ?? []).flatMap(({ type, count, hours }) =>
    Array.from({ length: count }, () => {
      const number = (counted.get(type) ?? 0) + 1;
      counted.set(type, number);
      const id = seedId(businessId, 'unit', place?.slug ?? '', type, String(number));
      return { id, type, ...(hours && { weekly: hours }), busy: busy.get(id) ?? [] };
    }),
  );
}

function problemOf(site: Site, items: readonly Wanted[], date: string, people: Person[]): WrittenProblem {
  const { vertical, demo, businessId, place, now } = site;
  const services = items.map((item) => {
    const able = demo.providers.filter((person) => skillsOf(site, person).includes(item.type));
    return serviceOf(
      item,
      able.map(({ slug }) => seedId(businessId, 'provider', slug)),
    );
  });
  return {
    now: now.toISOString(),
    timeZone: place?.timeZone ?? vertical.locale.timeZone,
    from: date,
    to: date,
    visit: services,
    maxGap: items.length > 1 ? vertical.scheduling.visitMaxGap : 0,
    rules: rulesOf(vertical, items),
    ...(place && { location: { weekly: place.hours, holidays: [...site.holidays] } }),
    ...(services.some(({ providers }) => providers !== 0) && { providers: people }),
    resources: resourcesOf(site),
  };
}

/** Each start once, with everybody who could take it and the first end. */
function joined(slots: readonly Expected[]): Expected[] {
  const byStart = [...Map.groupBy(slots, ({ start }) => start)];
  return byStart
    .map(([start, same]) => ({
      start,
      end: Math.min(...same.map(({ end }) => end)),
      providers: [...new Set(same.flatMap(({ providers }) => providers))].sort(),
    }))
    .sort((a, b) => a.start - b.start);
}

/**
 * The starts of one local date that the vertical's file, and what is taken, must give: by the slow reference that the
 * engine is compared with (scheduling rules, sections 3 to 5), which has nothing of the engine, nor of the API.
 */
export function expectedSlots(site: Site, items: readonly Wanted[], date: string): Expected[] {
  const people = providersOf(site, items);
  const problem = problemOf(site, items, date, people);
  const { packing, minGap } = problem.rules;
  if (packing !== 'noOrphans' || minGap !== undefined || !problem.providers) return slotsIn(worldOf(problem));
  // The shortest service is another for each: they are asked one by one, and then those who share a visit.
  const alone = people.flatMap((person) =>
    slotsIn(
      worldOf({ ...problem, providers: [person], rules: { ...problem.rules, minGap: person.shortest } }),
    ),
  );
  return joined([...alone, ...(items.length > 1 ? sharedSlots(problem) : [])]);
}

/** Of a visit: the starts at which several share it, which no packing hides. */
function sharedSlots(problem: WrittenProblem): Expected[] {
  const world = worldOf({ ...problem, rules: { ...problem.rules, packing: 'all' } });
  return slotsIn(world).flatMap(({ start }) => {
    const shared = waysAt(world, start).filter((way) => way.crews[0]?.every((person) => !isBy(person, way)));
    const providers = shared.flatMap(({ crews: [first = []] }) => first.map(({ id }) => id));
    return shared.length === 0 ? [] : [{ start, end: Math.min(...shared.map(({ end }) => end)), providers }];
  });
}

/** A session of the timetable, sold out or not. */
export interface ExpectedSession extends Expected {
  sessionId: string;
  capacity: number;
}

/** The sessions of one local date that the file's timetable has, if they can be booked still. */
export function expectedSessions(site: Site, item: Wanted, date: string): ExpectedSession[] {
  const { vertical, demo, businessId, place, now } = site;
  const { minNoticeMinutes, cutoff, maxAdvanceDays } = rulesAt(vertical, item.type);
  const zone = place?.timeZone ?? vertical.locale.timeZone;
  const [at, day] = [readInstant(now.toISOString()), dayOf(date)];
  if (cutoff && at >= instantOf(zone, day - cutoff.daysBefore, minuteOf(cutoff.time))) return [];
  if (day - dayShownAt(zone, at) > Math.min(maxAdvanceDays, NEXT_DAYS - 1)) return [];
  return demo.sessions
    .filter(({ type, days, location = demo.locations[0]?.slug }) => {
      const isHere = !place || location === place.slug;
      return type === item.type.key && days.includes(weekdayOf(day)) && isHere;
    })
    .map(({ time, provider, capacity = item.type.capacity }) => {
      const start = instantOf(zone, day, minuteOf(time));
      const providers = provider === undefined ? [] : [seedId(businessId, 'provider', provider)];
      const slugs = [item.type.key, place?.slug ?? '', provider ?? ''];
      const sessionId = seedId(businessId, 'session', ...slugs, String(start));
      return { start, end: start + lengthOf(item), providers, sessionId, capacity };
    })
    .filter(({ start }) => start >= at + minNoticeMinutes)
    .sort((a, b) => a.start - b.start);
}
