import { DAY, dayOf, weekdayOf } from './days.ts';
import { pathOf, type Mistake, type Path } from './plain.errors.ts';
import type { PlainHours, PlainProblem, PlainService } from './plain.schema.ts';
import type { LocalDay } from './types.ts';

/** Zones and minutes are at home between these years; `DAYS` may lie between the first day and the last. */
const [EARLIEST, LATEST] = ['1970-01-01', '2100-12-31'];
const DAYS = 400;

type Tell = (path: Path, message: string) => void;

/** The mistakes that a schema cannot see, because they lie between two values (section 10). */
export function mistakesIn(problem: PlainProblem): Mistake[] {
  const mistakes: Mistake[] = [];
  const tell: Tell = (path, message) => mistakes.push({ path: pathOf(path), message });
  checkDates(problem, tell);
  if (problem.rules.slotInterval === undefined && !problem.rules.fixedStarts)
    tell(['rules', 'slotInterval'], 'is missing: write the minutes between two starts, or "fixedStarts"');
  checkServices(problem, tell);
  for (const part of ['providers', 'resources'] as const) {
    const ids = new Set<string>();
    for (const [index, { id, ...hours }] of (problem[part] ?? []).entries()) {
      if (ids.has(id)) tell([part, index, 'id'], `"${id}" is there twice: give each an id of its own`);
      ids.add(id);
      checkHours(hours, [part, index], tell);
    }
  }
  if (problem.location) checkHours(problem.location, ['location'], tell);
  return mistakes;
}

function checkDates({ now, from, to }: PlainProblem, tell: Tell): void {
  for (const [key, day] of Object.entries({ now: now / DAY, from, to }))
    if (day < dayOf(EARLIEST) || day >= dayOf(LATEST) + 1)
      tell([key], `should be from ${EARLIEST} to ${LATEST}`);
  if (from > to) tell(['from'], 'is after "to": exchange the two');
  if (to - from > DAYS) tell(['to'], `is ${to - from} days after "from": ask for at most ${DAYS} at once`);
}

function checkServices({ service, visit = [], providers }: PlainProblem, tell: Tell): void {
  if (service && visit.length > 0) tell(['visit'], 'stands beside "service": leave out one of the two');
  if (!service && visit.length === 0) tell(['service'], 'is missing: write it, or "visit" with several');
  if (service) checkService(service, ['service'], providers, tell);
  for (const [index, item] of visit.entries()) checkService(item, ['visit', index], providers, tell);
}

function checkService(
  { durationMinutes, segments, resources, providers, providerIds = [] }: PlainService,
  path: Path,
  people: PlainProblem['providers'],
  tell: Tell,
): void {
  if (!segments && durationMinutes === undefined)
    tell([...path, 'durationMinutes'], 'is missing: write how many minutes it takes, or "segments"');
  const parts = segments?.map((segment, index) => ({ ...segment, path: [...path, 'segments', index] })) ?? [
    { provider: true, resources, path },
  ];
  for (const part of parts) {
    const types = part.resources.map(({ type }) => type);
    for (const [index, type] of types.entries())
      if (types.indexOf(type) < index)
        tell(
          [...part.path, 'resources', index, 'type'],
          `"${type}" is there twice: write it once, with the sum as its quantity`,
        );
  }
  const takesPeople = people !== undefined && providers > 0;
  if (!parts.some((part) => part.resources.length > 0 || (takesPeople && part.provider)))
    tell(path, 'takes nothing: it needs providers (in the problem too) or resources');
  for (const [index, id] of providerIds.entries())
    if (!people?.some((provider) => provider.id === id))
      tell([...path, 'providerIds', index], `"${id}" is none of the providers: correct it, or leave it out`);
}

interface Span {
  path: Path;
  start: number;
  end: number;
}

function checkHours({ weekly = [], overrides = [] }: PlainHours, path: Path, tell: Tell): void {
  const tellOverlap = (one: Span, other: Span) =>
    tell(one.path, `overlaps ${pathOf(other.path)}: shorten one of the two, or make one of both`);

  const weeks = weekly.map((interval, index) => ({ ...interval, path: [...path, 'weekly', index] }));
  for (const [index, one] of weeks.entries())
    for (const other of weeks.slice(0, index))
      if (
        overlap(one, other) &&
        one.days.some((day) => other.days.includes(day) && bothHold(day, one, other))
      )
        tellOverlap(one, other);

  const spans = overrides.flatMap(({ date, intervals }, index) =>
    intervals.map(([start, end], at) => {
      return { date, start, end, path: [...path, 'overrides', index, 'intervals', at] };
    }),
  );
  for (const sameDate of Map.groupBy(spans, ({ date }) => date).values())
    for (const [index, one] of sameDate.entries())
      for (const other of sameDate.slice(0, index)) if (overlap(one, other)) tellOverlap(one, other);
}

const overlap = (one: Span, other: Span) => one.start < other.end && other.start < one.end;

interface Validity {
  validFrom?: LocalDay | undefined;
  validTo?: LocalDay | undefined;
}

/** Whether there is a date of that weekday on which both hold. */
function bothHold(weekday: number, one: Validity, other: Validity): boolean {
  const first = Math.max(one.validFrom ?? -Infinity, other.validFrom ?? -Infinity);
  const last = Math.min(one.validTo ?? Infinity, other.validTo ?? Infinity);
  if (last - first >= 6) return true;
  for (let day = first; day <= last; day += 1) if (weekdayOf(day) === weekday) return true;
  return false;
}
