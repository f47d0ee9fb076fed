import encodeQR from 'qr';
import { inPrepared, type Ctx } from '../../lib/context.ts';
import { isoOf } from '../../scheduling/days.ts';
import { reachBooking, type Key } from './bookings.access.ts';
import { checkInCodeOf } from './bookings.secrets.ts';
import { demandStep } from './bookings.states.ts';
import type { CheckInCode } from './bookings.steps.contract.ts';

/**
 * What a customer shows when they come, as text and as a QR code.
 * @throws NOT_FOUND also for another's, BOOKING_STATE for what cannot be checked in to
 */
export function showCheckInCode(ctx: Ctx, key: Key, id: string): Promise<CheckInCode> {
  return inPrepared(ctx, async (ctx) => {
    const { state, startsAt, terms } = await reachBooking(ctx, key, id, 'booking:read');
    demandStep('checkIn', state, 'staff');
    const code = checkInCodeOf(key.secret, ctx.tenant.id, id);
    return { code, svg: encodeQR(code, 'svg'), from: isoOf(startsAt - terms.checkInMinutesBefore) };
  });
}
