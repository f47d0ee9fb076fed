import type { Ctx, SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail, failWith } from '../../lib/errors.ts';
import { sameText } from '../../lib/secrets.ts';
import type { RunOnce } from '../../plugins/idempotency.ts';
import { isoOf } from '../../scheduling/days.ts';
import type { Instant } from '../../scheduling/types.ts';
import { partyOf, reachBooking } from './bookings.access.ts';
import { bookingErrors } from './bookings.contract.ts';
import { agreed, shareOf } from './bookings.policy.ts';
import { checkInCodeOf } from './bookings.secrets.ts';
import { settle, type Answer, type BookingDeps } from './bookings.settle.ts';
import { demandStep, type StepName } from './bookings.states.ts';
import { writeStep, type StepTaken } from './bookings.step.ts';
import type { Approval } from './bookings.steps.contract.ts';
import type { BookingRow } from './bookings.views.ts';
import { lock, releaseExpired } from './bookings.write.ts';

const failBooking = failWith(bookingErrors);

/** Which booking, by whom it is reached. */
export interface Which {
  id: string;
  token?: string | undefined;
}

/** @throws POLICY_TOO_EARLY */
function demandFrom({ now }: Ctx, from: Instant): void {
  if (now().getTime() >= from * 60_000) return;
  throw failBooking('POLICY_TOO_EARLY', { details: [{ field: 'now', message: isoOf(from) }] });
}

/**
 * Takes a step of `STEPS`.
 * @param decide what it leads to; called under the locks of the booking
 * @throws NOT_FOUND also for another's, FORBIDDEN, BOOKING_STATE, and what `decide` throws
 */
function take(
  ctx: Ctx,
  deps: BookingDeps,
  name: StepName,
  { id, token }: Which,
  once: RunOnce,
  decide: (ctx: SqlCtx, row: BookingRow) => StepTaken | Promise<StepTaken>,
): Promise<Answer> {
  const key = { secret: deps.env.APP_SECRET, token };
  return settle(ctx, deps, once, 200, async (ctx) => {
    const row = await reachBooking(ctx, key, id, 'booking:write');
    const by = partyOf(ctx, row);
    demandStep(name, row.state, by);
    lock(ctx, row.lockIds);
    const step = await decide(ctx, row);
    return writeStep(ctx, row, { ...step, data: { by, ...step.data } });
  });
}

/** The business says yes or no to a request; no frees its time. */
export function approveBooking(
  ctx: Ctx,
  deps: BookingDeps,
  { decision, reason, ...which }: Approval & Which,
  once: RunOnce,
): Promise<Answer> {
  const to = decision === 'accept' ? 'confirmed' : 'declined';
  return take(ctx, deps, decision, which, once, () => ({ to, reason }));
}

/**
 * Checks a customer in, from so many minutes before the start as was agreed.
 * @param code what they show; left out where staff sees who it is
 * @throws POLICY_TOO_EARLY, VALIDATION for the code of another booking
 */
export function checkIn(
  ctx: Ctx,
  deps: BookingDeps,
  { code, ...which }: Which & { code?: string | undefined },
  once: RunOnce,
): Promise<Answer> {
  return take(ctx, deps, 'checkIn', which, once, (ctx, row) => {
    const right = checkInCodeOf(deps.env.APP_SECRET, ctx.tenant.id, row.id);
    if (code !== undefined && !sameText(code, right))
      throw fail('VALIDATION', { details: [{ field: 'code', message: 'is not of this booking' }] });
    demandFrom(ctx, row.startsAt - row.terms.checkInMinutesBefore);
    return { to: 'checked_in', data: { byCode: code !== undefined } };
  });
}

export function undoCheckIn(ctx: Ctx, deps: BookingDeps, which: Which, once: RunOnce): Promise<Answer> {
  return take(ctx, deps, 'undoCheckIn', which, once, () => ({ to: 'confirmed' }));
}

/** What was booked has been done; whoever came need not have been checked in. @throws POLICY_TOO_EARLY before the start */
export function completeBooking(ctx: Ctx, deps: BookingDeps, which: Which, once: RunOnce): Promise<Answer> {
  return take(ctx, deps, 'complete', which, once, (ctx, row) => {
    demandFrom(ctx, row.startsAt);
    return { to: 'completed' };
  });
}

/** What a booking becomes whose customer did not come: they owe what was agreed. */
export const noShowOf = ({ policy, total }: BookingRow) => ({
  to: 'no_show' as const,
  fee: shareOf(agreed(policy).noShowFee, total),
});

/** The customer did not come: the rest of the time is free. @throws POLICY_TOO_EARLY before the start */
export function markNoShow(
  ctx: Ctx,
  deps: BookingDeps,
  { reason, ...which }: Which & { reason?: string | undefined },
  once: RunOnce,
): Promise<Answer> {
  return take(ctx, deps, 'noShow', which, once, (ctx, row) => {
    demandFrom(ctx, row.startsAt);
    return { ...noShowOf(row), reason };
  });
}

const blocks = (table: string) =>
  `${table}.state IN ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked')`;

const GIVEN_AWAY = statement<{ isGivenAway: boolean }>(`
  SELECT EXISTS (
    SELECT FROM booking_items i
      JOIN allocations a ON a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
      JOIN allocations o ON o.tenant_id = a.tenant_id AND o.subject_id = a.subject_id AND o.period && a.period
    WHERE i.tenant_id = $1 AND i.booking_id = $2 AND ${blocks('o')}
  ) OR EXISTS (
    SELECT FROM booking_items i
      JOIN seats s ON s.tenant_id = i.tenant_id AND s.booking_item_id = i.id
      JOIN seats o ON o.tenant_id = s.tenant_id AND o.class_session_id = s.class_session_id AND o.number = s.number
    WHERE i.tenant_id = $1 AND i.booking_id = $2 AND ${blocks('o')}
  ) AS "isGivenAway"`);

/**
 * The customer came after all: nothing is owed for not coming, and the time is theirs again.
 * @throws BOOKING_STATE where it has been given to somebody else meanwhile
 */
export function undoNoShow(ctx: Ctx, deps: BookingDeps, which: Which, once: RunOnce): Promise<Answer> {
  return take(ctx, deps, 'undoNoShow', which, once, async (ctx, row) => {
    releaseExpired(ctx, { subjectIds: row.lockIds, sessionIds: row.lockIds });
    const [found] = await ctx.sql(GIVEN_AWAY, [ctx.tenant.id, row.id]);
    if (found?.isGivenAway) {
      const message = 'has been given to somebody else';
      throw failBooking('BOOKING_STATE', { details: [{ field: 'time', message }] });
    }
    return { to: 'confirmed' };
  });
}
