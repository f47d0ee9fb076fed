import { randomUUIDv7 } from 'node:crypto';
import type { Deps } from '../../deps.ts';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { failWith } from '../../lib/errors.ts';
import { always, PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { instantOf } from '../../scheduling/days.ts';
import { touch } from '../availability/availability.freshness.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { reachBooking } from './bookings.access.ts';
import { alternativesTo } from './bookings.alternatives.ts';
import { Outdated, persistently } from './bookings.attempts.ts';
import { confirmHold, wishOfHold } from './bookings.confirm.ts';
import { bookingErrors, type Booking, type BookingRequest, type HoldRequest } from './bookings.contract.ts';
import { draftOf, locksOf, type Draft } from './bookings.draft.ts';
import { demandAccount, isForOwn, namedCustomer, ownCustomer, type Customer } from './bookings.people.ts';
import { newCode, tokenOf } from './bookings.secrets.ts';
import { rowOf, viewBooking, type BookingRow } from './bookings.views.ts';
import { isServed, SlotGone, type Wish } from './bookings.wish.ts';
import { detailsOf, lock, termsOf, writeBooking, type NewBooking } from './bookings.write.ts';

/** What the use cases of this module need beyond a ctx. */
export type BookingDeps = Pick<Deps, 'env' | 'freshness' | 'redis' | 'verticals'>;

/** What is answered about one booking. */
export type Answer = Once<{ data: Booking }>;

const failBooking = failWith(bookingErrors);

/**
 * Runs the booking transaction until it is clear what becomes of it.
 * @throws SLOT_TAKEN with alternatives
 */
async function settle(
  ctx: Ctx,
  deps: BookingDeps,
  vertical: Vertical,
  once: RunOnce,
  work: (ctx: SqlCtx) => Promise<BookingRow>,
): Promise<Answer> {
  try {
    const answer = await persistently(() =>
      inPrepared(
        ctx,
        (ctx) =>
          once(ctx, async () => {
            const view = viewBooking(await work(ctx));
            const token = tokenOf(deps.env.APP_SECRET, ctx.tenant.id, view.id);
            return { status: 201, body: { data: ctx.actor.kind === 'guest' ? { ...view, token } : view } };
          }),
        { lockTimeoutMs: PATIENCE_MS },
      ),
    );
    await touch(deps, ctx.tenant.id, answer.body.data.businessId);
    return answer;
  } catch (error) {
    if (!(error instanceof SlotGone)) throw error;
    throw failBooking('SLOT_TAKEN', { data: await alternativesTo(ctx, deps, vertical, error) });
  }
}

/** The draft once nobody can come in between any more. */
async function underLock(ctx: SqlCtx, vertical: Vertical, wish: Wish, draft: Draft): Promise<Draft> {
  const locks = locksOf(draft, wish.customerId);
  lock(ctx, locks);
  if (!draft.isLimited) return draft;
  const again = await draftOf(ctx, vertical, wish);
  // More locks, taken out of order, could make two wait for each other.
  if (locksOf(again, wish.customerId).some((id) => !locks.includes(id))) throw new Outdated();
  return again;
}

function write(
  ctx: SqlCtx,
  vertical: Vertical,
  wish: Wish,
  draft: Draft,
  made: Pick<NewBooking, 'state' | 'expiresAt' | 'customer'>,
): BookingRow {
  const { currency } = vertical.locale;
  const booking = { ...made, id: randomUUIDv7(), code: newCode(), currency, source: sourceOf(ctx, draft) };
  const details = detailsOf(draft, wish);
  writeBooking(ctx, draft, details, booking);
  return rowOf(draft, details, booking);
}

/** Where the customer came from. */
function sourceOf(ctx: SqlCtx, { loaded }: Draft): string {
  if (ctx.actor.kind === 'system') return 'system';
  return isServed(ctx, loaded) ? 'staff' : ctx.actor.kind === 'apiKey' ? 'api' : 'site';
}

const wishOf = ({ items, locationId, start, sessionId, seats }: HoldRequest): Wish => ({
  items,
  locationId,
  start: instantOf(start),
  sessionId,
  seats,
});

const placeOf = ({ loaded: { business, location } }: Draft) => ({
  businessId: business.id,
  locationId: location?.id ?? null,
});

const NOW = statement<{ now: Date }>('SELECT now() AS now');

/**
 * Keeps a time, or seats, for a few minutes (`settings.scheduling.holdMinutes`), until it is booked, released or over.
 * It is its maker's: of the account, or of whoever shows the token that a guest is given.
 * @throws SLOT_TAKEN, POLICY_NOT_OFFERED, UNAUTHENTICATED where guests do not book, and what `loadProblem` throws
 */
export function createHold(
  ctx: Ctx,
  deps: BookingDeps,
  request: HoldRequest,
  once: RunOnce = always,
): Promise<Answer> {
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  return settle(ctx, deps, vertical, once, async (ctx) => {
    const asked = ctx.sql(NOW);
    const own = ctx.actor.id === null ? null : await ownCustomer(ctx);
    const wish = { ...wishOf(request), customerId: own?.id };
    const draft = await draftOf(ctx, vertical, wish);
    const { settings } = draft.loaded;
    demandAccount(ctx, settings);
    const [clock] = await asked;
    const expiresAt = new Date((clock?.now.getTime() ?? 0) + settings.scheduling.holdMinutes * 60_000);
    // Staff holds for somebody else, as a rule.
    const customer = isServed(ctx, draft.loaded) ? null : own;
    const firm = await underLock(ctx, vertical, wish, draft);
    return write(ctx, vertical, wish, firm, { state: 'held', expiresAt, customer });
  });
}

/**
 * Books what was held, or what is wished for. A hold that is over is booked again if it can be: then as a booking of its
 * own.
 * @throws SLOT_TAKEN, POLICY_NOT_OFFERED, BOOKING_STATE for a hold that was booked or released, NOT_FOUND for another's;
 *   UNAUTHENTICATED where guests do not book, FORBIDDEN, and what `loadProblem` throws
 */
export function createBooking(
  ctx: Ctx,
  deps: BookingDeps,
  { token, ...request }: BookingRequest & { token?: string | undefined },
  once: RunOnce = always,
): Promise<Answer> {
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  return settle(ctx, deps, vertical, once, async (ctx) => {
    const own = isForOwn(ctx, request) ? await ownCustomer(ctx) : undefined;
    const { holdId, items = [], start = '' } = request;
    if (holdId === undefined) return book(ctx, vertical, request, wishOf({ ...request, items, start }), own);
    const hold = await reachBooking(ctx, { secret: deps.env.APP_SECRET, token }, holdId, 'booking:write');
    if (hold.state === 'expired') return book(ctx, vertical, request, wishOfHold(hold), own);
    if (hold.state !== 'held') throw failBooking('BOOKING_STATE');
    const customer = own ?? (await namedCustomer(ctx, request, hold));
    return confirmHold(ctx, vertical, hold, customer);
  });
}

async function book(
  ctx: SqlCtx,
  vertical: Vertical,
  request: BookingRequest,
  wish: Wish,
  own: Customer | undefined,
): Promise<BookingRow> {
  const wanted = { ...wish, customerId: own?.id ?? request.customerId };
  const draft = await draftOf(ctx, vertical, wanted);
  demandAccount(ctx, draft.loaded.settings);
  const customer = own ?? (await namedCustomer(ctx, request, placeOf(draft)));
  const firm = await underLock(ctx, vertical, wanted, draft);
  const state = termsOf(firm).approval ? 'pending' : 'confirmed';
  return write(ctx, vertical, wanted, firm, { state, expiresAt: null, customer });
}
