import {
  booking,
  cancellationPreview,
  type Booking,
} from '../../backend/src/modules/bookings/bookings.contract.ts';
import type { Share, Vertical } from '../../backend/src/modules/verticals/verticals.contract.ts';
import type { Offer, Slot } from './offers.ts';
import { Failure, type Visitor } from './visitor.ts';

/** Whatever a booking goes through after it is made. */
export interface Life {
  vertical: Vertical;
  /** Staff, who is known by a key and so at any time. */
  staff: Visitor;
  /** Stands for the payment of a deposit. */
  pay: (bookingId: string) => Promise<void>;
  /** What the clock shows while something is done: milliseconds. */
  at: <T>(instant: number, work: () => Promise<T>) => Promise<T>;
  now: () => number;
}

/** Books a start for somebody, and gives what shows that it is theirs. */
export type Book = (slot: Slot) => Promise<{ made: Booking; headers: Record<string, string> }>;

function same(what: string, is: unknown, right: unknown): void {
  if (JSON.stringify(is) !== JSON.stringify(right))
    throw new Failure(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(right)}`);
}

/** As the file means it: a part rounded half up, an amount at most the price. */
export function partOf({ basisPoints = 0, amount }: Share, price: number): number {
  return Math.min(price, amount ?? Math.floor((price * basisPoints) / 10_000 + 0.5));
}

/** Whatever it takes until a booking is firm: its deposit is paid, and the business says yes. */
async function firm({ staff, pay }: Life, { id, state }: Booking): Promise<Booking> {
  if (state === 'held') await pay(id);
  const paid = await staff.ask(booking, 'GET', `/bookings/${id}`);
  if (paid.state !== 'pending') return paid;
  return staff.ask(booking, 'POST', `/bookings/${id}/approval`, { decision: 'accept' });
}

/** The ladder of the file for a booking, from an instant on. */
function ladderOf({ vertical }: Life, { startsAt, price }: Booking, from: number) {
  return vertical.policies.cancellation
    .map(({ untilMinutesBefore, fee }) => ({
      until: Date.parse(startsAt) - untilMinutesBefore * 60_000,
      fee: partOf(fee, price.amount),
    }))
    .filter(({ until }) => until >= from);
}

async function tryCancelling(life: Life, visitor: Visitor, book: Book, slot: Slot, ends: 'all' | 'now') {
  const first = await book(slot);
  const made = await firm(life, first.made);
  const path = `/bookings/${made.id}/cancellation`;
  const ladder = ladderOf(life, made, life.now());
  const preview = await visitor.ask(cancellationPreview, 'GET', path, undefined, first.headers);
  const steps = [preview, ...preview.later].map(({ until, fee }) => ({
    until: Date.parse(until ?? ''),
    fee: fee.amount,
  }));
  same('what cancelling costs', steps, ladder);
  const cancelled = await visitor.ask(booking, 'POST', path, {}, first.headers);
  same('the fee', [cancelled.state, cancelled.fee?.amount], ['cancelled', ladder[0]?.fee]);
  // Whoever is signed in would be signed out by so long a wait.
  for (const { until, fee } of ends === 'all' ? ladder : []) {
    const next = await book(slot);
    const { id } = await firm(life, next.made);
    const late = await life.at(until, () =>
      visitor.ask(booking, 'POST', `/bookings/${id}/cancellation`, {}, next.headers),
    );
    same('the fee', [late.state, late.fee?.amount], ['cancelled', fee]);
  }
  return ladder.length;
}

async function tryMoving(life: Life, visitor: Visitor, book: Book, slot: Slot, to: Slot): Promise<boolean> {
  const { made, headers } = await book(slot);
  await firm(life, made);
  const { untilMinutesBefore, times } = life.vertical.policies.reschedule;
  const isAllowed = times > 0 && life.now() <= Date.parse(slot.start) - untilMinutesBefore * 60_000;
  const mover = isAllowed ? visitor : life.staff;
  // Whoever serves then may cost more, which is agreed to here.
  const priceUpTo = made.price.amount + (to.priceUpTo ?? to.price).amount;
  const target = { start: to.start, sessionId: to.sessionId, priceUpTo };
  const moved = await mover.ask(booking, 'POST', `/bookings/${made.id}/reschedule`, target, headers);
  same('where it moved to', [moved.id, Date.parse(moved.startsAt)], [made.id, Date.parse(to.start)]);
  await visitor.ask(booking, 'POST', `/bookings/${made.id}/cancellation`, {}, headers);
  return isAllowed;
}

/** A walk-in who does not come, and one who does. */
async function tryComing(life: Life, { wish }: Offer, slot: Slot): Promise<void> {
  const { staff, at } = life;
  const wanted = { ...wish, start: slot.start, sessionId: slot.sessionId, customer: { name: 'Walk-in' } };
  const begun = Date.parse(slot.start) + 60_000;
  for (const comes of [false, true]) {
    const made = await firm(life, await staff.ask(booking, 'POST', '/bookings', wanted));
    const step = (name: string) => staff.ask(booking, 'POST', `/bookings/${made.id}/${name}`, {});
    const [state, fee] = comes
      ? ['completed', undefined]
      : ['no_show', partOf(life.vertical.policies.noShowFee, made.price.amount)];
    const ended = await at(begun, async () => {
      if (!comes) return step('no-show');
      await step('check-in');
      return step('completion');
    });
    same('what became of it', [ended.state, ended.fee?.amount], [state, fee]);
  }
}

/**
 * Moves a booking of an offer, cancels one at each step of the ladder, and lets one customer come and another not; the fees are
 * those of the file.
 * @returns what was done, in words
 * @throws Failure
 */
export async function tryLife(
  life: Life,
  visitor: Visitor,
  offer: Offer,
  book: Book,
  isGuest: boolean,
): Promise<string> {
  const [slot] = offer.slots.slice(Math.floor(offer.slots.length / 2));
  if (!slot) throw new Failure('there is no start for it');
  const steps = await tryCancelling(life, visitor, book, slot, isGuest ? 'all' : 'now');
  const done = [`cancelled at ${isGuest ? steps : 1} of ${steps} steps`];
  const to = offer.slots.find(({ start }) => start !== slot.start);
  if (to) done.push((await tryMoving(life, visitor, book, slot, to)) ? 'moved' : 'moved by staff');
  await tryComing(life, offer, slot);
  return [...done, 'not come to', 'completed'].join(', ');
}
