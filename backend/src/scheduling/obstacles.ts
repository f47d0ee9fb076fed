import {
  anyOf,
  both,
  either,
  fewest,
  obstaclesOf,
  reasonsOf,
  type Choice,
  type Obstacles,
} from './choices.ts';
import { providerRules, startRules } from './limits.ts';
import { remembered, situationOf, type Situation } from './prepare.ts';
import { NEVER, covers, has, isClear, type Ranges } from './ranges.ts';
import { limitedMinutes, staysOf } from './rosters.ts';
import { takenBy, type Run } from './runs.ts';
import type { Steps } from './steps.ts';
import type { Instant, Provider, Reason } from './types.ts';
import { STEP } from './ways.ts';
import { without } from './without.ts';
import type { Zone } from './zones.ts';

/** What may have to be taken away for the runs of a service to find their units, the fewest first. */
const FOR_UNITS: readonly Reason[][] = [
  [],
  ['OUTSIDE_HOURS'],
  ['HOLIDAY'],
  ['NO_RESOURCE'],
  ['OUTSIDE_HOURS', 'HOLIDAY'],
  ['OUTSIDE_HOURS', 'NO_RESOURCE'],
  ['HOLIDAY', 'NO_RESOURCE'],
  ['OUTSIDE_HOURS', 'HOLIDAY', 'NO_RESOURCE'],
];

/** What stands in the way of a start if the first service is taken by any of some leaders; a way at a time. */
export type Explainer = (start: Instant, leaders: readonly (Provider | undefined)[]) => Steps<Reason[]>;

/**
 * What starts on a local date of a zone. Limits count by that date, so that whoever takes the first service, and whenever, the
 * others are the same.
 */
interface Visit {
  /** Any one of its starts. */
  start: Instant;
  zone: Zone;
  /** For each service and instant, the ways to serve it and all after it. */
  rests: Map<Instant, Choice>[];
}

/** Looks at every way to serve a start, and tells of the one with the fewest obstacles; packing, and what visits add up to, aside. */
export function obstaclesIn(situation: Situation): Explainer {
  const { problem, services } = situation;
  if (services.some(({ shape, providers }) => providers.length < shape.crew)) {
    // Too few people are looked at as if there were enough.
    const explain = obstaclesIn(situationOf(without(problem, ['NO_RESOURCE'])));
    return function* (...asked) {
      return reasonsOf(obstaclesOf(...(yield* explain(...asked)), 'NO_RESOURCE'));
    };
  }
  const unitsFor = unitsIn(situation);
  const inTheWay = peopleIn(situation);

  const rulesOf = remembered((leader: Provider | undefined) => {
    const stay = staysOf(situation, situation.zoneFor(leader));
    return startRules.map(([reason, rule]) => ({ bit: obstaclesOf(reason), allowed: rule(problem, stay) }));
  });
  const broken = (start: Instant, leader: Provider | undefined) =>
    rulesOf(leader).reduce((sum, { bit, allowed }) => (has(allowed, start) ? sum : sum | bit), 0);

  /** @param leader who takes it; undefined: anybody */
  function crewFor(index: number, at: Instant, { start, zone }: Visit, leader?: Provider): Choice {
    const { shape, providers } = services[index] ?? {};
    if (!shape || !providers || shape.crew === 0) return [0];
    const obstacles = (provider: Provider) => inTheWay(index, at, provider, start, zone);
    if (!leader) return anyOf(shape.crew, providers.map(obstacles));
    if (shape.crew === 1) return obstacles(leader);
    const others = providers.filter((provider) => provider !== leader);
    return both(obstacles(leader), anyOf(shape.crew - 1, others.map(obstacles)));
  }

  /** All that may follow a service that starts at `at`. */
  function* after(index: number, at: Instant, visit: Visit): Steps<Choice> {
    const { shape } = services[index] ?? {};
    if (!shape || index === services.length - 1) return [0];
    const choices: Obstacles[] = [];
    for (let gap = 0; gap <= problem.maxGap; gap += STEP)
      choices.push(...(yield* restFrom(index + 1, at + shape.minutes + gap, visit)));
    return either(choices);
  }

  function* restFrom(index: number, at: Instant, visit: Visit): Steps<Choice> {
    const known = visit.rests[index]?.get(at);
    if (known) return known;
    const served = both(crewFor(index, at, visit), unitsFor(index, at));
    yield;
    const rest = both(served, yield* after(index, at, visit));
    visit.rests[index]?.set(at, rest);
    return rest;
  }

  const visits = new Map<string, Visit>();
  function visitOn(start: Instant, zone: Zone): Visit {
    const key = `${zone.toLocal(start).day} ${zone.name}`;
    const visit = visits.get(key) ?? { start, zone, rests: services.map(() => new Map<Instant, Choice>()) };
    visits.set(key, visit);
    return visit;
  }

  return function* (start, leaders) {
    const ways: Obstacles[] = [];
    // Whoever takes the first service, its units and what follows are the same.
    const rests = new Map<Visit, Choice>();
    for (const leader of leaders) {
      const visit = visitOn(start, situation.zoneFor(leader));
      const rest = rests.get(visit) ?? both(unitsFor(0, start), yield* after(0, start, visit));
      rests.set(visit, rest);
      const served = both([broken(start, leader)], crewFor(0, start, visit, leader));
      ways.push(...both(served, rest));
      yield;
    }
    return reasonsOf(fewest(ways));
  };
}

/** What keeps a provider from a service at `at`, as part of what starts at `start` in a zone. */
function peopleIn(situation: Situation) {
  const { problem, services, timeOf } = situation;
  const workingWithout = remembered((reason: Reason) => {
    const rest = without(problem, [reason]);
    const lifted = situationOf(rest);
    const byId = new Map(rest.providers?.map((provider) => [provider.id, provider]));
    return ({ id }: Provider): Ranges => {
      const provider = byId.get(id);
      return provider ? lifted.timeOf(provider).working : NEVER;
    };
  });
  const timesOf = remembered((provider: Provider) => ({
    working: timeOf(provider).working,
    usual: workingWithout('HOLIDAY')(provider),
    always: workingWithout('OUTSIDE_HOURS')(provider),
    off: timeOf(provider).off,
    busy: timeOf(provider).busy(),
  }));
  const limitsIn = remembered((zone: Zone) => {
    const stay = staysOf(situation, zone);
    return remembered((provider: Provider) =>
      providerRules.map(([reason, rule]) => ({
        bit: obstaclesOf(reason),
        allowed: rule(provider, problem, stay, limitedMinutes(situation)),
      })),
    );
  });

  function ofHours(
    { working, usual, always }: ReturnType<typeof timesOf>,
    from: Instant,
    to: Instant,
  ): Choice {
    if (covers(working, from, to)) return [0];
    const found: Obstacles[] = [];
    if (covers(always, from, to)) found.push(obstaclesOf('OUTSIDE_HOURS'));
    if (covers(usual, from, to)) found.push(obstaclesOf('HOLIDAY'));
    return found.length > 0 ? found : [obstaclesOf('OUTSIDE_HOURS', 'HOLIDAY')];
  }

  function ofRun(provider: Provider, run: Run, at: Instant): Choice {
    const times = timesOf(provider);
    const from = at + run.offset;
    const to = from + run.minutes;
    let found = 0;
    if (!isClear(times.off, from, to)) found |= obstaclesOf('TIME_OFF');
    if (!isClear(times.busy, from, to)) found |= obstaclesOf('BUSY');
    else if (!isClear(times.busy, ...takenBy(run, at))) found |= obstaclesOf('BUFFER');
    return both(ofHours(times, from, to), [found]);
  }

  return (index: number, at: Instant, provider: Provider, start: Instant, zone: Zone): Choice => {
    const runs = services[index]?.shape.providerRuns ?? [];
    const broken = limitsIn(zone)(provider).filter(({ allowed }) => !has(allowed, start));
    const limits = broken.reduce((sum, { bit }) => sum | bit, 0);
    return runs.reduce<Choice>((sum, run) => both(sum, ofRun(provider, run, at)), [limits]);
  };
}

/** What keeps the runs of a service from finding their units. */
function unitsIn({ problem, services }: Situation) {
  const lifted = remembered((reasons: readonly Reason[]) => situationOf(without(problem, reasons)).services);
  return (index: number, at: Instant): Choice => {
    if (services[index]?.shape.resourceRuns.length === 0) return [0];
    const found = FOR_UNITS.filter((reasons) => has(lifted(reasons)[index]?.resources() ?? NEVER, at));
    return either(found.map((reasons) => obstaclesOf(...reasons)));
  };
}
