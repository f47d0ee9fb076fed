import type { SqlCtx } from '../../lib/context.ts';
import type { Acquisition } from '../bookings/bookings.standing.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { commissionRate, shareOf } from './ledger.commission.ts';
import { post, postedOf, type Entry, type LedgerAccount, type Posted } from './ledger.post.ts';
import type { Reckoning } from './ledger.reckon.ts';

/** A movement of money of a booking. Amounts are minor units. */
interface Moved {
  id: string;
  provider: 'mercadopago' | 'stripe' | 'paypal' | 'sandbox' | 'venue';
  amount: number;
  currency: string;
}

export interface Books {
  booking: { id: string; businessId: string; currency: string; acquisition: Acquisition };
  /** Each with what the company kept of it; null while it has not said. */
  charges: readonly (Moved & { fee: number | null })[];
  refunds: readonly (Moved & { state: 'requested' | 'pending' | 'completed' | 'failed' })[];
  earned: Reckoning['earned'];
}

type BookCtx = Pick<SqlCtx, 'sql' | 'tenant' | 'now'>;

/** Where money is: with the company, or in the drawer of the business. */
const holderOf = ({ provider }: Moved, businessId: string): LedgerAccount =>
  provider === 'venue' ? { kind: 'venue_cash', businessId } : { kind: 'company_clearing', provider };

/** From the customers' prepayments to the business and, in part, to the tenant; or back, where less is earned than before. */
async function settle(ctx: BookCtx, vertical: Vertical, books: Books, posted: Posted): Promise<void> {
  const { booking, earned } = books;
  const { id: bookingId, businessId, currency } = booking;
  if (!posted.terms && earned.service + earned.tips === 0) return;
  const acquisition = posted.terms?.acquisition ?? booking.acquisition;
  const terms = posted.terms ?? { acquisition, basisPoints: commissionRate(vertical, acquisition) };
  const commission = shareOf(earned.service, terms.basisPoints);
  const toCommission = -commission - posted.commission;
  const toBusiness = -(earned.service - commission + earned.tips) - posted.business;
  await post(ctx, {
    kind: 'settlement',
    key: `settlement:${bookingId}:${posted.settlements + 1}`,
    businessId,
    bookingId,
    terms,
    entries: [
      { account: { kind: 'business', businessId }, amount: toBusiness, currency },
      { account: { kind: 'commission' }, amount: toCommission, currency },
      { account: { kind: 'prepayments', businessId }, amount: -toBusiness - toCommission, currency },
    ],
  });
}

/** What a company has kept for itself is not with it for us any more. It stays so when the money goes back. */
async function keepFee(
  ctx: BookCtx,
  { id: bookingId, businessId }: Books['booking'],
  { id, provider, currency }: Moved,
  fee: number,
): Promise<void> {
  if (provider === 'venue') return;
  await post(ctx, {
    ...{ kind: 'fee', key: `fee:${id}`, businessId, bookingId },
    entries: [
      { account: { kind: 'company_fees', provider }, amount: fee, currency },
      { account: { kind: 'company_clearing', provider }, amount: -fee, currency },
    ],
  });
}

/**
 * Makes the ledger say of a booking what its money is by now: what came, what went back, and what of it is earned. Nothing is
 * written twice, and it does not matter how often or in which order it is called; take the lock of the booking before.
 */
export async function keepBooks(ctx: BookCtx, vertical: Vertical, books: Books): Promise<void> {
  const { booking, charges, refunds } = books;
  const { id: bookingId, businessId } = booking;
  const posted = await postedOf(ctx, bookingId);
  const move = (kind: 'charge' | 'refund', key: string, moved: Moved, sign: 1 | -1) => {
    const { amount, currency } = moved;
    const entries: Entry[] = [
      { account: holderOf(moved, businessId), amount: sign * amount, currency },
      { account: { kind: 'prepayments', businessId }, amount: -sign * amount, currency },
    ];
    return post(ctx, { kind, key, businessId, bookingId, entries });
  };
  for (const charge of charges) {
    const key = `charge:${charge.id}`;
    if (!posted.keys.has(key)) await move('charge', key, charge, 1);
    if (charge.fee && !posted.keys.has(`fee:${charge.id}`)) await keepFee(ctx, booking, charge, charge.fee);
  }
  for (const refund of refunds) {
    const [key, undo] = [`refund:${refund.id}`, `refund-failed:${refund.id}`];
    if (refund.state === 'completed' && !posted.keys.has(key)) await move('refund', key, refund, -1);
    // A company can say that it is done and find out later that it is not.
    if (refund.state === 'failed' && posted.keys.has(key) && !posted.keys.has(undo))
      await move('refund', undo, refund, 1);
  }
  await settle(ctx, vertical, books, posted);
}
