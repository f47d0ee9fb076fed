import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';

export const balancesQuery = z.strictObject({
  /** Left out: all that you may see. */
  businessId: z.optional(z.uuid()),
});

/** Where a business stands, in one currency. Minor units. */
export const balance = z.strictObject({
  businessId: z.uuid(),
  businessName: z.string(),
  currency: z.string(),
  /** What is the business's: its earnings and tips, commission taken off. */
  earned: z.int(),
  /** What of it the business has in its own drawer. */
  venueCash: z.int(),
  /** What customers have paid that nobody has earned yet. */
  prepayments: z.int(),
  /** What payment companies kept of its customers' payments: the marketplace's cost, not the business's. */
  companyFees: z.int(),
  /** What the marketplace kept, by where the customers came from. */
  commission: z.strictObject({ marketplace: z.int(), direct: z.int(), returning: z.int() }),
});
export type Balance = z.infer<typeof balance>;

export const transactionsQuery = z.strictObject({
  ...pageQuery,
  businessId: z.optional(z.uuid()),
  bookingId: z.optional(z.uuid()),
});

export const transaction = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['charge', 'fee', 'refund', 'settlement']),
  businessId: z.uuid(),
  bookingId: z.uuid(),
  acquisition: z.nullable(z.string()),
  commissionBasisPoints: z.nullable(z.int()),
  createdAt: z.iso.datetime(),
  /** They sum to zero in each currency. */
  entries: z.array(
    z.strictObject({
      account: z.enum([
        'company_clearing',
        'company_fees',
        'venue_cash',
        'prepayments',
        'business',
        'commission',
      ]),
      provider: z.nullable(z.string()),
      /** Minor units: above zero debit, below it credit. */
      amount: z.int(),
      currency: z.string(),
    }),
  ),
});
export type Transaction = z.infer<typeof transaction>;
