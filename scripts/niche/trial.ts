import { booking, type Booking } from '../../backend/src/modules/bookings/bookings.contract.ts';
import type { ServiceType } from '../../backend/src/modules/verticals/verticals.contract.ts';
import { findOffer, slotsOf, type Choice, type Offer, type Seller, type Slot } from './offers.ts';
import { Failure, type Visitor } from './visitor.ts';

/** Who tries a tenant's services. */
export interface Customers {
  /** Books with an account. */
  member: Visitor;
  /** Books without one; undefined where the vertical wants an account. */
  guest: Visitor | undefined;
}

const GUEST = { name: 'Jorge Olmedo', email: 'jorge.olmedo@example.com', phone: '+54 11 5555 0134' };

function demand(isTrue: boolean, failure: string): asserts isTrue {
  if (!isTrue) throw new Failure(failure);
}

/** One of a kind of slots that is neither the first nor the last, where there are several. */
const someOf = (slots: readonly Slot[], part: number) => slots[Math.floor(slots.length * part)] as Slot;

const clock = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;

const variant =
  (key: string): Choice =>
  ({ variants }) => ({ variantId: variants.find((each) => each.key === key)?.id });

/** The last variant, one add-on and one more of each number than is usual. */
const richest: Choice = ({ variants, addOns, durationInputs }) => ({
  variantId: variants.at(-1)?.id,
  addOns: addOns.slice(0, 1).map(({ id }) => ({ id, quantity: 1 })),
  inputs: Object.fromEntries(
    durationInputs.map((input) => [input.key, Math.min(input.default + 1, input.max)]),
  ),
});

/** Something was taken: fewer seats, or the providers who took it; of courts and rooms there may be another. */
async function demandTaken(visitor: Visitor, { wish }: Offer, slot: Slot, made: Booking): Promise<void> {
  const now = await slotsOf(visitor, wish, slot.start.slice(0, 10));
  const same = now.find(({ start, sessionId }) => start === slot.start && sessionId === slot.sessionId);
  if (slot.seatsLeft !== undefined)
    demand((same?.seatsLeft ?? 0) === slot.seatsLeft - 1, `${clock(slot.start)} has not one seat less`);
  const busy = slot.seatsLeft === undefined ? made.items.flatMap(({ providers }) => providers) : [];
  for (const { id, name } of busy)
    demand(!same?.providers.includes(id), `${clock(slot.start)} is still offered with ${name}`);
}

function demandAgreed(made: Booking, slot: Slot, state: Booking['state']): void {
  demand(made.state === state, `the booking is ${made.state}, not ${state}`);
  demand(
    Date.parse(made.startsAt) === Date.parse(slot.start) && Date.parse(made.endsAt) === Date.parse(slot.end),
    `offered was ${slot.start} to ${slot.end}, booked is ${made.startsAt} to ${made.endsAt}`,
  );
  const { amount } = made.price;
  const [least, most] = [slot.price.amount, (slot.priceUpTo ?? slot.price).amount];
  demand(amount >= least && amount <= most, `the price is ${amount}, not ${least} to ${most}`);
}

/** Books a start, from a hold or directly. @returns how to cancel it */
async function book(
  visitor: Visitor,
  offer: Offer,
  slot: Slot,
  how: { isGuest: boolean; fromHold: boolean; isApproved: boolean },
): Promise<() => Promise<void>> {
  const wanted = { ...offer.wish, start: slot.start, sessionId: slot.sessionId };
  const who = how.isGuest ? { customer: GUEST } : {};
  const bearing = ({ token }: Booking) => (token === undefined ? {} : { 'x-booking-token': token });
  const state = how.isApproved ? 'pending' : 'confirmed';

  const wish = async () => {
    if (!how.fromHold) return visitor.ask(booking, 'POST', '/bookings', { ...wanted, ...who });
    const hold = await visitor.ask(booking, 'POST', '/holds', wanted);
    demandAgreed(hold, slot, 'held');
    await demandTaken(visitor, offer, slot, hold);
    return visitor.ask(booking, 'POST', '/bookings', { holdId: hold.id, ...who }, bearing(hold));
  };
  const made = await wish();
  demandAgreed(made, slot, state);
  await demandTaken(visitor, offer, slot, made);
  const shown = await visitor.ask(booking, 'GET', `/bookings/${made.id}`, undefined, bearing(made));
  demandAgreed(shown, slot, state);
  return async () => {
    const path = `/bookings/${made.id}/cancellation`;
    const cancelled = await visitor.ask(booking, 'POST', path, {}, bearing(made));
    demandAgreed(cancelled, slot, 'cancelled');
  };
}

/** Notice goes on meanwhile: what was offered for the next hour may have passed. */
async function demandFree(visitor: Visitor, { wish }: Offer, slot: Slot, before: Slot[]): Promise<void> {
  const date = slot.start.slice(0, 10);
  const since = (slots: Slot[]) => JSON.stringify(slots.filter(({ start }) => start >= slot.start));
  const after = await slotsOf(visitor, wish, date);
  demand(
    since(after) === since(before.filter(({ start }) => start.startsWith(date))),
    `after the cancellation ${date} is not offered as it was before`,
  );
}

/**
 * Tries one service type as a customer would: finds starts for each variant, holds one and books it, books another one
 * directly with choices, cancels both, and looks whether the time is free again.
 * @returns what was done, in words
 * @throws Failure
 */
export async function tryService(
  { member, guest }: Customers,
  type: ServiceType,
  sellers: readonly Seller[],
  isApproved: boolean,
): Promise<string> {
  demand(sellers.length > 0, 'no business of the demo sells it');
  const visitor = guest ?? member;
  const offers: Offer[] = [];
  for (const { key } of type.variants) {
    const offer = await findOffer(visitor, sellers, variant(key));
    demand(offer !== undefined, `nobody has a start for its variant "${key}"`);
    offers.push(offer);
  }
  const [plain] = offers;
  demand(plain !== undefined, 'it has no variant');
  const one = someOf(plain.slots, 1 / 3);
  const cancelOne = await book(visitor, plain, one, {
    isGuest: guest !== undefined,
    fromHold: true,
    isApproved,
  });

  const rich = await findOffer(member, sellers, richest);
  demand(rich !== undefined, 'nobody has a start for its last variant with an add-on');
  const other = someOf(rich.slots, 2 / 3);
  const cancelOther = await book(member, rich, other, { isGuest: false, fromHold: false, isApproved });
  await cancelOther();
  await demandFree(member, rich, other, rich.slots);
  await cancelOne();
  await demandFree(visitor, plain, one, plain.slots);

  const starts = offers.map(({ slots }) => slots.length).join(' + ');
  const asWhom = guest ? 'as guest' : 'signed in';
  return `${starts} starts; held and booked ${asWhom} ${clock(one.start)}, directly signed in ${clock(other.start)}; cancelled, free again`;
}
