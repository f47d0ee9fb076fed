// Problems of the plain-file form (scheduling rules, section 10), most of them where clocks change, in all IANA zones.
// What is drawn are small numbers relative to an anchor, written down at the end, so that a counterexample shrinks.
import fc from 'fast-check';
import { type Anchor, anchor, drawnWall, zone } from './arbitraries/anchor.ts';
import { type Drawn, maybe, steps, weighted } from './arbitraries/draw.ts';
import { hours, subject, writeHours, writeSubject } from './arbitraries/hours.ts';
import { PROVIDER_IDS, service, TYPES, writeService } from './arbitraries/services.ts';
import { DAY } from './reference/clock.ts';
import type { WrittenProblem, WrittenRules } from './reference/form.ts';

const rules = fc.record({
  slotInterval: weighted(
    [12, fc.constantFrom(60, 30, 20, 15, 45)],
    [4, fc.constantFrom(10, 5, 7, 90)],
    [1, fc.constantFrom(1, 720, 1440)],
  ),
  alignment: fc.constantFrom(undefined, 'clock' as const, 'workStart' as const),
  fixedStarts: maybe(12, fc.array(drawnWall, { maxLength: 6, size: 'max' })),
  minNoticeMinutes: maybe(25, weighted([3, steps(30, 0, 60)], [1, fc.nat({ max: 4 * DAY })])),
  cutoff: maybe(20, fc.record({ daysBefore: fc.nat({ max: 3 }), time: drawnWall })),
  maxAdvanceDays: maybe(20, fc.nat({ max: 6 })),
  packing: fc.constantFrom(undefined, 'all' as const, 'noOrphans' as const, 'noOrphans' as const),
  minGap: maybe(50, weighted([3, steps(15, 0, 8)], [1, fc.nat({ max: 200 })])),
  providerPerDay: maybe(20, fc.nat({ max: 3 })),
  providerPerWeek: maybe(20, fc.nat({ max: 5 })),
});

function writeRules(drawn: Drawn<typeof rules>, anchor: Anchor): WrittenRules {
  const { slotInterval, fixedStarts, cutoff } = drawn;
  return {
    ...drawn,
    slotInterval: fixedStarts ? undefined : slotInterval,
    fixedStarts: fixedStarts?.map((start) => anchor.wall(start)),
    cutoff: cutoff && { ...cutoff, time: anchor.wall(cutoff.time) },
  };
}

const problem = fc.record({
  anchor,
  /** Instead of the anchor's. */
  timeZone: maybe(10, zone),
  from: fc.integer({ min: -1, max: 1 }),
  days: fc.constantFrom(1, 1, 2, 3),
  now: weighted([6, steps(60, -72, -24)], [1, fc.integer({ min: -DAY, max: 3 * DAY })]),
  services: weighted(
    [3, fc.array(service, { minLength: 1, maxLength: 1 })],
    [1, fc.array(service, { minLength: 1, maxLength: 3, size: 'max' })],
  ),
  isVisit: fc.boolean(),
  maxGap: maybe(50, fc.nat({ max: 20 })),
  rules,
  location: maybe(
    50,
    fc.record({
      hours,
      holidays: maybe(40, fc.uniqueArray(fc.integer({ min: -1, max: 3 }), { maxLength: 2 })),
    }),
  ),
  providerIds: maybe(
    85,
    weighted(
      [9, fc.shuffledSubarray([...PROVIDER_IDS], { minLength: 1 })],
      [1, fc.shuffledSubarray([...PROVIDER_IDS])],
    ),
  ),
  providers: fc.array(fc.record({ subject, isAtAnchor: fc.boolean(), zone: maybe(50, zone) }), {
    minLength: PROVIDER_IDS.length,
    maxLength: PROVIDER_IDS.length,
  }),
  units: fc.array(fc.record({ type: fc.constantFrom(...TYPES), subject, isPlain: fc.boolean() }), {
    maxLength: 6,
    size: 'max',
  }),
});

function writeProblem(drawn: Drawn<typeof problem>): WrittenProblem {
  const { anchor, location } = drawn;
  const ids = drawn.providerIds;
  const providers =
    ids &&
    drawn.providers.slice(0, ids.length).map(({ subject, isAtAnchor, zone }, index) => ({
      id: ids[index] ?? '',
      timeZone: isAtAnchor ? anchor.zone : zone,
      ...writeSubject(subject, anchor),
    }));
  const services = drawn.services.map((service) => writeService(service, providers));
  const isVisit = services.length > 1 || drawn.isVisit;
  return {
    now: anchor.instantAt(drawn.now),
    timeZone: drawn.timeZone ?? anchor.zone,
    from: anchor.date(drawn.from),
    to: anchor.date(drawn.from + drawn.days - 1),
    service: isVisit ? undefined : services[0],
    visit: isVisit ? services : undefined,
    maxGap: drawn.maxGap,
    rules: writeRules(drawn.rules, anchor),
    location: location && {
      ...writeHours(location.hours, anchor),
      holidays: location.holidays?.map((days) => anchor.date(days)),
    },
    providers,
    resources: drawn.units.map(({ type, subject, isPlain }, index) => ({
      id: `r${index + 1}`,
      type,
      ...(isPlain ? {} : writeSubject(subject, anchor)),
    })),
  };
}

/** Problems of the plain-file form, as JSON.parse would give them. */
export const problems = problem.map(
  (drawn) => JSON.parse(JSON.stringify(writeProblem(drawn))) as WrittenProblem,
);
