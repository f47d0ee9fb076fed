import type { BookingState } from './bookings.contract.ts';

/** From which states a booking can get into another. */
const BEFORE = {
  pending: ['held'],
  confirmed: ['held'],
  expired: ['held'],
  cancelled: ['held', 'pending', 'confirmed'],
} as const satisfies Partial<Record<BookingState, readonly BookingState[]>>;

export function mayBecome(from: BookingState, to: keyof typeof BEFORE): boolean {
  return (BEFORE[to] as readonly BookingState[]).includes(from);
}
