import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { payment, PAYMENT_KINDS, PAYMENT_PROVIDERS } from './payments.contract.ts';

const instant = z.iso.datetime({ offset: true });

export const managedPaymentsQuery = z.strictObject({
  ...pageQuery,
  /** Left out: of all that you may see. */
  businessId: z.optional(z.uuid()),
  state: z.optional(z.enum(['pending', 'completed', 'failed'])),
  kind: z.optional(z.enum(PAYMENT_KINDS)),
  provider: z.optional(z.enum(PAYMENT_PROVIDERS)),
  /** Asked for from (inclusive) and to (exclusive). */
  from: z.optional(instant),
  to: z.optional(instant),
});
export type ManagedPaymentsQuery = z.infer<typeof managedPaymentsQuery>;

/** A payment as those see it who look after money. */
export const managedPayment = z.strictObject({
  ...payment.shape,
  bookingCode: z.string(),
  businessId: z.uuid(),
  businessName: z.string(),
  customerName: z.nullable(z.string()),
  /** Minor units that can still be given back. */
  left: z.int(),
});
export type ManagedPayment = z.infer<typeof managedPayment>;
