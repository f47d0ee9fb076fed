import { rangesOfCells, startsClearOfCells } from './cells.ts';
import { DAY } from './days.ts';
import { openingTime, providerTime, resourceTime, offTime, type Stay } from './hours.ts';
import { EVER, NEVER, inAtLeast, intersect, rangesOf, subtract, union, type Ranges } from './ranges.ts';
import { shapeOf, startsClear, startsInside, type ResourceRun, type Run, type Shape } from './runs.ts';
import type { Problem, Provider, RequestedService, Resource, Subject } from './types.ts';
import { zoneOf, type Zone } from './zones.ts';

/** When somebody works and when they are taken. */
export interface Time {
  /** Steps 1 to 3 of section 3: what `workStart` counts from. */
  working: Ranges;
  /** Step 4. */
  off: Ranges;
  /** All steps. */
  free: Ranges;
  /** Taken by others, padded. */
  busy: () => Ranges;
  /** The starts of a service for which a run of it fits (section 4, fit). */
  startsFor: (run: Run) => Ranges;
}

/** A service of the problem with what the engine knows about it before looking at any start. */
export interface Prepared {
  shape: Shape;
  /** Those who may do it, by id. */
  providers: readonly Provider[];
  /** The starts for which all runs of a provider who may do it fit. */
  fits: (provider: Provider) => Ranges;
  /** The units of a run's type, by number, with the starts for which it fits. */
  units: (run: ResourceRun) => readonly { unit: Resource; starts: Ranges }[];
  /** The starts for which every run finds its units. */
  resources: () => Ranges;
}

/** A problem, read once. Sections 2 and 3 are behind this; what is asked of it is remembered. */
export interface Situation {
  problem: Problem;
  services: readonly Prepared[];
  /** Minutes from the start of the first service to the end of the last, all gaps and buffers taken. */
  reach: number;
  /** The starts asked for. */
  asked: Ranges;
  /** The zone of starts whose first service this provider takes (section 1). */
  zoneFor: (provider: Provider | undefined) => Zone;
  timeOf: (provider: Provider) => Time;
  /** When the location is open for services without providers; what their `workStart` grid counts from. */
  opening: () => Ranges;
}

/** Asked once for each key. @param known where answers are kept */
export function remembered<Key, Value>(
  make: (key: Key) => Value,
  known: { get: (key: Key) => Value | undefined; set: (key: Key, value: Value) => unknown } = new Map<
    Key,
    Value
  >(),
): (key: Key) => Value {
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
}

function timeFrom(working: Ranges, subject: Subject, stay: Stay): Time {
  const { taken } = subject;
  const off = offTime(subject, stay);
  const free = subtract(working, off);
  const rows = rangesOf(subject.busy);
  return {
    working,
    off,
    free,
    busy: () => (taken ? union(rows, rangesOfCells(taken)) : rows),
    startsFor: (run) => {
      const starts = startsClear(startsInside(free, run), rows, run);
      return taken ? startsClearOfCells(starts, taken, run) : starts;
    },
  };
}

/** Minutes from the start of the first service to the end of the last, all gaps and buffers taken. */
export function reachOf({ services, maxGap }: Problem): number {
  const minutesIn = ({ segments }: RequestedService) =>
    segments.reduce((sum, { minutes }) => sum + minutes, 0);
  return services.reduce(
    (sum, service) => sum + service.bufferBefore + minutesIn(service) + service.bufferAfter + maxGap,
    0,
  );
}

/** The most minutes that packing must leave at least, for whichever provider. */
export function minGapOf({ rules, providers = [] }: Problem): number {
  return rules.minGap ?? Math.max(0, ...providers.map(({ shortestService = 0 }) => shortestService));
}

export function situationOf(problem: Problem): Situation {
  const { from, to, location, resources, providers = [] } = problem;
  const place = zoneOf(problem.timeZone);
  const zoneFor = (provider: Provider | undefined) =>
    provider && !location ? zoneOf(provider.timeZone) : place;

  const shapes = problem.services.map((service) => shapeOf(service, problem.providers !== undefined));
  const reach = reachOf(problem);
  // Two days around every start: what began the evening before, and whether that was more than 24 hours ago; two more
  // where the dates of other zones are looked at.
  const hasOtherZones = providers.some((provider) => zoneFor(provider) !== place);
  const margin = 2 + Math.floor((reach + minGapOf(problem)) / DAY) + (hasOtherZones ? 2 : 0);
  const stayIn = (zone: Zone): Stay => ({ zone, first: from - margin, last: to + margin });

  const opening = remembered((holidays: 'kept' | 'ignored') =>
    openingTime(location, stayIn(place), holidays),
  );
  const timeOf = remembered((provider: Provider) => {
    const stay = stayIn(zoneFor(provider));
    return timeFrom(
      provider.working ?? providerTime(provider, location, opening('ignored'), stay),
      provider,
      stay,
    );
  });
  const unitTime = (holidays: 'kept' | 'ignored') =>
    remembered((unit: Resource) =>
      timeFrom(unit.working ?? resourceTime(unit, opening(holidays), stayIn(place)), unit, stayIn(place)),
    );
  const unitTimes = { kept: unitTime('kept'), ignored: unitTime('ignored') };
  /** Whatever is looked at lies in here. */
  const around: Ranges = [(from - margin - 2) * DAY, (to + margin + 3) * DAY];

  const services = problem.services.map((service, index): Prepared => {
    const shape = shapes[index] ?? shapeOf(service, false);
    const holidays = shape.crew > 0 ? 'ignored' : 'kept';
    const units = remembered((run: ResourceRun) =>
      resources
        .filter(({ type }) => type === run.type)
        .map((unit) => ({ unit, starts: unitTimes[holidays](unit).startsFor(run) })),
    );
    const able = new Set(shape.crew === 0 ? [] : mayDo(providers, service));
    return {
      shape,
      providers: [...able].sort((a, b) => (a.id < b.id ? -1 : 1)),
      fits: remembered((provider: Provider) => {
        if (!able.has(provider)) return NEVER;
        const { startsFor } = timeOf(provider);
        return shape.providerRuns.map(startsFor).reduce(intersect);
      }),
      units,
      resources: remembered<void, Ranges>(() =>
        shape.resourceRuns
          .map((run) => {
            const within = intersect(startsInside(opening(holidays), run), around);
            return inAtLeast(
              run.quantity,
              units(run).map(({ starts }) => starts),
              within,
            );
          })
          .reduce(intersect, EVER),
      ),
    };
  });
  const asked = rangesOf(place.dates(from, to));
  return { problem, services, reach, asked, zoneFor, timeOf, opening: () => opening('kept') };
}

function mayDo(providers: readonly Provider[], { providerIds }: RequestedService): readonly Provider[] {
  if (!providerIds) return providers;
  const ids = new Set(providerIds);
  return providers.filter(({ id }) => ids.has(id));
}
