import * as z from 'zod/mini';
import { DAY, dayOf, instantOf } from './days.ts';
import { zoneOf } from './zones.ts';

/** A text such as `example`, whose meaning `read` finds; what that throws says how to write it. */
function written<Value>(example: string, read: (text: string) => Value) {
  return z.pipe(
    z.string({
      error: ({ input }) => `${input === undefined ? 'is missing' : 'is no text'}: write it as "${example}"`,
    }),
    z.transform((text, { issues }) => {
      try {
        return read(text);
      } catch (error) {
        issues.push({
          code: 'custom',
          message: String(error instanceof Error ? error.message : error),
          input: text,
        });
        return z.NEVER;
      }
    }),
  );
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::(\d{2}(?:\.\d+)?))?(?:Z|[+-]\d{2}:\d{2})$/;

const instant = written('2026-03-01T12:00:00Z', (text) => {
  const [, date, seconds = '0'] = INSTANT.exec(text) ?? [];
  if (!date || Number.isNaN(Date.parse(text)))
    throw new RangeError(`"${text}" is not an instant: write it as 2026-03-01T12:00:00Z`);
  dayOf(date);
  if (Number(seconds) !== 0)
    throw new RangeError(`"${text}" is not a whole minute: write it with :00 seconds`);
  return instantOf(text);
});

const date = written('2026-03-01', dayOf);

const timeZone = written('Europe/London', (name) => {
  try {
    return zoneOf(name).name;
  } catch {
    throw new RangeError(`"${name}" is not a time zone: write a name such as "Europe/London"`);
  }
});

const minuteOfDay = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const wallTime = written('09:30', (text) => {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text))
    throw new RangeError(`"${text}" is not a time of day: write it as 09:30`);
  return minuteOfDay(text);
});

const endTime = written('17:30', (text) => {
  if (!/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text))
    throw new RangeError(`"${text}" is not an end: write it as 17:30, at most 24:00`);
  return minuteOfDay(text);
});

const count = z.int().check(z.minimum(0));
const positive = z.int().check(z.minimum(1));
const name = z.string().check(z.minLength(1));

const notEmpty = z.refine<{ start: number; end: number }>(({ start, end }) => start !== end, {
  error:
    'is the same as the start: move one of them (a whole day is 00:00 to 24:00), or leave the interval out',
  path: ['end'],
});

/** Past midnight it ends on the next local day. */
const lasting = ({ start, end }: { start: number; end: number }) => (end < start ? end + DAY : end);

const weekly = z.pipe(
  z
    .strictObject({
      days: z.array(positive.check(z.maximum(7))),
      start: wallTime,
      end: endTime,
      validFrom: z.optional(date),
      validTo: z.optional(date),
    })
    .check(notEmpty),
  z.transform((interval) => ({ ...interval, end: lasting(interval) })),
);

const interval = z.pipe(
  z.strictObject({ start: wallTime, end: endTime }).check(notEmpty),
  z.transform((interval) => [interval.start, lasting(interval)] as const),
);

const hours = {
  weekly: z.optional(z.array(weekly)),
  overrides: z.optional(z.array(z.strictObject({ date, intervals: z._default(z.array(interval), []) }))),
};

const forward = z.refine<[from: number, to: number, ...unknown[]]>(([from, to]) => from < to, {
  error: 'is not after its start: a range goes from an instant to a later one',
  path: [1],
});

const range = z.tuple([instant, instant]).check(forward);

const subject = {
  id: name,
  ...hours,
  timeOff: z._default(
    z.array(
      z.union(
        [range, date],
        'should be a date such as "2026-03-14", or two instants, from (inclusive) and to (exclusive)',
      ),
    ),
    [],
  ),
  busy: z._default(z.array(z.tuple([instant, instant, z.optional(z.literal('booking'))]).check(forward)), []),
};

const needs = z._default(z.array(z.strictObject({ type: name, quantity: z._default(positive, 1) })), []);

const service = z.strictObject({
  durationMinutes: z.optional(positive),
  bufferBefore: z._default(count, 0),
  bufferAfter: z._default(count, 0),
  providers: z._default(count, 1),
  resources: needs,
  providerIds: z.optional(z.array(z.string())),
  segments: z.optional(
    z
      .array(z.strictObject({ minutes: positive, provider: z._default(z.boolean(), true), resources: needs }))
      .check(z.minLength(1)),
  ),
});

/** The plain-file form (section 10), its texts read into instants, local days and minutes of the day. */
export const plainProblem = z.strictObject({
  now: instant,
  timeZone,
  from: date,
  to: date,
  service: z.optional(service),
  visit: z.optional(z.array(service).check(z.minLength(1))),
  maxGap: z._default(count, 0),
  rules: z.prefault(
    z.strictObject({
      slotInterval: z.optional(positive),
      alignment: z._default(z.enum(['clock', 'workStart']), 'clock'),
      fixedStarts: z.optional(z.array(wallTime)),
      minNoticeMinutes: z._default(count, 0),
      cutoff: z.optional(z.strictObject({ daysBefore: count, time: wallTime })),
      maxAdvanceDays: z.optional(count),
      packing: z._default(z.enum(['all', 'noOrphans']), 'all'),
      minGap: z.optional(count),
      providerPerDay: z.optional(count),
      providerPerWeek: z.optional(count),
    }),
    {},
  ),
  location: z.optional(z.strictObject({ ...hours, holidays: z._default(z.array(date), []) })),
  providers: z.optional(z.array(z.strictObject({ ...subject, timeZone: z.optional(timeZone) }))),
  resources: z._default(z.array(z.strictObject({ ...subject, type: name })), []),
});

export type PlainProblem = z.output<typeof plainProblem>;
export type PlainService = NonNullable<PlainProblem['service']>;
export type PlainHours = Pick<NonNullable<PlainProblem['location']>, 'weekly' | 'overrides'>;
