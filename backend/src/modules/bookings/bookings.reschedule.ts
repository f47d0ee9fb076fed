import type { Ctx, SqlCtx } from '../../lib/context.ts';
import { fail, failWith } from '../../lib/errors.ts';
import { always, type RunOnce } from '../../plugins/idempotency.ts';
import { instantOf } from '../../scheduling/days.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { partyOf, reachBooking, type Key } from './bookings.access.ts';
import { wishOfHold } from './bookings.confirm.ts';
import { bookingErrors } from './bookings.contract.ts';
import { draftOf, underLock, type Draft } from './bookings.draft.ts';
import { demandAgreed, writeMove } from './bookings.move.ts';
import { agreed, whyNotMoved } from './bookings.policy.ts';
import { orAlternatives, settle, type Answer, type BookingDeps } from './bookings.settle.ts';
import { demandStep, type Party } from './bookings.states.ts';
import type { RescheduleRequest, ResizeRequest } from './bookings.steps.contract.ts';
import type { BookingRow } from './bookings.views.ts';
import type { Wish } from './bookings.wish.ts';
import { detailsOf } from './bookings.write.ts';

const failBooking = failWith(bookingErrors);

/** The same services at another time; with whom they were asked for, unless somebody else is named. */
function wishOfMove(row: BookingRow, { start, sessionId, providerIds }: RescheduleRequest): Wish {
  const kept = wishOfHold(row);
  if (providerIds && providerIds.length !== kept.items.length) {
    const message = `names one for each of the ${kept.items.length} services`;
    throw fail('VALIDATION', { details: [{ field: 'providerIds', message }] });
  }
  return {
    ...kept,
    items: kept.items.map((item, index) =>
      providerIds ? { ...item, providerId: providerIds[index] ?? undefined } : item,
    ),
    start: instantOf(start),
    sessionId,
    customerId: row.customer?.id,
    exceptBookingId: row.id,
    leaves: row.startsAt,
  };
}

/** Staff moves what it has to; its customer as was agreed. @throws POLICY_NOT_MOVED */
function demandMovable(ctx: SqlCtx, row: BookingRow, party: Party): void {
  if (party === 'staff' || party === 'system') return;
  const message = whyNotMoved(agreed(row.policy), row, ctx.now().getTime());
  if (message) throw failBooking('POLICY_NOT_MOVED', { details: [{ field: 'start', message }] });
}

/** @throws POLICY_SAME_TIME for where the booking stands already, with the same people */
function demandElsewhere(row: BookingRow, { startsAt, session, items }: Draft): void {
  const served = row.items.map(({ details }) => details.providerIds);
  const isSame =
    startsAt === row.startsAt &&
    (session?.id ?? null) === (row.items[0]?.sessionId ?? null) &&
    JSON.stringify(served) === JSON.stringify(items.map(({ providerIds }) => providerIds));
  if (isSame) throw failBooking('POLICY_SAME_TIME');
}

interface Reached {
  id: string;
  token?: string | undefined;
}

/** Gives a booking that the actor reaches another time, if they may take the step from its state. */
function retime(
  ctx: Ctx,
  deps: BookingDeps,
  step: 'reschedule' | 'resize',
  { id, token }: Reached,
  once: RunOnce,
  work: (ctx: SqlCtx, vertical: Vertical, row: BookingRow, party: Party) => Promise<BookingRow>,
): Promise<Answer> {
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  const key: Key = { secret: deps.env.APP_SECRET, token };
  return orAlternatives(ctx, deps, vertical, () =>
    settle(ctx, deps, once, 200, async (ctx) => {
      const row = await reachBooking(ctx, key, id, 'booking:write');
      const party = partyOf(ctx, row);
      demandStep(step, row.state, party);
      return work(ctx, vertical, row, party);
    }),
  );
}

/**
 * Moves a booking, with its id, to another start that is offered, or to another session of its class: it takes the new time
 * and leaves the old one in the same transaction. Its own time, seats and count do not stand in its way.
 * @throws SLOT_TAKEN with alternatives, POLICY_NOT_OFFERED, POLICY_NOT_MOVED for its customer, PRICE_HIGHER, POLICY_SAME_TIME,
 *   BOOKING_STATE, NOT_FOUND also for another's, and what `loadProblem` throws
 */
export const rescheduleBooking = (
  ctx: Ctx,
  deps: BookingDeps,
  request: RescheduleRequest & Reached,
  once: RunOnce = always,
): Promise<Answer> =>
  retime(ctx, deps, 'reschedule', request, once, async (ctx, vertical, row, party) => {
    demandMovable(ctx, row, party);
    const wish = wishOfMove(row, request);
    const draft = await draftOf(ctx, vertical, wish);
    demandElsewhere(row, draft);
    const firm = await underLock(ctx, vertical, wish, draft, row.lockIds);
    demandAgreed(party, [{ row, draft: firm }], request.priceUpTo);
    return writeMove(ctx, row, firm, detailsOf(firm, wish), { party, reason: request.reason });
  });

/** The same time with the same people, of which one service takes longer or shorter. @throws VALIDATION */
function wishOfResize(row: BookingRow, { item, minutes }: ResizeRequest): Wish {
  const kept = wishOfHold(row);
  if (!row.items[item])
    throw fail('VALIDATION', { details: [{ field: 'item', message: 'is not one of its services' }] });
  if (row.items[item].sessionId !== null)
    throw fail('VALIDATION', { details: [{ field: 'minutes', message: 'is decided by the timetable' }] });
  // A crew is not named; who of it is there already comes first.
  const whoOf = (index: number) => {
    const { providerIds = [] } = row.items[index]?.details ?? {};
    return providerIds.length === 1 ? providerIds[0] : undefined;
  };
  return {
    ...kept,
    items: kept.items.map((one, index) => ({
      ...one,
      providerId: whoOf(index),
      ...(index === item && { minutes }),
    })),
    customerId: row.customer?.id,
    exceptBookingId: row.id,
    leaves: row.startsAt,
    isStanding: true,
  };
}

/**
 * Makes a service of a booking take longer, or shorter, than by itself: whoever serves sees what it needs. What follows in
 * the same visit moves along; the start and the price stay, and so does the length when the booking is moved later.
 * @throws SLOT_TAKEN with alternatives where something else is in its way, POLICY_NOT_OFFERED with reasons, POLICY_SAME_TIME,
 *   BOOKING_STATE, FORBIDDEN for its customer, NOT_FOUND also for another's, and what `loadProblem` throws
 */
export const resizeBooking = (
  ctx: Ctx,
  deps: BookingDeps,
  request: ResizeRequest & Reached,
  once: RunOnce = always,
): Promise<Answer> =>
  retime(ctx, deps, 'resize', request, once, async (ctx, vertical, row, party) => {
    const wish = wishOfResize(row, request);
    const draft = await draftOf(ctx, vertical, wish);
    const { startsAt = 0, endsAt = 0 } = row.items[request.item] ?? {};
    if (endsAt - startsAt === request.minutes) throw failBooking('POLICY_SAME_TIME');
    const firm = await underLock(ctx, vertical, wish, draft, row.lockIds);
    const details = detailsOf(firm, wish).map((detail, index) => ({
      ...detail,
      isNamed: row.items[index]?.details.isNamed ?? false,
    }));
    const resized = { item: request.item, minutes: [endsAt - startsAt, request.minutes] };
    return writeMove(ctx, row, firm, details, { party, reason: request.reason, resized });
  });
