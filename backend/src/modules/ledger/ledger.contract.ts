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

const TRANSACTION_KINDS = ['charge', 'fee', 'refund', 'settlement'] as const;

export const transactionsQuery = z.strictObject({
  ...pageQuery,
  businessId: z.optional(z.uuid()),
  bookingId: z.optional(z.uuid()),
  kind: z.optional(z.enum(TRANSACTION_KINDS)),
  /** Written from (inclusive) and to (exclusive). */
  from: z.optional(z.iso.datetime({ offset: true })),
  to: z.optional(z.iso.datetime({ offset: true })),
});
export type TransactionsQuery = z.infer<typeof transactionsQuery>;

export const transaction = z.strictObject({
  id: z.uuid(),
  kind: z.enum(TRANSACTION_KINDS),
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
