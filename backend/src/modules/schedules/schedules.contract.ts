import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { line } from '../catalogue/manage.contract.ts';

// Minutes of the local day are those that the wall clock shows; an end past 1440 is on the next day.
const startMinute = z.int().check(z.gte(0), z.lte(1439));
const endMinute = z.int().check(z.gte(1), z.lte(2879));
const inOrder = z.refine<{ startMinute: number; endMinute: number }>(
  ({ startMinute, endMinute }) => endMinute > startMinute && endMinute <= startMinute + 1440,
  { error: 'End after the start, and at most 24 hours later.', path: ['endMinute'] },
);

const FIRST_DATE = '2000-01-01';
const LAST_DATE = '2099-12-31';
export const date = z.iso
  .date('Write a date, as 2026-03-01.')
  .check(z.refine((day) => day >= FIRST_DATE && day <= LAST_DATE, 'Write a date of this century.'));

export const wholeMinute = z.iso
  .datetime({ offset: true, error: 'Write an instant with its offset, as 2026-03-01T12:00:00Z.' })
  .check(
    z.refine((text) => Date.parse(text) % 60_000 === 0, 'Write a whole minute.'),
    z.refine((text) => text >= FIRST_DATE && text.slice(0, 10) <= LAST_DATE, 'Write a date of this century.'),
  );

export const reason = z.optional(z.nullable(line(200)));

// ── Weekly hours

const weeklyInterval = z
  .strictObject({
    /** ISO: 1 is Monday. */
    weekday: z.int().check(z.gte(1), z.lte(7)),
    startMinute,
    endMinute,
    /** Local dates on which it begins to hold and ceases to, both inclusive. Null: always. */
    validFrom: z._default(z.nullable(date), null),
    validTo: z._default(z.nullable(date), null),
  })
  .check(
    inOrder,
    z.refine(({ validFrom, validTo }) => !validFrom || !validTo || validFrom <= validTo, {
      error: 'End no earlier than it begins.',
      path: ['validTo'],
    }),
  );
export type WeeklyInterval = z.infer<typeof weeklyInterval>;

export const weeklyHoursBody = z.strictObject({
  /**
   * All of them. An empty list: never open. Null, for places and units: no hours are kept; a place is open all day, a unit
   * whenever its place is.
   */
  intervals: z.nullable(z.array(weeklyInterval).check(z.maxLength(200))),
});
export type WeeklyHoursBody = z.infer<typeof weeklyHoursBody>;

export const weeklyHours = z.strictObject({
  intervals: z.nullable(
    z.array(
      z.strictObject({
        weekday: z.int(),
        startMinute: z.int(),
        endMinute: z.int(),
        validFrom: z.nullable(z.string()),
        validTo: z.nullable(z.string()),
      }),
    ),
  ),
});
export type WeeklyHours = z.infer<typeof weeklyHours>;

// ── Date overrides

export const dayInterval = z.strictObject({ startMinute, endMinute }).check(inOrder);

export const dateOverrideBody = z.strictObject({
  /** They replace the weekly hours of this date. None: closed. */
  intervals: z.array(dayInterval).check(z.maxLength(24)),
  reason,
});
export type DateOverrideBody = z.infer<typeof dateOverrideBody>;

export const dateParams = z.strictObject({ id: z.uuid(), date });
/** Local dates, both inclusive. */
export const datesQuery = z.strictObject({ ...pageQuery, from: z.optional(date), to: z.optional(date) });

export const dateOverride = z.strictObject({
  date: z.string(),
  intervals: z.array(z.strictObject({ startMinute: z.int(), endMinute: z.int() })),
  /** Null for those who may not change it. */
  reason: z.nullable(z.string()),
});
export type DateOverride = z.infer<typeof dateOverride>;

// ── Time off

export const timeOffBody = z
  .strictObject({
    /** Either instants, both ... */
    startsAt: z.optional(wholeMinute),
    endsAt: z.optional(wholeMinute),
    /** ... or whole local dates, both, inclusive. */
    startDate: z.optional(date),
    endDate: z.optional(date),
    reason,
  })
  .check(
    z.refine(({ startsAt, endsAt }) => !startsAt || !endsAt || Date.parse(startsAt) < Date.parse(endsAt), {
      error: 'End after the start.',
      path: ['endsAt'],
    }),
    z.refine(({ startDate, endDate }) => !startDate || !endDate || startDate <= endDate, {
      error: 'End no earlier than it begins.',
      path: ['endDate'],
    }),
  );
export type TimeOffBody = z.infer<typeof timeOffBody>;

export const timeOffQuery = z.strictObject(pageQuery);

export const timeOff = z.strictObject({
  id: z.uuid(),
  startsAt: z.nullable(z.string()),
  endsAt: z.nullable(z.string()),
  startDate: z.nullable(z.string()),
  endDate: z.nullable(z.string()),
  /** Null for those who may not change it. */
  reason: z.nullable(z.string()),
});
export type TimeOff = z.infer<typeof timeOff>;

// ── Holidays

export const holidays = z.strictObject({
  /** Whether they close the place, as far as no service says otherwise. */
  closed: z.boolean(),
  /** Local dates of the year to come, ascending. */
  dates: z.array(z.string()),
});
export type Holidays = z.infer<typeof holidays>;
