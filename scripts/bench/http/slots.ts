import { DAY } from '../../../backend/src/scheduling/days.ts';

/** Of UTC, since 1970. */
export const TODAY = Math.floor(Date.now() / 86_400_000);

/** The slots that are booked, by number: all providers at one time, one time after the other, one day after the other. */
export const SLOTS = {
  firstDay: TODAY + 1,
  perDay: 800,
  providers: 50,
  timesOfDay: 16,
  firstMinute: 480,
  minutes: 30,
};

export interface SlotNumber {
  /** By position. */
  provider: number;
  /** Minutes since 1970. */
  start: number;
}

export function slotOf(number: number): SlotNumber {
  const { firstDay, perDay, providers, timesOfDay, firstMinute, minutes } = SLOTS;
  const day = firstDay + Math.floor(number / perDay);
  const time = Math.floor(number / providers) % timesOfDay;
  return { provider: number % providers, start: day * DAY + firstMinute + time * minutes };
}
