// One problem of the plain-file form, read, with whatever is imagined away.
import { DAY, dayOf, instantOf, readInstant } from './clock.ts';
import type { WrittenProblem, WrittenResource, WrittenSubject } from './form.ts';
import { Hours } from './hours.ts';
import type { Range } from './minutes.ts';
import { servicesOf, type Service } from './services.ts';
import { NOTHING, type TakenAway } from './taken-away.ts';

export interface Taken {
  /** Ranges of instants that others have. */
  busy: Range[];
  /** Starts of the ranges that count towards the limits. */
  bookings: number[];
}

export interface World {
  problem: WrittenProblem;
  without: TakenAway;
  now: number;
  services: Service[];
  resources: WrittenResource[];
  hours: Hours;
  /** Hours with nothing imagined away: the grid is laid on them. */
  writtenHours: Hours;
  taken: Map<WrittenSubject, Taken>;
  /** What packing found out about a provider's local date. */
  isAllHidden: Map<string, boolean>;
}

export function worldOf(problem: WrittenProblem, without: TakenAway = NOTHING): World {
  const services = servicesOf(problem, without.has('BUFFER'));
  const { providers = [], resources = [], maxGap = 0 } = problem;
  // A provider's local date can reach two days beyond, working intervals matter for a day before that, and what begins has an end.
  const longest = services.reduce((total, { minutes }) => total + minutes + maxGap, 0);
  const stretch: Range = [
    instantOf('UTC', dayOf(problem.from) - 4, 0),
    instantOf('UTC', dayOf(problem.to) + 4, 0) + longest + DAY,
  ];
  const hours = new Hours(problem, stretch, without);
  return {
    problem,
    without,
    now: readInstant(problem.now),
    services,
    resources,
    hours,
    writtenHours: without.size > 0 ? new Hours(problem, stretch, NOTHING) : hours,
    taken: new Map([
      ...providers.map((provider) => [provider, takenOf(provider, without.has('BUSY'))] as const),
      ...resources.map((resource) => [resource, takenOf(resource, false)] as const),
    ]),
    isAllHidden: new Map(),
  };
}

function takenOf({ busy = [] }: WrittenSubject, isFree: boolean): Taken {
  return {
    busy: isFree ? [] : busy.map(([from, to]) => [readInstant(from), readInstant(to)]),
    bookings: busy.filter(([, , kind]) => kind === 'booking').map(([from]) => readInstant(from)),
  };
}
