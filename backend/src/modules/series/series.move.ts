import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { always, PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { DAY, instantOf, isoOf } from '../../scheduling/days.ts';
import { lasting } from '../../scheduling/segments.ts';
import type { Instant, Problem } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { loadProblem, type Loaded } from '../availability/availability.problem.ts';
import { atDesk } from '../availability/availability.rules.ts';
import { touch } from '../availability/availability.freshness.ts';
import { partyOf, type Key } from '../bookings/bookings.access.ts';
import { persistently } from '../bookings/bookings.attempts.ts';
import { wishOfHold } from '../bookings/bookings.confirm.ts';
import { draftFrom, type Draft } from '../bookings/bookings.draft.ts';
import { bookingErrors } from '../bookings/bookings.contract.ts';
import { demandAgreed, writeMove } from '../bookings/bookings.move.ts';
import { agreed, whyNotMoved } from '../bookings/bookings.policy.ts';
import { demandStep } from '../bookings/bookings.states.ts';
import type { BookingDeps } from '../bookings/bookings.service.ts';
import type { BookingRow } from '../bookings/bookings.views.ts';
import { isServed, type Wish } from '../bookings/bookings.wish.ts';
import { detailsOf, lock } from '../bookings/bookings.write.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { meantBy } from './series.cancel.ts';
import { seriesErrors, type SeriesMove, type SeriesView } from './series.contract.ts';
import { after, isRefusal } from './series.plan.ts';
import { reachSeries, viewSeries } from './series.reach.ts';

const fail = failWith({ ...commonErrors, ...bookingErrors, ...seriesErrors });

/** Staff moves what it has to; customers as was agreed with each booking. @throws POLICY_NOT_MOVED naming the first */
function demandMovable(ctx: SqlCtx, meant: readonly BookingRow[]): void {
  for (const row of meant) {
    const party = partyOf(ctx, row);
    demandStep('reschedule', row.state, party);
    const message =
      party === 'staff' || party === 'system'
        ? undefined
        : whyNotMoved(agreed(row.policy), row, ctx.now().getTime());
    if (message)
      throw fail('POLICY_NOT_MOVED', { details: [{ field: 'bookingId', message: `${row.id}: ${message}` }] });
  }
}

/** Where each booking goes: as far as the named one, as the clock at the place shows it. */
function targetsOf(meant: readonly BookingRow[], named: BookingRow, start: Instant): Map<string, Instant> {
  const zone = zoneOf(named.timeZone);
  const wallOf = (instant: Instant) => {
    const { day, minute } = zone.toLocal(instant);
    return day * DAY + minute;
  };
  const by = wallOf(start) - wallOf(named.startsAt);
  return new Map(
    meant.map(({ id, startsAt }) => {
      const wall = wallOf(startsAt) + by;
      const day = Math.floor(wall / DAY);
      return [id, zone.toInstant(day, wall - day * DAY)];
    }),
  );
}

/** What the engine needs for all of them. Limits of the customer do not count: none is added. */
async function load(
  ctx: SqlCtx,
  vertical: Vertical,
  { items, locationId }: Wish,
  targets: ReadonlyMap<string, Instant>,
  { timeZone, customer }: BookingRow,
): Promise<Loaded> {
  const days = [...targets.values()].map((start) => zoneOf(timeZone).toLocal(start).day);
  const [from, to] = [Math.min(...days), Math.max(...days)];
  const away = from - Math.floor(ctx.now().getTime() / 60_000 / DAY);
  if (to - from > 399 || Math.abs(away) > 400)
    throw fail('VALIDATION', { details: [{ field: 'start', message: 'is too far away' }] });
  const customerId = customer?.id;
  const loaded = await loadProblem(ctx, vertical, { items, locationId, from, to, customerId });
  if (isServed(ctx, loaded)) return atDesk(loaded);
  return { ...loaded, problem: { ...loaded.problem, customer: undefined } };
}

/** The question for one of them: staff may have decided how long it takes. */
const askedFor = (problem: Problem, { items }: BookingRow): Problem => ({
  ...problem,
  services: problem.services.map((service, index) => {
    const minutes = items[index]?.details.minutes;
    return minutes === undefined ? service : { ...service, segments: lasting(service.segments, minutes) };
  }),
});

/** Who takes each at its new start, one after the other. @throws SERIES_CHANGED naming what is not free */
async function draftMoves(
  ctx: SqlCtx,
  loaded: Loaded,
  meant: readonly BookingRow[],
  targets: ReadonlyMap<string, Instant>,
): Promise<{ row: BookingRow; wish: Wish; draft: Draft }[]> {
  let { problem } = loaded;
  const moves: { row: BookingRow; wish: Wish; draft: Draft }[] = [];
  const refused: string[] = [];
  for (const row of meant) {
    const start = targets.get(row.id) ?? row.startsAt;
    const wish = { ...wishOfHold(row), start, sessionId: undefined, customerId: row.customer?.id };
    try {
      const draft = await draftFrom(ctx, { ...loaded, problem: askedFor(problem, row) }, wish);
      problem = after(problem, draft);
      moves.push({ row, wish, draft });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push(isoOf(start));
    }
  }
  if (refused.length > 0)
    throw fail('SERIES_CHANGED', { details: refused.map((message) => ({ field: 'start', message })) });
  return moves;
}

const LEAVE = statement(`
  WITH items AS (SELECT id FROM booking_items WHERE tenant_id = $1 AND booking_id = ANY($2::uuid[])),
    seats AS (DELETE FROM seats WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items))
  DELETE FROM allocations WHERE tenant_id = $1 AND booking_item_id IN (SELECT id FROM items)`);

async function move(
  ctx: SqlCtx,
  vertical: Vertical,
  key: Key,
  { id, start, priceUpTo, ...scope }: SeriesMove & { id: string },
): Promise<SeriesView> {
  const { bookings } = await reachSeries(ctx, key, id, 'booking:write');
  const meant = meantBy(ctx, bookings, scope);
  const named = meant.find((row) => row.id === scope.bookingId);
  if (!named)
    throw fail('VALIDATION', { details: [{ field: 'bookingId', message: 'is among those to be moved' }] });
  demandMovable(ctx, meant);
  const targets = targetsOf(meant, named, instantOf(start));
  const { items, ...place } = wishOfHold(named);
  const wish = { ...place, items: items.map((item) => ({ ...item, minutes: undefined })) };
  const before = await load(ctx, vertical, wish, targets, named);
  // Whoever may take them is locked before anything is given free: what is free then stays so.
  lock(ctx, [
    ...meant.flatMap(({ lockIds }) => lockIds),
    ...before.providers.map((provider) => provider.id),
    ...before.problem.resources.map((unit) => unit.id),
    ...(before.sessions ?? []).map((session) => session.id),
  ]);
  void ctx.sql(LEAVE, [ctx.tenant.id, meant.map((row) => row.id)]);
  const loaded = await load(ctx, vertical, wish, targets, named);
  const moves = await draftMoves(ctx, loaded, meant, targets);
  demandAgreed(partyOf(ctx, named), moves, priceUpTo);
  for (const { row, wish, draft } of moves)
    await writeMove(ctx, row, draft, detailsOf(draft, wish), { party: partyOf(ctx, row), reason: undefined });
  const now = await reachSeries(ctx, key, id, 'booking:write');
  return viewSeries(now.row, now.bookings);
}

/**
 * Moves one booking of a series, it and those after it, or all that have yet to begin, by the same time on the wall clock: all of
 * them or none.
 * @throws SERIES_CHANGED naming the starts that are not free, POLICY_NOT_MOVED, PRICE_HIGHER, NOT_FOUND also for another's, BOOKING_STATE,
 *   and what `loadProblem` throws
 */
export async function moveSeries(
  ctx: Ctx,
  deps: BookingDeps,
  { token, ...request }: SeriesMove & { id: string; token: string | undefined },
  once: RunOnce = always,
): Promise<Once<{ data: SeriesView }>> {
  const key: Key = { secret: deps.env.APP_SECRET, token };
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  const work = (ctx: SqlCtx) =>
    once(ctx, async () => ({ status: 200, body: { data: await move(ctx, vertical, key, request) } }));
  const answer = await persistently(() =>
    inPrepared(ctx, work, { lockTimeoutMs: PATIENCE_MS, timeoutMs: 15_000 }),
  );
  await touch(deps, ctx.tenant.id, answer.body.data.businessId);
  return answer;
}
