import * as z from 'zod/mini';

export const summaryQuery = z
  .strictObject({
    /** Left out: of all that you may see. */
    businessId: z.optional(z.uuid()),
    /** The first and the last day, of the tenant's zone. */
    from: z.iso.date(),
    to: z.iso.date(),
  })
  .check(
    z.refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) <= 400 * 86_400_000, {
      error: 'Name at most 400 days, the first one first',
      path: ['to'],
    }),
  );
export type SummaryQuery = z.infer<typeof summaryQuery>;

/** What bookings earned by the day they were settled on. Minor units. */
const earnings = {
  services: z.int(),
  noShowFees: z.int(),
  cancellationFees: z.int(),
  tips: z.int(),
  /** What the marketplace kept of it. */
  commission: z.int(),
  /** What is left to the business: all of the above, commission taken off. */
  earned: z.int(),
};

const day = z.strictObject({
  date: z.iso.date(),
  ...earnings,
  /** What customers paid, through companies and at the venue, and what went back to them. */
  online: z.int(),
  venue: z.int(),
  refunds: z.int(),
  /** What payment companies kept: the marketplace's cost. */
  companyFees: z.int(),
  /** Taxes named in the prices of what was settled. */
  tax: z.int(),
});

export const moneySummary = z.strictObject({
  currency: z.string(),
  timeZone: z.string(),
  /** Days on which something happened, the earliest first. */
  days: z.array(day),
  /** Who earned it; null: nobody in particular. */
  providers: z.array(z.strictObject({ id: z.nullable(z.uuid()), name: z.nullable(z.string()), ...earnings })),
  /** Commission by where customers came from. */
  sources: z.strictObject({ marketplace: z.int(), direct: z.int(), returning: z.int() }),
});
export type MoneySummary = z.infer<typeof moneySummary>;
