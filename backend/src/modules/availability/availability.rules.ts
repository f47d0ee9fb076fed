import type { Grid, Instant, MinuteOfDay, Problem, Rules } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import type { Scheduling } from '../verticals/verticals.contract.ts';

/** @param time "09:30" */
export function minuteOf(time: string): MinuteOfDay {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const limits = values.filter((value) => value !== undefined);
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

function gridOf({ fixedStarts, alignment, slotInterval }: Scheduling): Grid {
  return fixedStarts ? { fixedStarts: fixedStarts.map(minuteOf) } : { alignment, slotInterval };
}

/** More days before is earlier, whatever the time of day. */
function earliest(cutoffs: readonly Scheduling['cutoff'][]): Rules['cutoff'] {
  const [first] = cutoffs
    .filter((cutoff) => cutoff !== undefined)
    .map(({ daysBefore, time }) => ({ daysBefore, time: minuteOf(time) }))
    .sort((a, b) => b.daysBefore - a.daysBefore || a.time - b.time);
  return first;
}

/**
 * The rules of what is asked for (scheduling rules, section 4): the grid and the packing of the first service; of
 * everything that limits, what is strictest among all services.
 * @param first the first service's scheduling settings @param all those of every service, the first included
 */
export function rulesOf(first: Scheduling, all: readonly Scheduling[]): Rules {
  const strictest = (key: LimitKey) => least(all.map((settings) => settings[key]));
  return {
    grid: gridOf(first),
    minNotice: Math.max(...all.map(({ minNoticeMinutes }) => minNoticeMinutes)),
    cutoff: earliest(all.map(({ cutoff }) => cutoff)),
    packing: first.packing,
    minGap: first.minGap,
    maxAdvanceDays: strictest('maxAdvanceDays'),
    providerPerDay: strictest('providerPerDay'),
    providerPerWeek: strictest('providerPerWeek'),
    providerMinutesPerDay: strictest('providerMinutesPerDay'),
    customerActive: strictest('customerActive'),
    customerPerDay: strictest('customerPerDay'),
  };
}

type LimitKey =
  | 'maxAdvanceDays'
  | 'providerPerDay'
  | 'providerPerWeek'
  | 'providerMinutesPerDay'
  | 'customerActive'
  | 'customerPerDay';

/** Whoever walked in so many minutes ago is still in time. */
const MOMENT = 15;

/** The same for those who serve there: what customers owe them binds them not, neither limits nor notice nor a last hour. */
export function atDesk<Loaded extends { problem: Problem }>(loaded: Loaded): Loaded {
  const { problem } = loaded;
  const rules = { ...problem.rules, minNotice: -MOMENT, cutoff: undefined };
  return { ...loaded, problem: { ...problem, customer: undefined, rules } };
}

/**
 * The same for what stands there already and is to take another time, as staff decides: that it begins there has been decided,
 * however late it is, and whatever the rules are by now. Who is taken, and when it is closed, counts.
 */
export function standing<Loaded extends { problem: Problem }>(loaded: Loaded, start: Instant): Loaded {
  const { problem } = loaded;
  const { minute } = zoneOf(problem.timeZone).toLocal(start);
  const rules: Rules = { grid: { fixedStarts: [minute] }, minNotice: 0, packing: 'all' };
  const now = Math.min(problem.now, start);
  return { ...loaded, problem: { ...problem, now, customer: undefined, rules } };
}

/** Whether bookings of providers must be counted. */
export const limitsProviders = ({ providerPerDay, providerPerWeek, providerMinutesPerDay }: Rules): boolean =>
  (providerPerDay ?? providerPerWeek ?? providerMinutesPerDay) !== undefined;

/** Whether bookings of the customer must be counted. */
export const limitsCustomers = ({ customerActive, customerPerDay }: Rules): boolean =>
  (customerActive ?? customerPerDay) !== undefined;
