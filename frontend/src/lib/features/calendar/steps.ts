import type { BookingState } from '#lib/api/types.ts';
import { m } from '#lib/i18n/words.ts';

/** What staff does with a booking by one press. */
export type StepName =
  'accept' | 'decline' | 'checkIn' | 'undoCheckIn' | 'charge' | 'complete' | 'noShow' | 'undoNoShow';

export type StepView = {
  name: StepName;
  label: string;
  /** What is said once it is done. */
  done: string;
  /** What takes it back. */
  undo: StepName | null;
  /** The state that it leads to; null where that stays. */
  to: BookingState | null;
  /** The one to press next. */
  main: boolean;
};

type Facts = {
  state: BookingState;
  startsAt: string;
  /** null: never. */
  checkInFrom: string | null;
  /** Minor units that are owed still. */
  due: number;
};

const HOUR = 3_600_000;
/** Nobody is looked for who was expected so long ago. */
const LATE = 10 * 60_000;

/** Which steps a booking is open to now, the next one first. The API has the last word. */
export function stepsFor({ state, startsAt, checkInFrom, due }: Facts, now: Date): StepName[] {
  const hasBegun = now.getTime() >= Date.parse(startsAt);
  const charge: StepName[] = due > 0 ? ['charge'] : [];
  switch (state) {
    case 'pending':
      return ['accept', 'decline'];
    case 'confirmed': {
      const isOpen = checkInFrom !== null && now.getTime() >= Date.parse(checkInFrom);
      const checkIn: StepName[] = isOpen ? ['checkIn'] : [];
      return [...checkIn, ...charge, ...(hasBegun ? (['complete', 'noShow'] as const) : [])];
    }
    case 'checked_in':
      return [...charge, ...(hasBegun ? (['complete'] as const) : []), 'undoCheckIn'];
    case 'completed':
      return charge;
    case 'no_show':
      return [...charge, 'undoNoShow'];
    default:
      return [];
  }
}

/** Somebody was expected, and nobody has said whether they came. */
export const isLate = (
  { state, startsAt, endsAt }: Pick<Facts, 'state' | 'startsAt'> & { endsAt: string },
  now: Date,
) =>
  state === 'confirmed' &&
  now.getTime() > Date.parse(startsAt) + LATE &&
  now.getTime() < Date.parse(endsAt) + 12 * HOUR;

type Said = Omit<StepView, 'name' | 'main'>;

const said: Record<StepName, (amount: string) => Said> = {
  accept: () => ({ label: m.cal_accept(), done: m.cal_accepted(), undo: null, to: 'confirmed' }),
  decline: () => ({ label: m.cal_decline(), done: m.cal_declined(), undo: null, to: 'declined' }),
  checkIn: () => ({
    label: m.cal_check_in(),
    done: m.cal_checked_in(),
    undo: 'undoCheckIn',
    to: 'checked_in',
  }),
  undoCheckIn: () => ({ label: m.cal_undo_check_in(), done: m.cal_undone(), undo: null, to: 'confirmed' }),
  charge: (amount) => ({
    label: m.cal_charge({ amount }),
    done: m.cal_charged({ amount }),
    undo: null,
    to: null,
  }),
  complete: () => ({ label: m.cal_complete(), done: m.cal_completed(), undo: null, to: 'completed' }),
  noShow: () => ({ label: m.cal_no_show(), done: m.cal_no_showed(), undo: 'undoNoShow', to: 'no_show' }),
  undoNoShow: () => ({ label: m.cal_undo_no_show(), done: m.cal_undone(), undo: null, to: 'confirmed' }),
};

/** The same with their words. @param amount what is owed, as it is written */
export function stepViews(facts: Facts, amount: string, now: Date): StepView[] {
  return stepsFor(facts, now).map((name, index) => ({
    name,
    // What takes something back is not what comes next.
    main: index === 0 && !name.startsWith('undo'),
    ...said[name](amount),
  }));
}
