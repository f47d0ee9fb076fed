import type { Deps } from '../../deps.ts';
import { inPrepared, type Ctx } from '../../lib/context.ts';
import { dayOf } from '../../scheduling/days.ts';
import type { MoveQuery } from '../availability/availability.contract.ts';
import { loadProblem } from '../availability/availability.problem.ts';
import { atDesk } from '../availability/availability.rules.ts';
import { answerAbout, type Answer } from '../availability/availability.service.ts';
import { totalOf } from '../coupons/coupons.price.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { partyOf, reachBooking, type Key } from './bookings.access.ts';
import { wishOfHold } from './bookings.confirm.ts';
import { linesWhereItStands, movedTotal } from './bookings.prices.ts';
import { demandStep } from './bookings.states.ts';
import { isServed } from './bookings.wish.ts';

/**
 * When a booking could be instead: what is free for the same services with those who were asked for, where its own time,
 * seats and count do not stand in its way. The start that it has is none of them. Prices are those that it would have then.
 * @throws NOT_FOUND also for another's, BOOKING_STATE for what is not moved any more, and what `loadProblem` throws
 */
export async function findElsewhere(
  ctx: Ctx,
  deps: Pick<Deps, 'verticals'>,
  key: Key,
  { id, from, to }: MoveQuery & { id: string },
): Promise<Pick<Answer, 'json' | 'tag'>> {
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  const { loaded, row, seats } = await inPrepared(ctx, async (ctx) => {
    const row = await reachBooking(ctx, key, id, 'booking:write');
    demandStep('reschedule', row.state, partyOf(ctx, row));
    const { items, locationId, seats } = wishOfHold(row);
    const loaded = await loadProblem(ctx, vertical, {
      items,
      locationId,
      from: from === undefined ? undefined : dayOf(from),
      to: to === undefined ? undefined : dayOf(to),
      customerId: row.customer?.id,
      exceptBookingId: row.id,
    });
    return { loaded: isServed(ctx, loaded) ? atDesk(loaded) : loaded, row, seats };
  });
  const before = totalOf(linesWhereItStands(loaded, row));
  const cost = (price: number) => movedTotal(row.total, before, price * seats);
  return answerAbout(loaded, vertical, { seats, leaves: row.startsAt, cost });
}
