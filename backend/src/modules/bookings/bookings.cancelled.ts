import type { SqlCtx } from '../../lib/context.ts';
import { agreed, cancellationLadder, type CancellationStep } from './bookings.policy.ts';
import { demandStep, type Party } from './bookings.states.ts';
import { writeStep } from './bookings.step.ts';
import type { BookingRow } from './bookings.views.ts';

/**
 * What cancelling costs, the earliest step first: the customer by the ladder that was agreed; nothing while the booking is no
 * more than a hold or a request, or where it is the business that cancels, which can at any time.
 */
export function ladderOf(row: BookingRow, party: Party): CancellationStep[] {
  if (party === 'staff' || party === 'system') return [{ until: Infinity, fee: 0 }];
  if (row.state === 'confirmed') return cancellationLadder(agreed(row.policy), row);
  return [{ until: row.startsAt * 60_000, fee: 0 }];
}

/**
 * Writes that a booking is cancelled by the business, or a hold given free: nothing is owed. Take the locks of the row before.
 * @throws BOOKING_STATE for what is over, Outdated if it is in another state by now
 */
export async function writeCancelled(
  ctx: Pick<SqlCtx, 'sql' | 'tenant' | 'requestId'>,
  row: BookingRow,
  reason: string | undefined,
): Promise<BookingRow> {
  demandStep('cancel', row.state, 'system');
  return writeStep(ctx, row, { to: 'cancelled', fee: 0, reason });
}
