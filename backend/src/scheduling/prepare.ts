import { DAY } from './days.ts';
import { openingTime, providerTime, resourceTime, withoutTimeOff, type Stay } from './hours.ts';
import { allowedRange, dayLimitRange, weekLimitRange } from './limits.ts';
import {
  EVER,
  NEVER,
  inAtLeast,
  intersect,
  rangesOf,
  rangesOfCells,
  startsFitting,
  union,
  type Ranges,
} from './ranges.ts';
import { providerMinutes, shapeOf, type Shape } from './runs.ts';
import type { Problem, Provider, RequestedService, Resource, Subject } from './types.ts';
import { zoneOf, type Zone } from './zones.ts';

/** When somebody works and when they are taken. */
export interface Time {
  /** Steps 1 to 3 of section 3: what `workStart` counts from. */
  working: Ranges;
  /** All steps. */
  free: Ranges;
  /** Taken by others, padded. */
  busy: Ranges;
}

/** A service of the problem with what the engine knows about it before looking at any start. */
export interface Prepared {
  shape: Shape;
  /** Those who may do it. */
  providers: readonly Provider[];
  /** The starts for which the location, if it takes no provider, and the units of every run are free. */
  resources: () => Ranges;
}

/** A problem, read once. Sections 2 and 3 are behind this; what is asked of it is remembered. */
export interface Situation {
  problem: Problem;
  services: readonly Prepared[];
  /** Local days wide enough that working time and dates are whole around every start. */
  stayIn: (zone: Zone) => Stay;
  timeOf: (provider: Provider) => Time;
  unitsOf: (type: string, isWithProviders: boolean) => readonly { unit: Resource; time: Time }[];
  /** When the location is open for services without providers; what their `workStart` grid counts from. */
  opening: () => Ranges;
}

const busyTime = ({ busy, taken }: Subject): Ranges =>
  taken ? union(rangesOf(busy), rangesOfCells(taken)) : rangesOf(busy);

/** Asked once for each key. */
export function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
}

export function situationOf(problem: Problem): Situation {
  const { location, resources } = problem;
  const place = zoneOf(problem.timeZone);
  const shapes = problem.services.map((service) => shapeOf(service, problem.providers !== undefined));
  const minutes = shapes.reduce((sum, shape) => sum + shape.minutes + problem.maxGap, 0);
  // Three days before: what began the evening before, and whether an interval began more than 24 hours ago.
  const stayIn = remembered((zone: Zone) => ({
    zone,
    first: problem.from - 3,
    last: problem.to + 3 + Math.ceil(minutes / DAY),
  }));
  const opening = remembered((holidays: 'kept' | 'ignored') =>
    openingTime(location, stayIn(place), holidays),
  );

  const timeOf = remembered((provider: Provider): Time => {
    const stay = stayIn(location ? place : zoneOf(provider.timeZone));
    const working = providerTime(provider, location, opening('ignored'), stay);
    return { working, free: withoutTimeOff(working, provider, stay), busy: busyTime(provider) };
  });

  const unitTime = (holidays: 'kept' | 'ignored') =>
    remembered((unit: Resource): Time => {
      const working = resourceTime(unit, opening(holidays), stayIn(place));
      return { working, free: withoutTimeOff(working, unit, stayIn(place)), busy: busyTime(unit) };
    });
  const unitTimes = { kept: unitTime('kept'), ignored: unitTime('ignored') };
  const unitsOf = (type: string, isWithProviders: boolean) =>
    resources
      .filter((unit) => unit.type === type)
      .map((unit) => ({ unit, time: unitTimes[isWithProviders ? 'ignored' : 'kept'](unit) }));

  function resourceStarts(shape: Shape): Ranges {
    return shape.resourceRuns
      .map((run) => {
        const units = unitsOf(run.type, shape.crew > 0);
        return inAtLeast(
          run.quantity,
          units.map(({ time }) => startsFitting(time.free, time.busy, run)),
        );
      })
      .reduce(intersect, EVER);
  }

  const services = problem.services.map((service, index): Prepared => {
    const shape = shapes[index] as Shape;
    let known: Ranges | undefined;
    return {
      shape,
      providers: shape.crew === 0 ? [] : mayDo(problem, service),
      resources: () => (known ??= resourceStarts(shape)),
    };
  });
  return { problem, services, stayIn, timeOf, unitsOf, opening: () => opening('kept') };
}

function mayDo({ providers = [] }: Problem, { providerIds }: RequestedService): readonly Provider[] {
  if (!providerIds) return providers;
  const ids = new Set(providerIds);
  return providers.filter(({ id }) => ids.has(id));
}

/** What can be said about starts in one zone: section 4 but grid and packing. */
export interface Outlook {
  stay: Stay;
  /** Allowed by notice, cutoff, window and the customer's limits. */
  allowed: Ranges;
  /** The starts of a service at which a provider may do it, is free for it and within limits. */
  startsOf: (service: number, provider: Provider) => Ranges;
}

export function outlookIn(situation: Situation, zone: Zone): Outlook {
  const { problem, services, timeOf } = situation;
  const stay = situation.stayIn(zone);
  const minutes = services.reduce((sum, { shape }) => sum + providerMinutes(shape), 0);
  const limits = remembered((provider: Provider) =>
    intersect(dayLimitRange(provider, problem, stay, minutes), weekLimitRange(provider, problem, stay)),
  );
  const starts = services.map(({ shape, providers }) => {
    const able = new Set(providers);
    return remembered((provider: Provider) => {
      if (!able.has(provider)) return NEVER;
      const { free, busy } = timeOf(provider);
      return shape.providerRuns
        .map((run) => startsFitting(free, busy, run))
        .reduce(intersect, limits(provider));
    });
  });
  return {
    stay,
    allowed: allowedRange(problem, stay),
    startsOf: (service, provider) => starts[service]?.(provider) ?? NEVER,
  };
}
