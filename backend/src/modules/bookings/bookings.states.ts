import { fail, failWith } from '../../lib/errors.ts';
import { bookingErrors, type BookingState } from './bookings.contract.ts';

/**
 * Who takes a step: the customer with their account, the guest who shows the booking's token, staff (`booking:write` where
 * the booking is), or the system (jobs, payments, changes of a timetable, the seed).
 */
export type Party = 'customer' | 'guest' | 'staff' | 'system';

export interface Step {
  from: readonly BookingState[];
  /** Where it leads; a step that leads nowhere else leaves the state as it is. */
  to: readonly BookingState[] | 'same';
  who: readonly Party[];
  /** What becomes of the time or seats that it takes. */
  time: 'kept' | 'freed' | 'taken again' | 'moved';
  /** What the customer owes of the price; left out: nothing is decided. */
  fee?: 'by the ladder' | 'for not coming' | 'forgotten';
  /** When, if not at any time. */
  when?: string;
}

const THEIRS = ['customer', 'guest', 'staff', 'system'] as const;
const STAFFS = ['staff', 'system'] as const;

/** What a booking can be when it is made. */
export const FIRST_STATES = ['held', 'pending', 'confirmed'] as const satisfies readonly BookingState[];

/** All that can happen to a booking once it, or the hold of its time, is made. What is not here is refused. */
export const STEPS = {
  book: { from: ['held'], to: ['confirmed', 'pending'], who: THEIRS, time: 'kept' },
  askDeposit: { from: ['held'], to: 'same', who: ['customer', 'guest'], time: 'kept' },
  pay: {
    from: ['held', 'expired'],
    to: ['confirmed', 'pending'],
    who: ['system'],
    time: 'taken again',
    when: 'its deposit came, while its time is free',
  },
  expire: { from: ['held'], to: ['expired'], who: ['system'], time: 'freed', when: 'its time is over' },
  accept: { from: ['pending'], to: ['confirmed'], who: STAFFS, time: 'kept' },
  decline: { from: ['pending'], to: ['declined'], who: STAFFS, time: 'freed' },
  cancel: {
    from: ['held', 'pending', 'confirmed'],
    to: ['cancelled'],
    who: THEIRS,
    time: 'freed',
    fee: 'by the ladder',
    when: 'before the start; staff at any time',
  },
  reschedule: {
    from: ['pending', 'confirmed'],
    to: 'same',
    who: THEIRS,
    time: 'moved',
    when: 'as the policy says; staff at any time',
  },
  resize: { from: ['pending', 'confirmed', 'checked_in'], to: 'same', who: STAFFS, time: 'moved' },
  checkIn: {
    from: ['confirmed'],
    to: ['checked_in'],
    who: STAFFS,
    time: 'kept',
    when: 'from so many minutes before the start',
  },
  undoCheckIn: { from: ['checked_in'], to: ['confirmed'], who: STAFFS, time: 'kept' },
  complete: {
    from: ['confirmed', 'checked_in'],
    to: ['completed'],
    who: STAFFS,
    time: 'kept',
    when: 'after the start',
  },
  noShow: {
    from: ['confirmed'],
    to: ['no_show'],
    who: STAFFS,
    time: 'freed',
    fee: 'for not coming',
    when: 'after the start',
  },
  undoNoShow: {
    from: ['no_show'],
    to: ['confirmed'],
    who: STAFFS,
    time: 'taken again',
    fee: 'forgotten',
    when: 'while its time is free',
  },
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof STEPS;

const failBooking = failWith(bookingErrors);

/** Whether a step leads on from a state. */
export const leadsOn = (name: StepName, state: BookingState): boolean =>
  (STEPS[name].from as readonly BookingState[]).includes(state);

/** @throws FORBIDDEN for those who may not take the step, BOOKING_STATE where it does not lead on */
export function demandStep(name: StepName, state: BookingState, party: Party): void {
  const { who }: Step = STEPS[name];
  if (!who.includes(party)) throw fail('FORBIDDEN');
  if (!leadsOn(name, state)) throw failBooking('BOOKING_STATE');
}
