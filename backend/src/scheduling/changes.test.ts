import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problems } from '../../test/scheduling/arbitraries.ts';
import { changedDays } from './changes.ts';
import { DAY } from './days.ts';
import { findSlots } from './engine.ts';
import { parseProblem } from './plain.ts';
import type { Interval, LocalDay, Problem, Provider, Resource, Slot, Subject } from './types.ts';
import { zoneOf } from './zones.ts';

const SEED = 20_261_121;

/** What happens between two questions: minutes pass, and somebody's time is taken or given back. */
const happenings = fc.record({
  minutes: fc.oneof(fc.nat({ max: 90 }), fc.nat({ max: 3 * DAY })),
  taken: fc.array(
    fc.record({
      who: fc.nat({ max: 9 }),
      kind: fc.constantFrom('busy', 'cells', 'booking', 'freed'),
      day: fc.integer({ min: -2, max: 11 }),
      /** Most of what matters beyond its own date is near midnight. */
      minute: fc.oneof(fc.integer({ min: -180, max: 180 }), fc.nat({ max: DAY })),
      minutes: fc.integer({ min: 1, max: 180 }),
    }),
    { maxLength: 3 },
  ),
});
type Happenings = typeof happenings extends fc.Arbitrary<infer Value> ? Value : never;

const limits = fc.record(
  {
    providerMinutesPerDay: fc.integer({ min: 30, max: 300 }),
    providerPerWeek: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: [] },
);

function taking<One extends Subject & Partial<Provider>>(
  one: One,
  { kind, day, minute, minutes }: Happenings['taken'][number],
  { from, timeZone }: Problem,
): One {
  const at = zoneOf(timeZone).toInstant(from + day, 0) + minute;
  const span: Interval = [at, at + minutes];
  if (kind === 'freed') return { ...one, busy: one.busy.slice(1) };
  if (kind === 'busy') return { ...one, busy: [...one.busy, span] };
  if (kind === 'booking')
    return { ...one, busy: [...one.busy, span], bookings: [...(one.bookings ?? []), span] };
  const origin = (from - 4) * DAY;
  const bits = Uint8Array.from(one.taken?.bits ?? new Uint8Array((20 * DAY) / 40));
  bits[Math.floor((at - origin) / 40)] = 0b0111_1110;
  return { ...one, taken: { origin, bits } };
}

function later(problem: Problem, { minutes, taken }: Happenings): Problem {
  const providers: Provider[] = [...(problem.providers ?? [])];
  const resources: Resource[] = [...problem.resources];
  for (const happening of taken) {
    const index = happening.who % Math.max(1, providers.length + resources.length);
    const provider = providers[index];
    const resource = resources[index - providers.length];
    if (provider) providers[index] = taking(provider, happening, problem);
    else if (resource) resources[index - providers.length] = taking(resource, happening, problem);
  }
  return { ...problem, now: problem.now + minutes, providers: problem.providers && providers, resources };
}

const onDay = (problem: Problem, slots: readonly Slot[], day: LocalDay) =>
  slots.filter(({ start }) => zoneOf(problem.timeZone).toLocal(start).day === day);

test('where nothing has changed, the same is offered', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(problems, limits, happenings, (plain, limits, happened) => {
      const read = parseProblem(plain);
      const problem = { ...read, to: read.from + 9, rules: { ...read.rules, ...limits } };
      const after = later(problem, happened);
      const changed = changedDays(problem, after);
      const [was, is] = [findSlots(problem), findSlots(after)];
      for (let { from: day } = problem; day <= problem.to; day += 1)
        if (!changed.has(day)) expect(onDay(after, is, day)).toEqual(onDay(problem, was, day));
    }),
    { numRuns: 2_000, seed: SEED },
  );
});

const plain = {
  now: '2026-03-02T09:00:00-03:00',
  timeZone: 'America/Argentina/Buenos_Aires',
  from: '2026-03-04',
  to: '2026-03-30',
  service: { durationMinutes: 30 },
  rules: { slotInterval: 30 },
  providers: [{ id: 'ana', weekly: [{ days: [1], start: '09:00', end: '12:00' }] }],
};

test('a booking concerns its day and those beside it, the minute nothing that is far', () => {
  const problem = parseProblem(plain);
  const [ana] = problem.providers ?? [];
  if (!ana) throw new Error('Ana is missing');
  const at = (problem.from + 6) * DAY + 13 * 60;
  const booked = {
    ...problem,
    now: problem.now + 1,
    providers: [{ ...ana, busy: [[at, at + 30] as const] }],
  };
  expect([...changedDays(problem, booked)]).toEqual([5, 6, 7].map((day) => problem.from + day));
  expect([...changedDays(problem, { ...problem, now: problem.now + 1 })]).toEqual([]);
});
