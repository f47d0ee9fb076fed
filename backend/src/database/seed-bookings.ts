import type { Deps } from '../deps.ts';
import { inPrepared, inTransaction, systemCtx, type Ctx, type Tenant } from '../lib/context.ts';
import { AppError } from '../lib/errors.ts';
import { loadProblem } from '../modules/availability/availability.problem.ts';
import { cancelBooking } from '../modules/bookings/bookings.cancel.ts';
import type { Booking, BookingRequest } from '../modules/bookings/bookings.contract.ts';
import { createBooking } from '../modules/bookings/bookings.service.ts';
import type { Vertical } from '../modules/verticals/verticals.contract.ts';
import { isoOf } from '../scheduling/days.ts';
import { findSlots } from '../scheduling/engine.ts';
import { offerSessions } from '../scheduling/sessions.ts';
import type { Instant } from '../scheduling/types.ts';
import { drawsFrom, type Draws } from './seed-draws.ts';
import { seedId } from './seed-ids.ts';
import { peopleFrom } from './seed-names.ts';
import { deskOf } from './seed-payments.ts';
import { drawWish, type DemoWish } from './seed-wishes.ts';

/** Of a tenant whose days are full (`load` 1); more would only make the first start slower. */
const BOOKINGS_A_DAY = 4;
/** Bookings that each customer has, on average. */
const BOOKINGS_EACH = 1.6;
/** Bookings of the account with which people look around. */
const OWN_BOOKINGS = 3;
const CANCELLED = 0.08;
/** Wishes for each booking: some days are closed, or full. */
const PATIENCE = 3;
const MOST_SEATS = 3;

/** A start that is offered. */
interface Start {
  start: Instant;
  /** Who may be asked for. */
  providers: readonly string[];
  /** Of a class or departure. */
  session?: { sessionId: string; seats: number };
}

async function startsFor(ctx: Ctx, vertical: Vertical, wish: DemoWish, draws: Draws): Promise<Start[]> {
  const { items, locationId, day } = wish;
  const { problem, sessions } = await inPrepared(ctx, (ctx) =>
    loadProblem(ctx, vertical, { items, locationId, from: day, to: day }),
  );
  // Of a crew nobody is asked for by name.
  const isCrew = problem.services.some(({ providers }) => providers > 1);
  if (!sessions)
    return findSlots(problem).map(({ start, providers }) => ({ start, providers: isCrew ? [] : providers }));
  const seats = 1 + draws.below(MOST_SEATS);
  return offerSessions(problem, sessions, seats).offered.map(({ id, start }) => ({
    start,
    providers: [],
    session: { sessionId: id, seats },
  }));
}

/** People like whole and half hours. */
function pickStart(draws: Draws, starts: readonly Start[]): Start | undefined {
  const round = starts.filter(({ start }) => start % 30 === 0);
  return draws.one(round.length > 0 ? round : starts);
}

/** What becomes of a wish that can be had. @param whose the customer of the booking */
async function bookWish(
  ctx: Ctx,
  deps: Deps,
  { vertical, draws }: { vertical: Vertical; draws: Draws },
  wish: DemoWish,
  whose: Pick<BookingRequest, 'customer' | 'customerId'>,
): Promise<Booking | undefined> {
  const picked = pickStart(draws, await startsFor(ctx, vertical, wish, draws));
  if (!picked) return undefined;
  const [first, ...others] = wish.items;
  const named = draws.chance(0.4) ? draws.one(picked.providers) : undefined;
  try {
    const { body } = await createBooking(ctx, deps, {
      items: first ? [{ ...first, providerId: named }, ...others] : [],
      locationId: wish.locationId,
      start: isoOf(picked.start),
      seats: 1,
      ...picked.session,
      ...whose,
    });
    const { id } = body.data;
    return draws.chance(CANCELLED) ? (await cancelBooking(ctx, deps, { id })).body.data : body.data;
  } catch (error) {
    // Somebody is booking already, or the last minute of the notice has passed meanwhile.
    if (error instanceof AppError && [409, 422].includes(error.status)) return undefined;
    throw error;
  }
}

async function seedTenantBookings(deps: Deps, tenant: Tenant, vertical: Vertical): Promise<void> {
  const ctx = systemCtx(deps, tenant, 'seed');
  const isDone = await inTransaction(ctx, async ({ db, tenant }) => {
    const found = await db.booking.findFirst({ where: { tenantId: tenant.id }, select: { id: true } });
    return found !== null;
  });
  if (isDone) return;

  const { bookings, seed } = vertical.demo;
  const draws = drawsFrom(seed);
  const pay = deskOf(ctx, deps, { vertical, draws: drawsFrom(seed + 1) });
  const count = Math.round((bookings.pastDays + bookings.nextDays) * BOOKINGS_A_DAY * bookings.load);
  const people = peopleFrom(draws, Math.max(1, Math.round(count / BOOKINGS_EACH)));
  const ids = new Map<string, string>();
  const own = { customerId: seedId(seedId(tenant.id, 'user', 'customer'), 'customer') };
  const now = deps.clock();

  const made: Booking[] = [];
  for (let tried = 0; made.length < count && tried < count * PATIENCE; tried += 1) {
    const wish = drawWish(draws, tenant.id, vertical, now);
    const person = draws.one(people);
    if (!wish || !person) continue;
    const isOwn = made.length < OWN_BOOKINGS;
    const customerId = ids.get(person.email);
    const whose = isOwn ? own : customerId === undefined ? { customer: person } : { customerId };
    const maker: Ctx = { ...ctx, now: () => wish.now };
    const booking = await bookWish(maker, deps, { vertical, draws }, wish, whose);
    if (!booking) continue;
    made.push(booking);
    if (!isOwn && booking.customer) ids.set(person.email, booking.customer.id);
  }
  // Payments are listed as they came.
  for (const booking of made.toSorted((a, b) => Date.parse(a.endsAt) - Date.parse(b.endsAt)))
    await pay(booking);
}

/**
 * Fills demo tenants with past and coming bookings, made and paid by the same functions as everybody's: what `demo.bookings` of
 * their verticals says, the same for one day. A tenant that has any booking stays as it is.
 * @param tenants whose catalogue, people and sessions are there
 */
export async function seedBookings(
  deps: Deps,
  tenants: readonly { tenant: Tenant; vertical: Vertical }[],
): Promise<void> {
  const waiting = [...tenants];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      await seedTenantBookings(deps, next.tenant, next.vertical);
  };
  // While one waits for the database another computes.
  await Promise.all([work(), work(), work()]);
}
