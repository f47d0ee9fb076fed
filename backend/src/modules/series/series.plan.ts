import { setImmediate as turn } from 'node:timers/promises';
import type { SqlCtx } from '../../lib/context.ts';
import { AppError, fail, failWith } from '../../lib/errors.ts';
import { dateOf, dayOf, instantOf } from '../../scheduling/days.ts';
import { findSlots } from '../../scheduling/engine.ts';
import { answerSeries, expandSeries, type SeriesDate, type SeriesRule } from '../../scheduling/series.ts';
import type { Instant, Problem, Reason, Slot } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { loadProblem, type Loaded } from '../availability/availability.problem.ts';
import { atDesk } from '../availability/availability.rules.ts';
import { offeredSessions } from '../availability/availability.sessions.ts';
import { draftFrom, type Draft } from '../bookings/bookings.draft.ts';
import { isServed, notOffered, reasonsAt, SlotGone, type Wish } from '../bookings/bookings.wish.ts';
import { reduced, totalOf, type Reduction } from '../coupons/coupons.price.ts';
import type { Settings, Vertical } from '../verticals/verticals.contract.ts';
import { MOST_DATES, seriesErrors, type SeriesWish } from './series.contract.ts';

const failSeries = failWith(seriesErrors);
const refuse = (field: string, message: string) => fail('VALIDATION', { details: [{ field, message }] });

/** Local days around a date in which an alternative may be. */
const DAYS_AROUND = 7;
/** What the engine looks at together; a year of weeks with its alternatives. */
const MOST_DAYS = 399;
const MINUTES_OF_DAYS = 400 * 1440;

/** A series as it was understood: its starts, and what the engine needs about all of them. */
export interface SeriesPlan {
  loaded: Loaded;
  rhythm: Settings['series'][number];
  rule: SeriesRule;
  /** Ascending. */
  starts: Instant[];
  wish: Omit<Wish, 'start'>;
}

function untilOf({ until, start }: SeriesWish, timeZone: string): number | undefined {
  if (until === undefined) return undefined;
  const day = dayOf(until);
  if (day <= zoneOf(timeZone).toLocal(instantOf(start)).day) throw refuse('until', 'is after the first date');
  return day;
}

/** @throws VALIDATION naming what makes it too long */
function startsOf(rule: SeriesRule, first: Instant, timeZone: string): Instant[] {
  const starts = expandSeries(rule, first, timeZone);
  const field = rule.count === undefined ? 'until' : 'count';
  if (starts.length > MOST_DATES) throw refuse(field, `makes more than ${MOST_DATES} dates`);
  const days = ((starts.at(-1) ?? first) - first) / 1440;
  if (days + 2 * DAYS_AROUND + 2 > MOST_DAYS || starts.length < (rule.count ?? 2))
    throw refuse(field, 'reaches further than a year, or makes fewer than two dates');
  return starts;
}

/**
 * Loads what a series is about, all dates together, by as many statements as one booking takes.
 * @throws POLICY_NO_SERIES, VALIDATION naming the field, POLICY_NOT_OFFERED, and what `loadProblem` throws
 */
export async function planSeries(
  ctx: SqlCtx,
  vertical: Vertical,
  asked: SeriesWish,
  customerId: string | undefined,
): Promise<SeriesPlan> {
  const { items, locationId, seats, weekdays } = asked;
  const first = instantOf(asked.start);
  const away = first - ctx.now().getTime() / 60_000;
  if (Math.abs(away) > MINUTES_OF_DAYS) throw notOffered([away > 0 ? 'TOO_FAR' : 'NOTICE']);
  const zone = vertical.locale.timeZone;
  const load = (from: number, to: number) =>
    loadProblem(ctx, vertical, { items, locationId, from, to, customerId });
  // Which rhythms there are, and in which zone, is known once something is loaded.
  const { day } = zoneOf(zone).toLocal(first);
  const { settings, timeZone } = await load(day, day);
  const rhythm = settings.series.find(({ key }) => key === asked.rhythm);
  if (!settings.features.series || !rhythm) throw failSeries('POLICY_NO_SERIES');
  const { unit, every } = rhythm;
  const rule: SeriesRule = { unit, every, weekdays, count: asked.count, until: untilOf(asked, timeZone) };
  const starts = startsOf(rule, first, timeZone);
  const dayIn = (start: Instant) => zoneOf(timeZone).toLocal(start).day;
  const loaded = await load(dayIn(first) - DAYS_AROUND, dayIn(starts.at(-1) ?? first) + DAYS_AROUND);
  return {
    loaded: isServed(ctx, loaded) ? atDesk(loaded) : loaded,
    rhythm,
    rule,
    starts,
    wish: { items, locationId, seats, customerId },
  };
}

/** The question for the dates after one that is taken: its time and its count stand in their way, too. */
export function after(problem: Problem, { takes, startsAt, endsAt, items }: Draft): Problem {
  const served = new Set(items.flatMap(({ providerIds }) => providerIds));
  const busyOf = (id: string) =>
    takes.filter(({ subjectId }) => subjectId === id).map(({ from, to }) => [from, to] as const);
  return {
    ...problem,
    providers: problem.providers?.map((provider) => ({
      ...provider,
      busy: [...provider.busy, ...busyOf(provider.id)],
      bookings: served.has(provider.id)
        ? [...(provider.bookings ?? []), [startsAt, endsAt] as const]
        : provider.bookings,
    })),
    resources: problem.resources.map((unit) => ({ ...unit, busy: [...unit.busy, ...busyOf(unit.id)] })),
    customer: problem.customer && { activeBookings: [...problem.customer.activeBookings, startsAt] },
  };
}

/** Whether an error says that a start cannot be had, and not that something is wrong. */
export const isRefusal = (error: unknown) =>
  error instanceof SlotGone || (error instanceof AppError && error.code === 'POLICY_NOT_OFFERED');

function discounted(draft: Draft, { rhythm }: SeriesPlan): Draft {
  const { discountBasisPoints: basisPoints, name } = rhythm;
  if (basisPoints === 0) return draft;
  const reduction = { kind: 'series' as const, name: { ...name } as Reduction['name'], by: { basisPoints } };
  const priceLines = reduced(draft.priceLines, reduction, draft.loaded.settings.payments.tax);
  return { ...draft, priceLines, total: totalOf(priceLines) };
}

/**
 * Who takes what at each start, one after the other, at the price of the series.
 * @returns in the order of the starts; undefined for those that cannot be had
 */
export async function draftSeries(
  ctx: SqlCtx,
  plan: SeriesPlan,
  starts: readonly Instant[],
): Promise<{ drafts: (Draft | undefined)[]; problem: Problem }> {
  let { problem } = plan.loaded;
  const drafts: (Draft | undefined)[] = [];
  for (const start of starts) {
    try {
      const draft = await draftFrom(ctx, { ...plan.loaded, problem }, { ...plan.wish, start });
      problem = after(problem, draft);
      drafts.push(discounted({ ...draft, loaded: plan.loaded }, plan));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      drafts.push(undefined);
    }
    await turn();
  }
  return { drafts, problem };
}

/** What is offered around a date that is not free itself. */
function slotsAround({ loaded, wish }: SeriesPlan, problem: Problem, start: Instant): readonly Slot[] {
  const { day } = zoneOf(loaded.timeZone).toLocal(start);
  if (!loaded.sessions) return findSlots({ ...problem, from: day - DAYS_AROUND, to: day + DAYS_AROUND });
  const isNear = (slot: Slot) => Math.abs(slot.start - start) <= DAYS_AROUND * 1440;
  return offeredSessions({ ...loaded, problem }, wish.seats).offers.filter(isNear);
}

/**
 * Every date of a series: free, or why not and what is nearest (scheduling rules, section 6).
 * @returns with what would be booked, at the date or at its alternative; undefined where there is neither
 */
export async function answerDates(
  ctx: SqlCtx,
  plan: SeriesPlan,
): Promise<{ date: SeriesDate; draft: Draft | undefined }[]> {
  const { starts, loaded, wish } = plan;
  const { drafts, problem } = await draftSeries(ctx, plan, starts);
  const slots = new Map<Instant, readonly Slot[]>();
  const reasons = new Map<Instant, readonly Reason[]>();
  for (const [index, start] of starts.entries()) {
    const draft = drafts[index];
    if (draft) {
      slots.set(start, [{ start, end: draft.endsAt, providers: [] }]);
      continue;
    }
    const at = { ...loaded, problem };
    slots.set(
      start,
      slotsAround(plan, problem, start).filter((slot) => slot.start !== start),
    );
    reasons.set(start, (await reasonsAt(at, { ...wish, start })) ?? []);
    await turn();
  }
  const dates = answerSeries(
    starts,
    (start) => slots.get(start) ?? [],
    (start) => reasons.get(start) ?? [],
  );
  const instead = dates.flatMap((date) => (date.isFree || !date.alternative ? [] : [date.alternative.start]));
  const moved = await draftSeries(ctx, { ...plan, loaded: { ...loaded, problem } }, instead);
  const draftAt = new Map(instead.map((start, index) => [start, moved.drafts[index]]));
  return dates.map((date, index) => ({
    date,
    draft: date.isFree ? drafts[index] : date.alternative && draftAt.get(date.alternative.start),
  }));
}

/** As it is kept: local dates as text. */
export function keptRule({ until, ...rule }: SeriesRule): object {
  return { ...rule, ...(until !== undefined && { until: dateOf(until) }) };
}
