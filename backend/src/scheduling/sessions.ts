import type { Instant, Problem, Reason } from './types.ts';
import { zoneOf } from './zones.ts';

/** A class, tour or departure, scheduled by its provider (section 2). */
export interface ClassSession {
  id: string;
  start: Instant;
  end: Instant;
  /** Seats. */
  capacity: number;
  /** Seats sold or held. */
  seatsTaken: number;
  cancelled: boolean;
  providerId: string | null;
}

export type OfferedSession = ClassSession & { seatsLeft: number };
export type RefusedSession = ClassSession & { seatsLeft: number; reasons: readonly Reason[] };

/** What is asked of a timetable; `timeZone` is that of all local dates. */
export type SessionQuestion = Pick<Problem, 'now' | 'timeZone' | 'rules' | 'customer'>;

/**
 * Which sessions can be booked: notice, cutoff, window and the customer's limits of section 4 of the scheduling rules, and
 * seats in place of grid, fit, packing and the provider's limits, which held when the session was scheduled.
 * @param sessions in any order; those cancelled are left out of both answers
 * @param seats how many are wanted together, at least 1
 * @returns both ascending by start
 * @throws RangeError for a zone that does not exist
 */
export function offerSessions(
  question: SessionQuestion,
  sessions: readonly ClassSession[],
  seats = 1,
): { offered: OfferedSession[]; refused: RefusedSession[] } {
  const reasonsAt = reasonsOf(question);
  const offered: OfferedSession[] = [];
  const refused: RefusedSession[] = [];
  for (const session of sessions.toSorted((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))) {
    if (session.cancelled) continue;
    const seatsLeft = Math.max(0, session.capacity - session.seatsTaken);
    const reasons = reasonsAt(session.start);
    if (seatsLeft < seats) reasons.push('SOLD_OUT');
    if (reasons.length === 0) offered.push({ ...session, seatsLeft });
    else refused.push({ ...session, seatsLeft, reasons });
  }
  return { offered, refused };
}

function reasonsOf({ now, timeZone, rules, customer }: SessionQuestion): (start: Instant) => Reason[] {
  const zone = zoneOf(timeZone);
  const dayOf = (instant: Instant) => zone.toLocal(instant).day;
  const { minNotice, cutoff, maxAdvanceDays, customerActive, customerPerDay } = rules;
  const bookedDays = (customer?.activeBookings ?? []).map(dayOf);
  return (start) => {
    const reasons: Reason[] = [];
    const day = dayOf(start);
    if (start < now + minNotice) reasons.push('NOTICE');
    if (cutoff && now >= zone.toInstant(day - cutoff.daysBefore, cutoff.time)) reasons.push('CUTOFF');
    if (maxAdvanceDays !== undefined && day > dayOf(now) + maxAdvanceDays) reasons.push('TOO_FAR');
    const thatDay = bookedDays.filter((booked) => booked === day).length;
    if (bookedDays.length >= (customerActive ?? Infinity) || thatDay >= (customerPerDay ?? Infinity))
      reasons.push('CUSTOMER_LIMIT');
    return reasons;
  };
}
