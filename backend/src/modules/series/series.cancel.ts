import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { always, PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { touch } from '../availability/availability.freshness.ts';
import type { Key } from '../bookings/bookings.access.ts';
import { persistently } from '../bookings/bookings.attempts.ts';
import { writeCancellation } from '../bookings/bookings.cancel.ts';
import { bookingErrors } from '../bookings/bookings.contract.ts';
import type { BookingDeps } from '../bookings/bookings.service.ts';
import type { BookingRow } from '../bookings/bookings.views.ts';
import { lock } from '../bookings/bookings.write.ts';
import type { SeriesCancellation, SeriesScope, SeriesView } from './series.contract.ts';
import { reachSeries, viewSeries } from './series.reach.ts';

const fail = failWith({ ...commonErrors, ...bookingErrors });

/**
 * The bookings of a series that are meant and can still be changed: of several, those that have yet to begin.
 * @throws NOT_FOUND for a booking that is none of the series, BOOKING_STATE where nothing is left to change
 */
export function meantBy(
  { now }: Ctx,
  bookings: readonly BookingRow[],
  { scope, bookingId }: SeriesScope,
): BookingRow[] {
  const named = bookings.find(({ id }) => id === bookingId);
  if (bookingId !== undefined && !named)
    throw fail('NOT_FOUND', { details: [{ field: 'bookingId', message: 'is none of the series' }] });
  const open = bookings.filter(({ state }) => state === 'pending' || state === 'confirmed');
  const to = now().getTime() / 60_000;
  const meant =
    scope === 'this'
      ? open.filter(({ id }) => id === bookingId)
      : open.filter(
          ({ startsAt }) => startsAt > to && (scope === 'all' || startsAt >= (named?.startsAt ?? 0)),
        );
  if (meant.length === 0) throw fail('BOOKING_STATE');
  return meant;
}

async function cancel(ctx: SqlCtx, key: Key, id: string, request: SeriesCancellation): Promise<SeriesView> {
  const { row, bookings } = await reachSeries(ctx, key, id, 'booking:write');
  const meant = meantBy(ctx, bookings, request);
  lock(
    ctx,
    meant.flatMap(({ lockIds }) => lockIds),
  );
  const cancelled = new Map<string, BookingRow>();
  for (const booking of meant)
    cancelled.set(booking.id, await writeCancellation(ctx, booking, request.reason));
  return viewSeries(
    row,
    bookings.map((booking) => cancelled.get(booking.id) ?? booking),
  );
}

/**
 * Cancels one booking of a series, it and those after it, or all that have yet to begin; all of them or none.
 * @throws NOT_FOUND also for another's, BOOKING_STATE where nothing is left to cancel
 */
export async function cancelSeries(
  ctx: Ctx,
  deps: BookingDeps,
  { id, token, ...request }: SeriesCancellation & { id: string; token: string | undefined },
  once: RunOnce = always,
): Promise<Once<{ data: SeriesView }>> {
  const key: Key = { secret: deps.env.APP_SECRET, token };
  const answer = await persistently(() =>
    inPrepared(
      ctx,
      (ctx) => once(ctx, async () => ({ status: 200, body: { data: await cancel(ctx, key, id, request) } })),
      { lockTimeoutMs: PATIENCE_MS },
    ),
  );
  await touch(deps, ctx.tenant.id, answer.body.data.businessId);
  return answer;
}
