import type { SqlCtx } from '../../lib/context.ts';
import { failWith, type AppError } from '../../lib/errors.ts';
import { withPauses } from '../../lib/pauses.ts';
import { assign, explaining } from '../../scheduling/engine.ts';
import { offerSessions } from '../../scheduling/sessions.ts';
import type { Instant, Reason } from '../../scheduling/types.ts';
import { untaken } from '../../scheduling/without.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import type { WishedItem } from '../availability/availability.choices.ts';
import { loadProblem, type Loaded } from '../availability/availability.problem.ts';
import { atDesk, standing } from '../availability/availability.rules.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { bookingErrors } from './bookings.contract.ts';
import { mayServe } from './bookings.people.ts';

/** What is to be held or booked. */
export interface Wish {
  items: readonly WishedItem[];
  locationId?: string | undefined;
  start: Instant;
  sessionId?: string | undefined;
  seats: number;
  /** Whose limits and prices count. */
  customerId?: string | undefined;
  /** Who takes it if they can, before whoever's turn it is. */
  preferred?: readonly string[];
  /** A booking that does not stand in its way. */
  exceptBookingId?: string;
  /** Of a booking that is moved: where it stands. */
  leaves?: Instant;
  /** It stays where it stands, and only takes another time. */
  isStanding?: true;
}

/** Nobody can take the start any more: the answer is 409, with what can be had instead. */
export class SlotGone extends Error {
  readonly wish: Wish;
  readonly businessId: string;

  constructor(wish: Wish, businessId: string) {
    super('The slot is gone.');
    this.wish = wish;
    this.businessId = businessId;
  }
}

const failBooking = failWith(bookingErrors);

/** Reasons that are rules and not somebody else's booking. */
const RULES: ReadonlySet<Reason> = new Set([
  'OUTSIDE_HOURS',
  'HOLIDAY',
  'NOTICE',
  'CUTOFF',
  'TOO_FAR',
  'CUSTOMER_LIMIT',
  'NONEXISTENT_TIME',
]);

const isRule = (reason: Reason): boolean => RULES.has(reason);

/** Further away nothing is offered, and nothing is looked up. */
const MOST_MINUTES_AWAY = 400 * 1440;

export function notOffered(reasons: readonly (Reason | 'NOT_A_START')[]): AppError {
  return failBooking('POLICY_NOT_OFFERED', {
    details: reasons.map((reason) => ({ field: 'start', message: reason })),
  });
}

/** What to answer for a start that is not offered: the rules against it, or that somebody else was faster. */
export async function refusal(loaded: Loaded, wish: Wish): Promise<Error> {
  const reasons = await reasonsAt(loaded, wish);
  if (!reasons) return notOffered(['NOT_A_START']);
  const rules = reasons.filter(isRule);
  return rules.length > 0 ? notOffered(rules) : new SlotGone(wish, loaded.business.id);
}

/**
 * Loads what is wished for, around the local date of its start.
 * @param daysAround more days before and after it
 * @throws what loadProblem throws, POLICY_NOT_OFFERED
 */
export async function loadWish(ctx: SqlCtx, vertical: Vertical, wish: Wish, daysAround = 0): Promise<Loaded> {
  const { items, locationId, start, customerId, exceptBookingId } = wish;
  const away = start - ctx.now().getTime() / 60_000;
  if (Math.abs(away) > MOST_MINUTES_AWAY) throw notOffered([away > 0 ? 'TOO_FAR' : 'NOTICE']);
  const load = (day: number) =>
    loadProblem(ctx, vertical, {
      items,
      locationId,
      from: day - daysAround,
      to: day + daysAround,
      customerId,
      exceptBookingId,
    });
  // The zone is that of the location, which is mostly the tenant's; else the date may be another.
  const dayIn = (timeZone: string) => zoneOf(timeZone).toLocal(start).day;
  const guess = dayIn(vertical.locale.timeZone);
  let loaded = await load(guess);
  const day = dayIn(loaded.timeZone);
  if (day !== guess) loaded = await load(day);
  if (wish.isStanding) return standing(loaded, start);
  return isServed(ctx, loaded) ? atDesk(loaded) : loaded;
}

/** Where it is wished for, and of whom: somebody's own time is theirs to book where nobody else may take it. */
export function placeOf({ business, location, providers, sessions }: Loaded) {
  const accounts = new Set(sessions ? [] : providers.map(({ userId }) => userId));
  const [sole = null] = accounts.size === 1 ? accounts : [];
  return {
    businessId: business.id,
    locationId: location?.id ?? null,
    servedBy: sole === null ? [] : [sole],
  };
}

/** Whether staff of the place makes the booking: then what binds customers does not count. */
export const isServed = ({ actor }: SqlCtx, loaded: Loaded): boolean =>
  mayServe(actor, 'booking:write', placeOf(loaded));

/**
 * Why a start is not offered; undefined if there is no such start. Where one who could take it is busy and another does not work
 * then, it is taken and not closed.
 */
export async function reasonsAt(
  { problem, sessions }: Loaded,
  { start, seats }: Wish,
): Promise<readonly Reason[] | undefined> {
  const refused = sessions
    ? offerSessions(problem, sessions, seats).refused
    : await withPauses(explaining(problem, start));
  const reasons = refused.find((refusal) => refusal.start === start)?.reasons;
  const isTaken = !sessions && reasons?.some(isRule) && assign(untaken(problem), start);
  return isTaken ? ['BUSY'] : reasons;
}
