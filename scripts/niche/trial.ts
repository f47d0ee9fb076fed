import { randomUUID } from 'node:crypto';
import { needsFile, samplesFor, somePicture, uploadForm } from '../../backend/test/answers.ts';
import { booking, type Booking } from '../../backend/src/modules/bookings/bookings.contract.ts';
import { uploadedFile } from '../../backend/src/modules/intake/intake.contract.ts';
import type { ServiceType, Vertical } from '../../backend/src/modules/verticals/verticals.contract.ts';
import type { Wanted } from './expected.ts';
import type { Judge } from './judge.ts';
import { partOf, tryLife, type Life } from './life.ts';
import { findOffer, lastDate, slotsOf, type Offer, type Seller, type Slot } from './offers.ts';
import { Failure, type Visitor } from './visitor.ts';

/** Who tries a tenant's services. */
export interface Customers {
  /** Books with an account. */
  member: Visitor;
  /** Books without one; undefined where the vertical wants an account. */
  guest: Visitor | undefined;
}

/** Somebody whom no business knows. */
const stranger = () => ({
  name: 'Jorge Olmedo',
  email: `jorge.olmedo.${randomUUID()}@example.com`,
  phone: '+54 11 5555 0134',
});

function demand(isTrue: boolean, failure: string): asserts isTrue {
  if (!isTrue) throw new Failure(failure);
}

/** One of a kind of slots that is neither the first nor the last, where there are several. */
const someOf = (slots: readonly Slot[], part: number) => slots[Math.floor(slots.length * part)] as Slot;

const clock = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)}`;

const lastOf = (type: ServiceType) => type.variants.at(-1)?.key ?? '';

const plain = (type: ServiceType, variant: string): Wanted => ({ type, variant, addOns: {}, inputs: {} });

/** The last variant, every add-on and one more of each number than is usual. */
const richest = (type: ServiceType): Wanted => ({
  type,
  variant: lastOf(type),
  addOns: Object.fromEntries(type.addOns.map(({ key }) => [key, 1])),
  inputs: Object.fromEntries(
    type.durationInputs.map(({ key, default: usual, max }) => [key, Math.min(usual + 1, max)]),
  ),
});

/** Each variant, each add-on as often as it can be had, and each number at its ends. */
function choicesOf(type: ServiceType): Wanted[] {
  const last = plain(type, lastOf(type));
  return [
    ...type.variants.map(({ key }) => plain(type, key)),
    ...type.addOns.map(({ key, maxQuantity }) => ({ ...last, addOns: { [key]: maxQuantity } })),
    ...type.durationInputs.flatMap(({ key, min, max }) =>
      [min, max].map((number) => ({ ...last, inputs: { [key]: number } })),
    ),
    richest(type),
  ];
}

/** Something was taken: fewer seats, or the providers who took it; of courts and rooms there may be another. */
async function demandTaken(visitor: Visitor, { wish }: Offer, slot: Slot, made: Booking): Promise<void> {
  const now = await slotsOf(visitor, wish, slot.start.slice(0, 10));
  const same = now.find(({ start, sessionId }) => start === slot.start && sessionId === slot.sessionId);
  const { seats = 1 } = wish;
  if (slot.seatsLeft !== undefined)
    demand(
      (same?.seatsLeft ?? 0) + seats === slot.seatsLeft || slot.seatsLeft < 2 * seats,
      `${clock(slot.start)} has not ${seats} seats less`,
    );
  const busy = slot.seatsLeft === undefined ? (made.items[0]?.providers ?? []) : [];
  for (const { id, name } of busy)
    demand(!same?.providers.includes(id), `${clock(slot.start)} is still offered with ${name}`);
}

function demandAgreed(made: Booking, offer: Offer, slot: Slot, state: Booking['state']): void {
  demand(made.state === state, `the booking is ${made.state}, not ${state}`);
  demand(
    Date.parse(made.startsAt) === Date.parse(slot.start) && Date.parse(made.endsAt) === Date.parse(slot.end),
    `offered was ${slot.start} to ${slot.end}, booked is ${made.startsAt} to ${made.endsAt}`,
  );
  const { amount } = made.price;
  const [least, most] = [slot.price.amount, (slot.priceUpTo ?? slot.price).amount];
  demand(amount >= least && amount <= most, `the price is ${amount}, not ${least} to ${most}`);
  for (const [index, { providerId }] of offer.wish.items.entries()) {
    const taken = made.items[index]?.providers.map(({ id }) => id) ?? [];
    demand(providerId === undefined || taken.includes(providerId), `it is not with who was asked for`);
  }
}

interface How {
  vertical: Vertical;
  isGuest: boolean;
  fromHold: boolean;
}

/**
 * A stranger is asked for what the file says of new customers; who has an account, of new or regular ones.
 * @returns in which state the booking should be
 */
function demandDeposit(
  made: Booking,
  { wanted }: Offer,
  { vertical, isGuest }: Pick<How, 'vertical' | 'isGuest'>,
): Booking['state'] {
  const { policies, payments, scheduling } = vertical;
  const isPayable = payments.chain.some((way) => way !== 'venue');
  const asked = (standing: 'new' | 'regular') =>
    wanted.reduce((sum, { type }, index) => {
      const rule = isPayable ? (type.deposit ?? policies.deposit) : {};
      const share = rule[standing];
      const lines = made.priceLines.filter(({ item }) => item === index);
      const price = lines.reduce((sum, { amount }) => sum + amount, 0);
      return !share || price <= (rule.above ?? -1) ? sum : sum + partOf(share, price);
    }, 0);
  const right = [asked('new'), ...(isGuest ? [] : [asked('regular')])];
  const { amount } = made.deposit;
  demand(right.includes(amount), `the deposit is ${amount}, not ${right.join(' or ')}`);
  if (amount > 0) return 'held';
  const isApproved = ({ type }: Wanted) => type.approval ?? scheduling.approval;
  return wanted.some(isApproved) ? 'pending' : 'confirmed';
}

const bearing = ({ token }: Booking) => (token === undefined ? {} : { 'x-booking-token': token });

/** What is asked with a booking, answered as somebody in a hurry does. */
async function answersTo(visitor: Visitor, vertical: Vertical, { wanted, seller }: Offer) {
  const keys = wanted.map(({ type }) => type.key);
  if (!needsFile(vertical, keys)) return samplesFor(vertical, keys);
  const { body, headers } = uploadForm(seller.businessId, await somePicture());
  const { answer } = await visitor.ask(uploadedFile, 'POST', '/intake-files', body, headers);
  return samplesFor(vertical, keys, answer);
}

/** Books a start, from a hold or directly. @returns how to cancel it */
async function book(visitor: Visitor, offer: Offer, slot: Slot, how: How): Promise<() => Promise<void>> {
  const wanted = { ...offer.wish, start: slot.start, sessionId: slot.sessionId };
  const answers = await answersTo(visitor, how.vertical, offer);
  const who = { ...(how.isGuest && { customer: stranger() }), ...answers };

  const wish = async () => {
    if (!how.fromHold) return visitor.ask(booking, 'POST', '/bookings', { ...wanted, ...who });
    const hold = await visitor.ask(booking, 'POST', '/holds', wanted);
    demandAgreed(hold, offer, slot, 'held');
    await demandTaken(visitor, offer, slot, hold);
    return visitor.ask(booking, 'POST', '/bookings', { holdId: hold.id, ...who }, bearing(hold));
  };
  const made = await wish();
  const state = demandDeposit(made, offer, how);
  demandAgreed(made, offer, slot, state);
  await demandTaken(visitor, offer, slot, made);
  const shown = await visitor.ask(booking, 'GET', `/bookings/${made.id}`, undefined, bearing(made));
  demandAgreed(shown, offer, slot, state);
  return async () => {
    const path = `/bookings/${made.id}/cancellation`;
    const cancelled = await visitor.ask(booking, 'POST', path, {}, bearing(made));
    demandAgreed(cancelled, offer, slot, 'cancelled');
  };
}

async function demandFree(visitor: Visitor, { wish, slots }: Offer, slot: Slot): Promise<void> {
  const date = slot.start.slice(0, 10);
  const after = await slotsOf(visitor, wish, date);
  demand(
    JSON.stringify(after) === JSON.stringify(slots.filter(({ start }) => start.startsWith(date))),
    `after the cancellation ${date} is not offered as it was before`,
  );
}

/** What the business and this type of service ask for, and who tries it. */
export interface Stage extends Customers {
  vertical: Vertical;
  life: Life;
  judge: Judge;
}

/** Days of each choice whose starts are compared, from the first that has any. */
const DAYS_COMPARED = 7;

/** Compares a week, and where the last starts are. @returns how many starts are right */
async function compareDays(judge: Judge, { seller, wanted, slots }: Offer): Promise<number> {
  const dateAt = (slot: Slot | undefined, more: number) =>
    new Date(Date.parse(slot?.start.slice(0, 10) ?? '') + more * 86_400_000).toISOString().slice(0, 10);
  const week = Array.from({ length: DAYS_COMPARED }, (_, day) => dateAt(slots[0], day));
  const end = [0, 1].map((day) => dateAt(slots.at(-1), day)).filter((date) => date < lastDate());
  let count = 0;
  for (const date of new Set([...week, ...end])) {
    const ofDay = slots.filter(({ start }) => start.startsWith(date));
    count += await judge.compare(seller, wanted, date, ofDay);
  }
  return count;
}

/** Books a start, sees it taken, cancels it and sees it free. @returns when it was */
async function tryBooking(visitor: Visitor, offer: Offer, part: number, how: How): Promise<string> {
  const slot = someOf(offer.slots, part);
  const cancel = await book(visitor, offer, slot, how);
  await cancel();
  await demandFree(visitor, offer, slot);
  return clock(slot.start);
}

/** The service with another one that the same business sells, where the vertical has visits. */
function visitWith(vertical: Vertical, type: ServiceType): (seller: Seller) => Wanted[] | undefined {
  const sold = vertical.serviceTypes.filter(({ capacity }) => capacity === 1);
  return ({ others }) => {
    const other = sold.find(({ key }) => others.some(({ slug }) => slug === key));
    return other && [richest(type), plain(other, lastOf(other))];
  };
}

/** The same, asked of one who could take it; of a class two seats. */
async function narrowed(visitor: Visitor, offer: Offer, type: ServiceType): Promise<Offer> {
  const { wish, slots } = offer;
  const [item, ...others] = wish.items;
  const providerId = type.requires.providers === 1 ? slots.at(-1)?.providers.at(-1) : undefined;
  const items = item ? [{ ...item, providerId }, ...others] : [];
  const narrow = { ...wish, items, ...(type.capacity > 1 && { seats: 2 }) };
  return { ...offer, wish: narrow, slots: await slotsOf(visitor, narrow) };
}

/** What happens to bookings of an offer after they are made. */
function live({ life, member, guest, vertical }: Stage, offer: Offer): Promise<string> {
  const isGuest = guest !== undefined;
  const visitor = guest ?? member;
  const how = { vertical, isGuest };
  const bookOne = async ({ start, sessionId }: Slot) => {
    const who = isGuest ? { customer: stranger() } : {};
    const answers = await answersTo(visitor, how.vertical, offer);
    const body = { ...offer.wish, start, sessionId, ...who, ...answers };
    const made = await visitor.ask(booking, 'POST', '/bookings', body);
    demandDeposit(made, offer, how);
    return { made, headers: bearing(made) };
  };
  return tryLife(life, visitor, offer, bookOne, isGuest);
}

/**
 * Tries one service type as a customer would. Every choice that it has is asked for, and its starts are compared with those
 * that the file gives; then it is held and booked, booked at once by somebody with an account who asks for a provider or two
 * seats, and booked as a part of a visit; each is cancelled, and its time looked for again. Then bookings live: see `tryLife`.
 * @returns what was done, in words
 * @throws Failure
 */
export async function tryService(
  stage: Stage,
  type: ServiceType,
  sellers: readonly Seller[],
): Promise<string> {
  const { member, guest, judge, vertical } = stage;
  demand(sellers.length > 0, 'no business of the demo sells it');
  const visitor = guest ?? member;
  let right = 0;
  const choices = new Map(choicesOf(type).map((choice) => [JSON.stringify(choice), choice]));
  const offers: Offer[] = [];
  for (const choice of choices.values()) {
    const offer = await findOffer(visitor, sellers, () => [choice]);
    const { variant, addOns, inputs } = choice;
    const said = JSON.stringify({ variant, addOns, inputs });
    demand(offer !== undefined, `nobody has a start for ${said}`);
    right += await compareDays(judge, offer);
    offers.push(offer);
  }
  const [first] = offers;
  const last = offers.at(-1);
  demand(first !== undefined && last !== undefined, 'it has no variant');
  const isGuest = guest !== undefined;
  const held = await tryBooking(visitor, first, 1 / 3, { vertical, isGuest, fromHold: true });
  const own = await narrowed(member, last, type);
  demand(own.slots.length > 0, 'nobody has a start for one who asks for somebody, or for two seats');
  const direct = await tryBooking(member, own, 2 / 3, { vertical, isGuest: false, fromHold: false });
  const done = [
    `${choices.size} ${choices.size === 1 ? 'choice' : 'choices'}, ${right} starts right`,
    `held and booked ${isGuest ? 'as guest' : 'signed in'} ${held}`,
    `directly ${direct}`,
  ];
  if (vertical.features.visits && type.capacity === 1) {
    const visit = await findOffer(visitor, sellers, visitWith(vertical, type));
    demand(visit !== undefined, 'nobody has a start for a visit with it');
    right = await compareDays(judge, visit);
    const when = await tryBooking(visitor, visit, 1 / 2, { vertical, isGuest, fromHold: true });
    done.push(`with ${visit.wanted[1]?.type.key} (${right} starts right) ${when}`);
  }
  done.push(`each cancelled and free again`, await live(stage, last));
  return done.join('; ');
}
