import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { money } from '../catalogue/catalogue.contract.ts';
import { LOCALES } from '../verticals/verticals.fields.ts';

export const PAYMENT_PROVIDERS = ['mercadopago', 'stripe', 'paypal', 'sandbox', 'venue'] as const;
export const PAYMENT_KINDS = ['deposit', 'balance', 'full', 'fee', 'tip'] as const;

const paymentChange = z.strictObject({
  paymentId: z.uuid(),
  bookingId: z.uuid(),
  businessId: z.uuid(),
  locationId: z.nullable(z.uuid()),
  /** The account of the person who pays, where there is one. */
  userId: z.nullable(z.uuid()),
  kind: z.enum(PAYMENT_KINDS),
  /** Minor units. */
  amount: z.int(),
  currency: z.string(),
  /** The company; only for who counts. Events of a former version are without it. */
  provider: z.optional(z.nullable(z.enum(PAYMENT_PROVIDERS))),
});

/** What happens to payments, as other processes and browsers hear it. */
export const paymentEvents = {
  'payment.pending': paymentChange,
  'payment.completed': paymentChange,
  'payment.failed': paymentChange,
};

/** What only the worker hears. */
export const moneyEvents = {
  /** Something about the money of a booking is other than it was: it is settled anew. */
  'money.changed': z.strictObject({ bookingId: z.uuid() }),
  /** The company has to be asked about a payment; what its event named, if one is the cause. */
  'payment.told': z.strictObject({
    paymentId: z.uuid(),
    reference: z.nullable(z.string()),
    refundFailed: z.boolean(),
    /** Whose event it was. */
    accountId: z.optional(z.uuid()),
  }),
  'refund.requested': z.strictObject({ refundId: z.uuid() }),
};

export const paymentErrors = {
  PAYMENT_NOT_DUE: { status: 409, message: 'This is not to be paid; error.data says what is.' },
  PAYMENT_STATE: { status: 409, message: 'The payment is past this.' },
  REFUND_EXCEEDS: { status: 409, message: 'More would be given back than is left of the payment.' },
  WEBHOOK_REFUSED: { status: 400, message: 'The delivery is not signed as it should be.' },
  PAYMENT_UNAVAILABLE: {
    status: 503,
    message: 'No way to pay takes this now; nothing was charged. Try again in a moment.',
  },
} as const;

/** Whole minor units; more than anybody pays at once is a mistake. */
const amount = z.int().check(z.gte(1), z.lte(1_000_000_000_000));

export const paymentBody = z
  .strictObject({
    /** `full` and `balance` are what is left; after a cancellation the fee is paid as `balance`. */
    kind: z.enum(['deposit', 'balance', 'full', 'tip']),
    /** Of a tip; of a balance, when only a part of it is paid. Left out: all that is due. */
    amount: z.optional(amount),
    /** One way of those that the settings name; left out: the first that takes it. */
    provider: z.optional(z.enum(PAYMENT_PROVIDERS)),
  })
  .check(
    z.refine(
      ({ kind, amount }) => (kind === 'tip' ? amount !== undefined : true),
      'A tip says how much it is',
    ),
  );
export type PaymentRequest = z.infer<typeof paymentBody>;

/** What was paid at the venue, as staff record it. */
export const venueBody = z
  .strictObject({ kind: z.enum(['balance', 'full', 'tip']), amount: z.optional(amount) })
  .check(
    z.refine(
      ({ kind, amount }) => (kind === 'tip' ? amount !== undefined : true),
      'A tip says how much it is',
    ),
  );

export const refundBody = z.strictObject({
  /** Left out: all that is left. */
  amount: z.optional(amount),
  note: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(500))),
});

const refund = z.strictObject({
  id: z.uuid(),
  amount: z.int(),
  currency: z.string(),
  /** `overpaid`: more than was due. `duplicate`: paid twice. `mismatch`: another amount. `company`: began there. */
  reason: z.enum(['staff', 'overpaid', 'duplicate', 'mismatch', 'company']),
  state: z.enum(['requested', 'pending', 'completed', 'failed']),
  createdAt: z.iso.datetime(),
});

export const payment = z.strictObject({
  id: z.uuid(),
  bookingId: z.uuid(),
  kind: z.enum(PAYMENT_KINDS),
  price: money,
  state: z.enum(['pending', 'completed', 'failed']),
  /** Null until a page is open. */
  provider: z.nullable(z.enum(PAYMENT_PROVIDERS)),
  /** Where the payer goes while it is pending; null at the venue. */
  redirectUrl: z.nullable(z.string()),
  /** When the page closes, where the company closes it. */
  expiresAt: z.nullable(z.iso.datetime()),
  failure: z.nullable(z.string()),
  refunds: z.array(refund),
  createdAt: z.iso.datetime(),
  completedAt: z.nullable(z.iso.datetime()),
});
export type Payment = z.infer<typeof payment>;

/** `error.data` of PAYMENT_NOT_DUE: minor units. */
export interface NotDue {
  due: number;
  deposit: number;
  currency: string;
}

export const bookingParams = z.strictObject({ id: z.uuid() });
export const paymentParams = z.strictObject({ id: z.uuid() });
export const paymentsQuery = z.strictObject(pageQuery);
export const receiptQuery = z.strictObject({ locale: z.optional(z.enum(LOCALES)) });
export const webhookParams = z.strictObject({
  provider: z.enum(['mercadopago', 'stripe', 'paypal', 'sandbox']),
  token: z.string().check(z.regex(/^[\w-]{43}$/)),
});
