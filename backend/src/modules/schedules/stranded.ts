import type { TxCtx } from '../../lib/context.ts';
import { failWith } from '../../lib/errors.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { can } from '../identity/permissions.ts';
import { takesToCome, type Take, type Touched } from './schedules.takes.ts';
import { takesInHours } from './schedules.worktime.ts';
import { MOST_NAMED, strandsErrors, type NamedBooking, type Stranded } from './stranded.contract.ts';

const fail = failWith(strandsErrors);

type Nameable = Pick<Take, 'code' | 'startsAt' | 'endsAt' | 'locationId' | 'providerId' | 'customerName'> & {
  /** Null: no booking. */
  bookingId: string | null;
};

/**
 * Bookings of a business as whoever acts may see them, each once, in the order given.
 * @param options.isOwn whether they are bookings with whoever acts
 */
export function nameBookings(
  ctx: TxCtx,
  businessId: string,
  takes: readonly Nameable[],
  { isOwn = false }: { isOwn?: boolean } = {},
): Stranded {
  const bookings = [...new Map(takes.map((take) => [take.bookingId, take])).values()].filter(
    ({ bookingId }) => bookingId !== null,
  );
  const name = (take: Nameable): NamedBooking => {
    const isRead = isOwn || can(ctx.actor, 'booking:read', { businessId, locationId: take.locationId });
    return {
      id: take.bookingId ?? '',
      code: take.code,
      startsAt: take.startsAt.toISOString(),
      endsAt: take.endsAt.toISOString(),
      providerId: take.providerId,
      customerName: isRead ? take.customerName : null,
    };
  };
  return { bookings: bookings.slice(0, MOST_NAMED).map(name), total: bookings.length };
}

export interface StrandingOptions {
  /** Whether to go on although bookings are stranded. */
  acceptStranded: boolean;
  /** Whether they are bookings with whoever acts. */
  isOwn?: boolean;
}

function settle(
  ctx: TxCtx,
  { businessId }: Touched,
  takes: readonly Take[],
  { acceptStranded, isOwn = false }: StrandingOptions,
): Stranded {
  const stranded = nameBookings(ctx, businessId, takes, { isOwn });
  if (stranded.total > 0 && !acceptStranded) throw fail('STRANDS_BOOKINGS', { data: stranded });
  return stranded;
}

/**
 * The bookings to come that lose what is about to be removed. Call it before the removal.
 * @throws STRANDS_BOOKINGS
 */
export async function removing(ctx: TxCtx, touched: Touched, options: StrandingOptions): Promise<Stranded> {
  return settle(ctx, touched, await takesToCome(ctx, touched), options);
}

/**
 * Makes a change of working time, and tells the bookings to come that lay in it before and no longer do: what was outside
 * already is not this change's doing.
 * @param loses what the change takes away besides
 * @throws STRANDS_BOOKINGS: the transaction, and the change with it, is then undone
 */
export async function rescheduling(
  ctx: ChangeCtx,
  touched: Touched,
  options: StrandingOptions,
  change: () => Promise<void>,
  loses: (take: Take) => boolean = () => false,
): Promise<Stranded> {
  const takes = await takesToCome(ctx, touched);
  const before = await takesInHours(ctx, takes);
  await change();
  const after = await takesInHours(ctx, takes);
  return settle(
    ctx,
    touched,
    takes.filter((take) => loses(take) || (before.has(take) && !after.has(take))),
    options,
  );
}
