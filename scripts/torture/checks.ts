import {
  acknowledgedAreKept,
  bookingsAreWhole,
  noHoldOutlivesItsTime,
  noOverlap,
  noSeatTwice,
} from './checks.bookings.ts';
import {
  booksAgreeWithCompany,
  chargesAreBookingsOrRefunds,
  ledgerIsBalanced,
  noForgedEvent,
} from './checks.money.ts';
import { messagePerBooking, offeredIsFree, sameKeySameAnswer } from './checks.told.ts';
import type { Check, World } from './world.ts';

/** In this order: the last but one asks again for what was asked for already. */
const CHECKS = {
  'no overlap': noOverlap,
  'no seat sold twice': noSeatTwice,
  'acknowledged bookings are kept': acknowledgedAreKept,
  'bookings are whole': bookingsAreWhole,
  'no hold outlives its time': noHoldOutlivesItsTime,
  'charges are bookings or refunds': chargesAreBookingsOrRefunds,
  'our books agree with the company': booksAgreeWithCompany,
  'the ledger sums to zero': ledgerIsBalanced,
  'no forged event was taken': noForgedEvent,
  'a message per booking': messagePerBooking,
  'what is offered is free': offeredIsFree,
  'same key, same answer': sameKeySameAnswer,
} satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS | 'calm in time';

export interface Finding {
  name: CheckName;
  looked: number;
  broken: string[];
}

export async function lookAtAll(world: World): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    const seen = await check(world).catch((error: unknown) => ({
      looked: 0,
      broken: [`cannot be seen: ${String(error)}`],
    }));
    found.push({ name: name as CheckName, ...seen });
  }
  return found;
}
