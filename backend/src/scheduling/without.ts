import { DAY } from './days.ts';
import { FAR } from './ranges.ts';
import type { Hours, Interval, Problem, Provider, Reason, RequestedService, Resource } from './types.ts';

const WHOLE_DAY: readonly Interval[] = [[0, DAY]];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, start: 0, end: DAY }));

/**
 * Open all day, beside the hours they have: those of the evening before may go on into a holiday. Dates with an override keep
 * one, for what it says about holidays.
 */
const openHours = ({ weekly = [], overrides }: Hours) => ({
  weekly: [...weekly, ...EVERY_DAY],
  overrides: overrides?.map(({ day, intervals }) => ({ day, intervals: [...intervals, ...WHOLE_DAY] })),
});

/** What a reason names, taken away from a problem. The grid of `workStart` stands on the hours as they were. */
const takeAway: Partial<Record<Reason, (problem: Problem) => Problem>> = {
  OUTSIDE_HOURS: (problem) => ({
    ...problem,
    location: problem.location && { ...problem.location, ...openHours(problem.location) },
    providers: problem.providers?.map((one) => ({ ...one, ...openHours(one), working: undefined })),
  }),
  HOLIDAY: (problem) => ({ ...problem, location: problem.location && { ...problem.location, holidays: [] } }),
  TIME_OFF: (problem) => ofProviders(problem, { timeOff: [], daysOff: [] }),
  BUSY: (problem) => ofProviders(problem, { busy: [], taken: undefined }),
  BUFFER: (problem) => ({
    ...problem,
    services: problem.services.map((service) => ({ ...service, bufferBefore: 0, bufferAfter: 0 })),
  }),
  NO_RESOURCE: withEnough,
  NOTICE: (problem) => ruled(problem, { minNotice: -FAR }),
  CUTOFF: (problem) => ruled(problem, { cutoff: undefined }),
  TOO_FAR: (problem) => ruled(problem, { maxAdvanceDays: undefined }),
  DAY_LIMIT: (problem) => ruled(problem, { providerPerDay: undefined, providerMinutesPerDay: undefined }),
  WEEK_LIMIT: (problem) => ruled(problem, { providerPerWeek: undefined }),
  CUSTOMER_LIMIT: (problem) => ruled(problem, { customerActive: undefined, customerPerDay: undefined }),
  PACKING: (problem) => ruled(problem, { packing: 'all' }),
};

/** A problem without what some reasons name (section 8). Of SOLD_OUT and NONEXISTENT_TIME there is nothing to take away. */
export function without(problem: Problem, reasons: readonly Reason[]): Problem {
  return reasons.reduce((rest, reason) => takeAway[reason]?.(rest) ?? rest, problem);
}

/** A problem as if nobody had taken any time yet. What the customer who asks has booked is counted still. */
export function untaken(problem: Problem): Problem {
  const free = { busy: [], taken: undefined };
  return {
    ...ofProviders(problem, { ...free, bookings: [] }),
    resources: problem.resources.map((unit) => ({ ...unit, ...free })),
  };
}

function ofProviders(problem: Problem, change: Partial<Provider>): Problem {
  return { ...problem, providers: problem.providers?.map((one) => ({ ...one, ...change })) };
}

function ruled(problem: Problem, change: Partial<Problem['rules']>): Problem {
  return { ...problem, rules: { ...problem.rules, ...change } };
}

/** More units than are needed, and as many people as the crews lack; free whenever the location is open. */
function withEnough(problem: Problem): Problem {
  const { services, resources, providers, timeZone } = problem;
  const units = services
    .flatMap(({ segments }) => segments.flatMap(({ resources }) => resources))
    .flatMap(({ type, quantity }) =>
      Array.from({ length: quantity }, (): Resource => ({ id: `more ${type}`, type, busy: [] })),
    );
  const lacking = services.map((service) => lackingFor(service, providers ?? []));
  const people = Array.from({ length: Math.max(...lacking) }, (_, number): Provider => ({
    id: `more ${number}`,
    timeZone,
    weekly: EVERY_DAY,
    busy: [],
  }));
  const idsOf = (index: number) => people.slice(0, lacking[index]).map(({ id }) => id);
  return {
    ...problem,
    resources: [...resources, ...units],
    providers: providers && [...providers, ...people],
    services: services.map((service, index) => ({
      ...service,
      providerIds: service.providerIds && [...service.providerIds, ...idsOf(index)],
    })),
  };
}

function lackingFor(
  { providers: crew, providerIds }: RequestedService,
  providers: readonly Provider[],
): number {
  const able = providers.filter(({ id }) => !providerIds || providerIds.includes(id));
  return Math.max(0, crew - able.length);
}
