import { isoOf } from './days.ts';
import { mistakesIn } from './plain.checks.ts';
import { messageOf, mistakesOf, PlainFormError } from './plain.errors.ts';
import { plainProblem, type PlainHours, type PlainProblem, type PlainService } from './plain.schema.ts';
import type { Hours, Interval, Problem, Reason, Refusal, RequestedService, Slot, Subject } from './types.ts';

export { PlainFormError, type Mistake } from './plain.errors.ts';

/**
 * A problem of the plain-file form (scheduling rules, section 10) as the engine takes it, defaults filled in.
 * @param json what `JSON.parse` gave
 * @throws PlainFormError with every mistake found: first those of single values, and where there is none those between values
 */
export function parseProblem(json: unknown): Problem {
  const parsed = plainProblem.safeParse(json, { error: messageOf });
  if (!parsed.success) throw new PlainFormError(parsed.error.issues.flatMap((issue) => mistakesOf(issue)));
  const mistakes = mistakesIn(parsed.data);
  if (mistakes.length > 0) throw new PlainFormError(mistakes);
  return problemOf(parsed.data);
}

function problemOf(plain: PlainProblem): Problem {
  const { now, timeZone, from, to, maxGap, location, providers } = plain;
  const services = (plain.visit ?? (plain.service ? [plain.service] : [])).map((service) =>
    requestedOf(service, providers !== undefined),
  );
  return {
    now,
    timeZone,
    from,
    to,
    services,
    maxGap,
    rules: rulesOf(plain, services),
    location: location && { ...hoursOf(location), holidays: location.holidays },
    providers: providers?.map((provider) => ({
      ...subjectOf(provider),
      timeZone: provider.timeZone ?? timeZone,
      bookings: provider.busy.filter(([, , kind]) => kind === 'booking').map(([start, end]) => [start, end]),
    })),
    resources: plain.resources.map((resource) => ({ ...subjectOf(resource), type: resource.type })),
  };
}

function requestedOf(service: PlainService, hasProviders: boolean): RequestedService {
  const { durationMinutes = 0, resources, bufferBefore, bufferAfter, providerIds } = service;
  const providers = hasProviders ? service.providers : 0;
  const segments = service.segments ?? [{ minutes: durationMinutes, provider: true, resources }];
  return {
    segments: segments.map((segment) => ({ ...segment, provider: segment.provider && providers > 0 })),
    providers,
    bufferBefore,
    bufferAfter,
    providerIds,
  };
}

function rulesOf({ rules }: PlainProblem, services: readonly RequestedService[]): Problem['rules'] {
  const { slotInterval = 1, alignment, fixedStarts, minNoticeMinutes, ...others } = rules;
  const lengths = services.map(({ segments }) => segments.reduce((sum, { minutes }) => sum + minutes, 0));
  return {
    ...others,
    grid: fixedStarts ? { fixedStarts } : { alignment, slotInterval },
    minNotice: minNoticeMinutes,
    // What else a provider can be booked for is not in the file.
    minGap: rules.minGap ?? Math.min(...lengths),
  };
}

function hoursOf({ weekly, overrides }: PlainHours): Hours {
  // Several entries of one date count together.
  const byDate = Map.groupBy(overrides ?? [], ({ date }) => date);
  return {
    weekly: weekly?.flatMap(({ days, ...interval }) =>
      [...new Set(days)].map((weekday) => ({ weekday, ...interval })),
    ),
    overrides: [...byDate].map(([day, entries]) => ({
      day,
      intervals: entries.flatMap(({ intervals }) => intervals),
    })),
  };
}

function subjectOf(
  subject: PlainProblem['resources'][number] | NonNullable<PlainProblem['providers']>[number],
): Subject {
  const { id, timeOff, busy } = subject;
  return {
    ...hoursOf(subject),
    id,
    timeOff: timeOff.filter((off) => typeof off !== 'number'),
    daysOff: timeOff.filter((off) => typeof off === 'number').map((day): Interval => [day, day]),
    busy: busy.map(([from, to]): Interval => [from, to]),
  };
}

/** The answer to one problem in the plain-file form. */
export interface PlainAnswer {
  slots: { /** "2026-03-02T09:30:00Z" */ start: string; providers: readonly string[] }[];
  count: number;
}

/** @param slots ascending, as the engine gives them */
export function answerOf(slots: readonly Slot[]): PlainAnswer {
  return {
    slots: slots.map(({ start, providers }) => ({ start: isoOf(start), providers })),
    count: slots.length,
  };
}

/** The starts that are not offered in the plain-file form, with their reasons (section 8). */
export function refusedOf(refusals: readonly Refusal[]): { start: string; reasons: readonly Reason[] }[] {
  return refusals.map(({ start, reasons }) => ({ start: isoOf(start), reasons }));
}
