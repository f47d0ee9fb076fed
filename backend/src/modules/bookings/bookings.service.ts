import { randomUUIDv7 } from 'node:crypto';
import type { Ctx, SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { failWith } from '../../lib/errors.ts';
import { always, type RunOnce } from '../../plugins/idempotency.ts';
import { instantOf } from '../../scheduling/days.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { partyOf, reachBooking } from './bookings.access.ts';
import { askDeposit, confirmHold, wishOfHold } from './bookings.confirm.ts';
import { bookingErrors, type Booking, type BookingRequest, type HoldRequest } from './bookings.contract.ts';
import { draftOf, underLock, type Draft } from './bookings.draft.ts';
import { bookedBy, extrasOf, extrasOfHold } from './bookings.extras.ts';
import {
  demandAccount,
  isForOwn,
  keptFor,
  mayServe,
  namedCustomer,
  ownCustomer,
  type Customer,
} from './bookings.people.ts';
import { demandPrice } from './bookings.prices.ts';
import { demandQuota } from './bookings.quota.ts';
import { newCode, tokenOf } from './bookings.secrets.ts';
import { orAlternatives, refuseAgain, settle, type Answer, type BookingDeps } from './bookings.settle.ts';
import { acquisitionOf, depositFor, knownOf, type Known } from './bookings.standing.ts';
import { demandStep } from './bookings.states.ts';
import { termsOf } from './bookings.terms.ts';
import { rowOf, viewBooking, type BookingRow } from './bookings.views.ts';
import { fulfilLate } from '../waitlist/waitlist.fulfil.ts';
import { isServed, placeOf, type Wish } from './bookings.wish.ts';
import { detailsOf, writeBooking, type NewBooking } from './bookings.write.ts';

export type { Answer, BookingDeps } from './bookings.settle.ts';

const failBooking = failWith(bookingErrors);

/** What is answered of what was made: a guest is given, this once, what opens it. */
const shownTo =
  ({ actor, tenant }: Ctx, { env }: BookingDeps) =>
  (row: BookingRow): Booking =>
    actor.kind === 'guest'
      ? { ...viewBooking(row), token: tokenOf(env.APP_SECRET, tenant.id, row.id) }
      : viewBooking(row);

function make(
  ctx: Ctx,
  deps: BookingDeps,
  vertical: Vertical,
  once: RunOnce,
  work: (ctx: SqlCtx) => Promise<BookingRow>,
): Promise<Answer> {
  return orAlternatives(ctx, deps, vertical, () => settle(ctx, deps, once, 201, work, shownTo(ctx, deps)));
}

/** What becomes of a draft: all that a booking is beside it. */
type Made = Pick<NewBooking, 'state' | 'expiresAt' | 'customer' | 'deposit' | 'acquisition'>;

function write(ctx: SqlCtx, vertical: Vertical, wish: Wish, draft: Draft, made: Made): BookingRow {
  const { currency } = vertical.locale;
  const booking = { ...made, id: randomUUIDv7(), code: newCode(), currency, source: sourceOf(ctx, draft) };
  const details = detailsOf(draft, wish);
  writeBooking(ctx, draft, details, booking);
  return rowOf(draft, details, booking);
}

/** How it is made. */
export function sourceOf(ctx: SqlCtx, { loaded }: Draft): string {
  if (ctx.actor.kind === 'system') return 'system';
  return isServed(ctx, loaded) ? 'staff' : ctx.actor.kind === 'apiKey' ? 'api' : 'site';
}

export const wishOf = ({ items, locationId, start, sessionId, seats }: HoldRequest): Wish => ({
  items,
  locationId,
  start: instantOf(start),
  sessionId,
  seats,
});

/** What is booked without a hold. */
const wishIn = ({ items = [], start = '', ...request }: BookingRequest): Wish =>
  wishOf({ ...request, items, start });

const NOW = statement<{ now: Date }>('SELECT now() AS now');

/** @returns a function of minutes: the instant so long after the database's clock */
function clockOf({ sql }: SqlCtx): (minutes: number) => Promise<Date> {
  const asked = sql(NOW);
  return async (minutes) => {
    const [clock] = await asked;
    return new Date((clock?.now.getTime() ?? 0) + minutes * 60_000);
  };
}

/**
 * Keeps a time, or seats, for a few minutes (`settings.scheduling.holdMinutes`), until it is booked, released or over.
 * It is its maker's: of the account, or of whoever shows the token that a guest is given.
 * @throws SLOT_TAKEN, POLICY_NOT_OFFERED, UNAUTHENTICATED where guests do not book, TOO_MANY_REQUESTS for an account that has
 *   as many as it may have, and what `loadProblem` throws
 */
export async function createHold(
  ctx: Ctx,
  deps: BookingDeps,
  request: HoldRequest,
  once: RunOnce = always,
): Promise<Answer> {
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  if (ctx.actor.kind === 'guest') await refuseAgain(ctx, deps, wishOf(request), once);
  return make(ctx, deps, vertical, once, async (ctx) => {
    const after = clockOf(ctx);
    const own = ctx.actor.id === null ? null : await ownCustomer(ctx);
    const wish = { ...wishOf(request), customerId: own?.id };
    const draft = await draftOf(ctx, vertical, wish);
    const { settings } = draft.loaded;
    demandAccount(ctx, settings);
    const expiresAt = await after(settings.scheduling.holdMinutes);
    const isStaff = isServed(ctx, draft.loaded);
    const firm = await underLock(ctx, vertical, wish, draft);
    if (own && !isStaff) await demandQuota(ctx);
    // Staff holds for somebody else, as a rule.
    const customer = isStaff ? null : own;
    const made: Made = { state: 'held', expiresAt, customer, deposit: 0, acquisition: 'marketplace' };
    return write(ctx, vertical, wish, firm, made);
  });
}

/**
 * Books what was held, or what is wished for. A hold that is over is booked again if it can be: then as a booking of its
 * own. Where the policy asks for a deposit the booking stays held until it is paid (`settings.payments.payMinutes`); of whom
 * staff books for nothing is asked.
 * @throws SLOT_TAKEN, PRICE_HIGHER where it would cost more than the hold did, POLICY_NOT_OFFERED, BOOKING_STATE for a hold that was
 *   booked or released, NOT_FOUND for another's; UNAUTHENTICATED where guests do not book, FORBIDDEN, and what `loadProblem` throws
 */
export async function createBooking(
  ctx: Ctx,
  deps: BookingDeps,
  { token, ...request }: BookingRequest & { token?: string | undefined },
  once: RunOnce = always,
): Promise<Answer> {
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  const house = { vertical, secret: deps.env.APP_SECRET };
  if (ctx.actor.kind === 'guest' && request.holdId === undefined)
    await refuseAgain(ctx, deps, { ...wishIn(request), customerId: request.customerId }, once);
  return make(ctx, deps, vertical, once, async (ctx) => {
    const own = isForOwn(ctx, request) ? await ownCustomer(ctx) : undefined;
    const { holdId } = request;
    if (holdId === undefined) return book(ctx, house, request, wishIn(request), own);
    const key = { secret: deps.env.APP_SECRET, token };
    const hold = await reachBooking(ctx, key, holdId, 'booking:write');
    if (hold.state === 'expired') {
      const whose = own ?? keptFor(ctx, request, hold);
      const made = await book(ctx, house, request, wishOfHold(hold), whose, hold.total);
      fulfilLate(ctx, hold.id);
      return made;
    }
    demandStep('book', hold.state, partyOf(ctx, hold));
    // It is booked already, and waits for its deposit.
    if (hold.deposit > 0) throw failBooking('BOOKING_STATE');
    const whose = own ?? keptFor(ctx, request, hold);
    const customer = whose ?? (await namedCustomer(ctx, request, hold));
    const { hold: agreed, extras } = await extrasOfHold(ctx, house, request, hold, customer);
    const isStaff = mayServe(ctx.actor, 'booking:write', hold);
    const known = await knownOf(ctx, hold.items[0]?.serviceId, whoIs(request, own, whose));
    const deposit = isStaff ? 0 : depositFor(agreed, known);
    const booked = { ...agreed, deposit, acquisition: acquisitionFor(ctx, request, known, isStaff) };
    const made = await (deposit > 0
      ? askDeposit(ctx, vertical, booked, customer)
      : confirmHold(ctx, vertical, booked, customer));
    extras.write(ctx, hold.id);
    return made;
  });
}

/** By what a business knows the customer. */
export const whoIs = (
  { customer, customerId }: Pick<BookingRequest, 'customer' | 'customerId'>,
  own: Customer | undefined,
  kept?: Pick<Customer, 'email'>,
) => ({
  customerId: own?.id ?? customerId,
  email: customer?.email ?? kept?.email ?? undefined,
});

export const acquisitionFor = (
  { actor }: Ctx,
  { via }: Pick<BookingRequest, 'via'>,
  known: Known,
  isStaff: boolean,
) => acquisitionOf(known, via === 'business' || (isStaff && actor.kind !== 'system'));

async function book(
  ctx: SqlCtx,
  { vertical, secret }: { vertical: Vertical; secret: string },
  request: BookingRequest,
  wish: Wish,
  own: Customer | undefined,
  agreed = Infinity,
): Promise<BookingRow> {
  const wanted = { ...wish, customerId: own?.id ?? request.customerId };
  const asked = knownOf(ctx, wish.items[0]?.serviceId, whoIs(request, own));
  const [draft, known] = await Promise.all([draftOf(ctx, vertical, wanted), asked]);
  demandAccount(ctx, draft.loaded.settings);
  const customer = own ?? (await namedCustomer(ctx, request, placeOf(draft.loaded)));
  const extras = await extrasOf(ctx, { vertical, secret }, request, bookedBy(draft), customer);
  const firm = extras.price(await underLock(ctx, vertical, wanted, draft));
  const terms = termsOf(firm);
  const isStaff = isServed(ctx, firm.loaded);
  if (!isStaff) demandPrice(firm.total, agreed, vertical.locale.currency);
  const policy = firm.loaded.settings.policies;
  const deposit = isStaff ? 0 : depositFor({ ...firm, terms, policy }, known);
  const acquisition = acquisitionFor(ctx, request, known, isStaff);
  if (deposit > 0 && own) await demandQuota(ctx);
  const state = deposit > 0 ? 'held' : terms.approval ? 'pending' : 'confirmed';
  const expiresAt = deposit > 0 ? await clockOf(ctx)(terms.payMinutes) : null;
  const made = write(ctx, vertical, wanted, firm, { customer, deposit, acquisition, state, expiresAt });
  extras.write(ctx, made.id);
  return made;
}
