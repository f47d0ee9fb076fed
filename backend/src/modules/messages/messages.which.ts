import type { BookingState } from '../bookings/bookings.contract.ts';
import type { Message } from '../verticals/verticals.messages.ts';

export type Which = Message['which'];

/** A row of a booking's history. */
export interface Happening {
  id: string;
  /** `state`, or what else was changed. */
  kind: string;
  from: BookingState | null;
  to: BookingState;
  at: Date;
}

/** Messages that come at a time: who does not want them, or is asleep, is not sent them. All others belong to the booking. */
export const isTimed = (which: string): boolean => which === 'reminder' || which === 'followUp';

/** States of a booking that will take place, as far as anybody knows. */
const STANDING: readonly BookingState[] = ['confirmed', 'checked_in', 'completed'];

/** Which message a change gives cause for, if any. */
export function whichOf({ kind, from, to }: Happening): Which | undefined {
  if (kind === 'rescheduled') return 'changed';
  if (kind === 'waitlist_offer') return 'waitlistOffer';
  if (kind !== 'state') return undefined;
  // Expired: its deposit came late, and its time was free still.
  const isNew = from === null || from === 'held' || from === 'expired';
  if (to === 'pending' && isNew) return 'requested';
  if (to === 'confirmed' && (isNew || from === 'pending')) return 'confirmed';
  if (to === 'declined') return 'declined';
  if (to === 'cancelled' && (from === 'pending' || from === 'confirmed')) return 'cancelled';
  return to === 'no_show' ? 'noShow' : undefined;
}

/** Whether a message still tells the truth about a booking in this state. */
export function isTrueIn(which: string, state: BookingState): boolean {
  switch (which) {
    case 'requested':
      return state === 'pending';
    case 'waitlistOffer':
      return state === 'held';
    case 'changed':
      return state === 'pending' || STANDING.includes(state);
    case 'confirmed':
    case 'followUp':
      return STANDING.includes(state);
    case 'reminder':
      return state === 'confirmed';
    case 'noShow':
      return state === 'no_show';
    default:
      return state === which;
  }
}
