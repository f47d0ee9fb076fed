import { offersOf, type Offer } from './offers.ts';
import { missingStarts } from './grid.ts';
import { offTime, openingTime, providerTime, resourceTime, type Stay } from './hours.ts';
import {
  cutoffRange,
  customerRange,
  dayLimitRange,
  noticeRange,
  weekLimitRange,
  windowRange,
} from './limits.ts';
import { remembered, situationOf, type Prepared, type Situation } from './prepare.ts';
import {
  covers,
  has,
  intersect,
  isClear,
  rangesOf,
  startsFitting,
  type Ranges,
  type Stretch,
} from './ranges.ts';
import { providerMinutes } from './runs.ts';
import type { Hours, Instant, Problem, Provider, Reason, Refusal } from './types.ts';
import { zoneOf } from './zones.ts';

/**
 * Every start of the grid within [from, to] that is not offered, ascending, with why (scheduling rules, section 8). Looked at
 * is the way without gaps, by the providers to whom the least stands in the way: take all that is named away and it can be
 * booked.
 */
export function explainStarts(problem: Problem): Refusal[] {
  const situation = situationOf(problem);
  const offers = offersOf(situation);
  const offered = new Set(offers.flatMap(({ starts }) => starts));
  const obstacles = obstaclesIn(situation);
  const refused = new Map<Instant, readonly Reason[]>();
  const note = (start: Instant, reasons: readonly Reason[]) => {
    const known = refused.get(start);
    if (!known || reasons.length < known.length) refused.set(start, reasons);
  };
  for (const offer of offers)
    for (const start of offer.grid()) if (!offered.has(start)) note(start, obstacles(offer, start));
  const zone = zoneOf(problem.timeZone);
  const asked = rangesOf(zone.dates(problem.from, problem.to));
  const stays = offers.length > 0 ? offers.map(({ outlook }) => outlook.stay) : [situation.stayIn(zone)];
  for (const stay of new Set(stays))
    for (const start of missingStarts(problem.rules.grid, stay))
      if (has(asked, start) && !offered.has(start)) refused.set(start, ['NONEXISTENT_TIME']);
  return [...refused].sort(([a], [b]) => a - b).map(([start, reasons]) => ({ start, reasons }));
}

/** Working time as it would be without this or that, to tell which of them is in the way. */
interface Whys {
  ordinary: Ranges;
  actual: Ranges;
  holidays: Ranges;
  off: Ranges;
  busy: Ranges;
}

function obstaclesIn(situation: Situation): (offer: Offer, start: Instant) => Reason[] {
  const { problem, services, timeOf, unitsOf } = situation;
  const place = zoneOf(problem.timeZone);
  const { location } = problem;
  const worked = new Set(location?.overrides?.map(({ day }) => day));
  const kept = (location?.holidays ?? []).filter((day) => !worked.has(day));
  const holidaysBut = ({ overrides = [] }: Hours) => {
    const own = new Set(overrides.map(({ day }) => day));
    return rangesOf(kept.filter((day) => !own.has(day)).flatMap((day) => place.dates(day, day)));
  };
  const opening = remembered((holidays: 'kept' | 'ignored') =>
    openingTime(location, situation.stayIn(place), holidays),
  );
  const whysOf = remembered((provider: Provider): Whys => {
    const stay = situation.stayIn(location ? place : zoneOf(provider.timeZone));
    const usual = location && { ...location, holidays: [] };
    return {
      ordinary: providerTime(provider, usual, opening('ignored'), stay),
      actual: timeOf(provider).working,
      holidays: location ? holidaysBut(provider) : [],
      off: offTime(provider, stay),
      busy: timeOf(provider).busy,
    };
  });

  function ofRun({ ordinary, actual, holidays, off, busy }: Whys, run: Stretch, at: Instant): Reason[] {
    const from = at + run.offset;
    const to = from + run.minutes;
    const found: Reason[] = [];
    if (!covers(ordinary, from, to)) found.push('OUTSIDE_HOURS');
    if (!covers(actual, from, to) && !isClear(holidays, from, to)) found.push('HOLIDAY');
    if (!isClear(off, from, to)) found.push('TIME_OFF');
    if (!isClear(busy, from, to)) found.push('BUSY');
    else if (!isClear(busy, from - run.before, to + run.after)) found.push('BUFFER');
    return found;
  }

  const minutes = services.reduce((sum, { shape }) => sum + providerMinutes(shape), 0);
  const limitsIn = remembered((stay: Stay) =>
    remembered((provider: Provider) => ({
      day: dayLimitRange(provider, problem, stay, minutes),
      week: weekLimitRange(provider, problem, stay),
    })),
  );
  const ofEverybody = remembered((stay: Stay): [Reason, Ranges][] => [
    ['NOTICE', noticeRange(problem)],
    ['CUTOFF', cutoffRange(problem, stay)],
    ['TOO_FAR', windowRange(problem, stay)],
    ['CUSTOMER_LIMIT', customerRange(problem, stay)],
  ]);

  function ofProvider(
    provider: Provider,
    { shape }: Prepared,
    at: Instant,
    { outlook, first }: Look,
  ): Reason[] {
    const found = shape.providerRuns.flatMap((run) => ofRun(whysOf(provider), run, at));
    const { day, week } = limitsIn(outlook.stay)(provider);
    if (!has(day, first)) found.push('DAY_LIMIT');
    if (!has(week, first)) found.push('WEEK_LIMIT');
    return [...new Set(found)];
  }

  /** Of the people who could do a service, those to whom the least stands in the way; the leader is one of them. */
  function ofCrew(service: Prepared, at: Instant, look: Look, leader: Provider | undefined): Reason[] {
    const { crew } = service.shape;
    if (crew === 0) return [];
    const others = service.providers
      .filter((provider) => provider !== leader)
      .map((provider) => ofProvider(provider, service, at, look))
      .sort((a, b) => a.length - b.length);
    const members = leader ? [ofProvider(leader, service, at, look), ...others] : others;
    return members.length < crew ? ['NO_RESOURCE'] : members.slice(0, crew).flat();
  }

  function ofResources({ shape }: Prepared, at: Instant): Reason[] {
    return shape.resourceRuns.flatMap((run): Reason[] => {
      const units = unitsOf(run.type, shape.crew > 0);
      const free = units.filter(({ time }) => has(startsFitting(time.free, time.busy, run), at));
      if (free.length >= run.quantity) return [];
      const from = at + run.offset;
      const to = from + run.minutes;
      const found: Reason[] = [];
      if (shape.crew === 0 && !covers(opening('kept'), from, to) && !isClear(holidaysBut({}), from, to))
        found.push('HOLIDAY');
      if (!covers(opening('ignored'), from, to)) found.push('OUTSIDE_HOURS');
      const stay = situation.stayIn(place);
      const lacking = units.filter(
        ({ unit, time }) =>
          !isClear(offTime(unit, stay), from, to) ||
          !isClear(time.busy, from - run.before, to + run.after) ||
          !covers(resourceTime(unit, intersect(opening('ignored'), [from, to]), stay), from, to),
      );
      if (found.length === 0 || units.length - lacking.length < run.quantity) found.push('NO_RESOURCE');
      return found;
    });
  }

  return (offer, start) => {
    const found = ofEverybody(offer.outlook.stay).flatMap(([reason, range]) =>
      has(range, start) ? [] : reason,
    );
    let at = start;
    for (const [index, service] of services.entries()) {
      const look = { outlook: offer.outlook, first: start };
      found.push(...ofCrew(service, at, look, index === 0 ? offer.provider : undefined));
      found.push(...ofResources(service, at));
      at += service.shape.minutes;
    }
    return found.length > 0 ? [...new Set(found)] : ['PACKING'];
  };
}

interface Look {
  outlook: Offer['outlook'];
  /** The start of the first service: limits count on its day. */
  first: Instant;
}
