import * as z from 'zod/mini';
import { about, filled, wallTime, without } from './verticals.fields.ts';

const count = z.int().check(z.gte(1), z.lte(1000));
const minutesUpTo = (most: number) => z.int().check(z.gte(0), z.lte(most));
const DAY = 1440;

export const fixedStarts = z.array(wallTime).check(z.minLength(1), z.maxLength(96));

const cutoff = z.strictObject({
  daysBefore: about(z.int().check(z.gte(0), z.lte(60)), 'Local days before that of the start.'),
  time: about(wallTime, 'Wall-clock time of that day until which one can book.'),
});

/** Every rule of scheduling (scheduling rules, sections 4 and 5), without defaults: a layer of settings names any of them. */
export const schedulingRules = {
  slotInterval: about(z.int().check(z.gte(1), z.lte(DAY)), 'Minutes between one start and the next.'),
  alignment: about(
    z.enum(['clock', 'workStart']),
    'Where starts are counted from: the hours of the clock, or the beginning of the working time.',
  ),
  fixedStarts: about(
    fixedStarts,
    'Wall-clock starts in their order, instead of the grid: ["09:00", "10:30"].',
  ),
  packing: about(
    z.enum(['all', 'noOrphans']),
    'Which starts are offered: all, or not those that leave an unusable gap beside them.',
  ),
  minGap: about(
    z.int().check(z.gte(5), z.lte(480)),
    'Minutes from which a gap is of use. Left out: the shortest service of the provider.',
  ),
  minNoticeMinutes: about(minutesUpTo(129_600), 'Minutes that must lie between booking and start.'),
  cutoff: about(cutoff, 'Until when one can book: "18:00 the day before".'),
  maxAdvanceDays: about(z.int().check(z.gte(0), z.lte(399)), 'How many local days ahead one can book.'),
  visitMaxGap: about(
    minutesUpTo(240).check(z.multipleOf(5, 'Write a multiple of 5')),
    'Minutes that may lie between two services of one visit, in steps of 5.',
  ),
  providerPerDay: about(count, 'Most bookings of one provider on one local day.'),
  providerPerWeek: about(count, 'Most bookings of one provider in one week.'),
  providerMinutesPerDay: about(
    z.int().check(z.gte(1), z.lte(DAY)),
    'Most minutes of one provider on one day.',
  ),
  customerActive: about(count, 'Most coming bookings that one customer may have.'),
  customerPerDay: about(count, 'Most bookings of one customer on one local day.'),
  assignment: about(
    z.enum(['leastBusy', 'roundRobin', 'priority', 'random']),
    'Who takes a booking whose customer named nobody.',
  ),
  closedOnHolidays: about(z.boolean(), 'Whether public holidays of the country and region are days off.'),
  holdMinutes: about(
    z.int().check(z.gte(1), z.lte(60)),
    'Minutes for which a chosen time is kept while booking.',
  ),
  approval: about(z.boolean(), 'Whether the business says yes or no to each booking.'),
  checkInMinutesBefore: about(minutesUpTo(DAY), 'Minutes before the start from which one can check in.'),
  autoReleaseMinutes: about(
    z.int().check(z.gte(1), z.lte(DAY)),
    'Minutes after the start at which what nobody checked in to is given free. Left out: never.',
  ),
  completeAfterMinutes: about(
    z.int().check(z.gte(0), z.lte(10_080)),
    'Minutes after the end at which a booking counts as done, if staff has not said anything else. Left out: only staff says so.',
  ),
  waitlistOfferMinutes: about(
    z.int().check(z.gte(1), z.lte(DAY)),
    'Minutes for which freed time is kept for the first of the waitlist.',
  ),
};

export const scheduling = filled(schedulingRules, {
  slotInterval: 15,
  alignment: 'clock',
  packing: 'all',
  minNoticeMinutes: 60,
  maxAdvanceDays: 60,
  visitMaxGap: 0,
  assignment: 'leastBusy',
  closedOnHolidays: true,
  holdMinutes: 10,
  approval: false,
  checkInMinutesBefore: 60,
  waitlistOfferMinutes: 15,
});

/** What may be left out, and so is what a layer can be without. */
const LIMITS = [
  'fixedStarts',
  'minGap',
  'cutoff',
  'providerPerDay',
  'providerPerWeek',
  'providerMinutesPerDay',
  'customerActive',
  'customerPerDay',
  'autoReleaseMinutes',
  'completeAfterMinutes',
] as const;

export const schedulingLayerRules = { ...schedulingRules, without: without(LIMITS) };
export const schedulingLayer = filled(schedulingLayerRules, {});

export type Scheduling = z.infer<typeof scheduling>;
export type SchedulingLayer = z.infer<typeof schedulingLayer>;
