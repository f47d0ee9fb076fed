import { gridStarts, missingStarts } from './grid.ts';
import { obstaclesIn } from './obstacles.ts';
import { groundsOf, leadersOf, offersOf, type Offer } from './offers.ts';
import { situationOf, type Situation } from './prepare.ts';
import { staysOf } from './rosters.ts';
import { finish, type Steps } from './steps.ts';
import type { Instant, Problem, Provider, Reason, Refusal } from './types.ts';
import { without } from './without.ts';

/**
 * Every start of the grid within [from, to] that is not offered, ascending, with why (scheduling rules, section 8). The grid is
 * that of whoever may take the first service, and of the problem's zone where nobody may.
 *
 * The reasons of a start are those of the way to serve it that has the fewest in its way: with all that they name taken
 * away from the problem (`without`), it is offered. A wall time that does not exist has only NONEXISTENT_TIME, and is told at the
 * instant it is moved to, unless that is a start itself.
 */
export function explainStarts(problem: Problem): Refusal[] {
  return finish(explaining(problem));
}

/**
 * `explainStarts`, a provider or a start at a time.
 * @param only the one start that is meant; left out, all
 */
export function* explaining(problem: Problem, only?: Instant): Steps<Refusal[]> {
  const situation = situationOf(problem);
  if (situation.asked.length === 0) return [];
  const leaders = leadersOf(situation);
  const lookers = leaders.length > 0 ? leaders : [undefined];
  const offered = yield* startsOf(offersOf(situation));
  const isMeant = (start: Instant) => (only ?? start) === start && !offered.has(start);
  const { grid } = problem.rules;
  const lookersAt = new Map<Instant, (Provider | undefined)[]>();
  const missing = new Set<Instant>();
  for (const looker of lookers) {
    const stay = staysOf(situation, situation.zoneFor(looker));
    for (const start of gridStarts(situation.asked, grid, stay, groundsOf(situation, looker))) {
      if (!isMeant(start)) continue;
      const known = lookersAt.get(start);
      if (known) known.push(looker);
      else lookersAt.set(start, [looker]);
    }
    for (const start of missingStarts(situation.asked, grid, stay)) if (isMeant(start)) missing.add(start);
    yield;
  }
  const obstacles = obstaclesIn(situation);
  const complete = completed(situation);
  const refused: Refusal[] = [];
  for (const [start, looking] of lookersAt) {
    refused.push({ start, reasons: yield* complete(start, yield* obstacles(start, looking)) });
  }
  for (const start of missing)
    if (!lookersAt.has(start)) refused.push({ start, reasons: ['NONEXISTENT_TIME'] });
  return refused.sort((a, b) => a.start - b.start);
}

/**
 * Adds what shows only once everything else is out of the way: that packing hides a start, or that a visit takes somebody for too many
 * minutes of a day.
 */
function completed(
  situation: Situation,
): (start: Instant, reasons: readonly Reason[]) => Steps<readonly Reason[]> {
  const { problem, services } = situation;
  const { packing, providerMinutesPerDay } = problem.rules;
  const possible: Reason[][] = [[]];
  if (packing === 'noOrphans') possible.push(['PACKING']);
  if (services.length > 1 && providerMinutesPerDay !== undefined)
    possible.push(...possible.map((reasons): Reason[] => ['DAY_LIMIT', ...reasons]));

  const original = new Map(problem.providers?.map((provider) => [provider.id, provider]));
  const known = new Map<string, ReadonlySet<Instant>>();
  function* offeredWithout(reasons: readonly Reason[]): Steps<ReadonlySet<Instant>> {
    const key = reasons.join(' ');
    let starts = known.get(key);
    if (!starts) {
      const lifted = situationOf(without(problem, reasons));
      starts = yield* startsOf(
        offersOf(lifted, (leader) => groundsOf(situation, leader && original.get(leader.id))),
      );
      known.set(key, starts);
    }
    return starts;
  }
  return function* (start, reasons) {
    if (possible.length === 1) return reasons;
    for (const more of possible) {
      const all = [...new Set([...reasons, ...more])];
      if ((yield* offeredWithout(all)).has(start)) return all;
    }
    return reasons;
  };
}

function* startsOf(offers: Iterable<Offer>): Steps<ReadonlySet<Instant>> {
  const all = new Set<Instant>();
  for (const { starts } of offers) {
    for (const start of starts) all.add(start);
    yield;
  }
  return all;
}
