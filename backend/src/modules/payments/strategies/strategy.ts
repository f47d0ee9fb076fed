/**
 * The one contract with payment companies. A strategy knows nothing of the database: it says what to ask a company and
 * what its answers mean. All amounts are whole minor units of their currency (see `money.ts`), all times are instants.
 *
 * Every call that reaches the outside throws `PaymentError` and nothing else, ends within the time given to
 * `openStrategy`, and must not be made inside a database transaction.
 */
export interface PaymentStrategy {
  readonly provider: PaymentProvider;

  /** Who settles: the provider tells us of money, or staff record it (at the venue) and our own rows are the truth. */
  readonly settledBy: 'provider' | 'staff';

  /** Whether the account is of a marketplace and its company hands over the platform's share (`applicationFee`) by itself. */
  readonly splits: boolean;

  /**
   * Whether it is worth asking: the currency is known there and the amount can be said exactly in the provider's own
   * form. The provider may still refuse. Nothing outside is called.
   * @param amount minor units, at least 1
   */
  supports(currency: string, amount: number): boolean;

  /**
   * A hosted page on which one payment is made. Repeating it with the same `paymentId` and the same values gives the
   * same checkout; the provider's idempotency key is made of `paymentId`.
   * @throws PaymentError `refused` (currency, amount, account) or `unavailable`: try the next of the chain
   */
  createCheckout(request: CheckoutRequest): Promise<Checkout>;

  /** What the provider knows of the payment now. Changes nothing. */
  getPayment(checkout: CheckoutKey): Promise<PaymentState>;

  /**
   * Takes the money where the payer's yes is not yet the money (status `approved`); elsewhere the same as `getPayment`.
   * Once only, however often it is called. The caller decides whether the hold still stands before it calls.
   */
  completePayment(checkout: CheckoutKey): Promise<PaymentState>;

  /**
   * Closes the page, so that nobody pays any more. A payment that was faster stands: the answer says `paid`.
   */
  cancelCheckout(checkout: CheckoutKey): Promise<PaymentState>;

  /**
   * Gives back all or part of one charge. Repeating it with the same `refundId` refunds once.
   * @throws PaymentError `refused` with reason `exceeds` when more is asked than is left
   */
  refund(request: RefundRequest): Promise<Refund>;

  /**
   * Verifies a delivery to the webhook address of this account and says what it means. A refusal is the sender's fault
   * and is answered 4xx. Some providers must be asked to verify or to complete a delivery.
   * @throws PaymentError when they cannot be: answer 5xx, and the provider delivers again
   */
  readWebhook(delivery: WebhookDelivery): Promise<WebhookReading>;
}

export type PaymentProvider = 'mercadopago' | 'stripe' | 'paypal' | 'sandbox' | 'venue';

export interface CheckoutRequest {
  /** Our id of the payment: the provider's idempotency key is derived from it, and its records carry it. */
  paymentId: string;
  /** When our payment was made; the same in every repetition. */
  createdAt: Date;
  /** Minor units, at least 1. */
  amount: number;
  /** ISO 4217, upper case. */
  currency: string;
  /** What the payer reads; cut to what the provider takes. */
  description: string;
  payer?: { email?: string; name?: string };
  /** Where the payer's browser goes afterwards. Proves nothing: only `getPayment` and webhooks do. */
  returnUrls: { success: string; pending: string; failure: string };
  /** When the page should close. Providers with a longer minimum say so in `Checkout.expiresAt`. */
  expiresAt: Date;
  /** Where the provider delivers, where it takes an address with each payment. */
  webhookUrl: string;
  /** The platform's share in minor units, where the account belongs to a marketplace. */
  applicationFee?: number;
}

export interface Checkout {
  /** The provider's id of the checkout. */
  reference: string;
  /** Where to send the payer; null where nothing is hosted (at the venue). */
  redirectUrl: string | null;
  /** When the provider closes it; later than asked where it has a minimum, null where it never does. */
  expiresAt: Date | null;
}

export interface CheckoutKey {
  paymentId: string;
  reference: string;
}

/**
 * - `open`: nobody has paid yet, somebody may
 * - `approved`: the payer has agreed; `completePayment` takes the money
 * - `pending`: paid in a way that takes time (a bank, cash at a counter)
 * - `paid`: there is a charge; how much of it is refunded stands there
 * - `declined`: the last attempt failed; another may follow while the page is open
 * - `closed`: expired or cancelled without a charge
 */
export type PaymentStatus = 'open' | 'approved' | 'pending' | 'paid' | 'declined' | 'closed';

export interface PaymentState {
  status: PaymentStatus;
  /** Usually none or one. A page that was paid twice has two, and each can be refunded. */
  charges: Charge[];
}

export interface Charge {
  /** The provider's id of the money, which `refund` takes. */
  reference: string;
  amount: number;
  currency: string;
  /** Minor units given back so far. */
  refunded: number;
  /** What the provider kept, in whole minor units even where it counts finer; null while it does not say. */
  fee: number | null;
  paidAt: Date;
}

export interface RefundRequest {
  /** Our id of the refund: the provider's idempotency key is derived from it. */
  refundId: string;
  paymentId: string;
  /** `Charge.reference`. */
  charge: string;
  amount: number;
  currency: string;
  /** Whether the platform gives back its share in proportion, where the provider leaves the choice. */
  returnFee?: boolean;
}

export interface Refund {
  reference: string;
  status: 'refunded' | 'pending' | 'failed';
  amount: number;
}

export interface WebhookDelivery {
  /** Lower-case names, as Node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as they came: signatures are over these. */
  rawBody: Buffer;
  query: Readonly<Record<string, string | undefined>>;
}

export type WebhookReading =
  { verified: true; event: PaymentEvent } | { verified: false; refusal: WebhookRefusal };

/** Not signed at all; signed by somebody else or altered; too old or from the future; not what the provider sends. */
export type WebhookRefusal = 'unsigned' | 'signature' | 'stale' | 'malformed';

/** `ignored` is a genuine delivery about nothing of ours: answer 200. */
export type PaymentEventKind =
  | 'approved'
  | 'pending'
  | 'paid'
  | 'declined'
  | 'closed'
  | 'refunded'
  | 'refund_failed'
  | 'disputed'
  | 'ignored';

export interface PaymentEvent {
  /** The same for every delivery of the same event; only from what the signature covers or the provider itself said. */
  id: string;
  kind: PaymentEventKind;
  /** Ours; null when it is ignored, and for refunds and disputes that name only the charge. */
  paymentId: string | null;
  /** The checkout's, where the delivery names it. */
  reference: string | null;
  /** The charge's, where there is one. */
  charge: string | null;
  /** Minor units: for `refunded` all that was given back so far, otherwise what was paid or asked; null if untold. */
  amount: number | null;
  currency: string | null;
  occurredAt: Date;
}

/** What an event says that is of no concern here. */
export const IGNORED: Omit<PaymentEvent, 'id' | 'occurredAt'> = {
  kind: 'ignored',
  paymentId: null,
  reference: null,
  charge: null,
  amount: null,
  currency: null,
};

/**
 * - `unavailable`: down, slow, limiting or broken; the outcome may be unknown: repeat, or try the next of the chain
 * - `refused`: will be refused again; see `reason`
 * - `credentials`: the account's keys are wrong, expired or lack a permission
 * - `not_found`: the provider does not know the reference
 * - `unknown`: an answer that does not fit the provider's documentation
 */
export type PaymentErrorKind = 'unavailable' | 'refused' | 'credentials' | 'not_found' | 'unknown';

/** `exceeds`: a refund of more than is left. `conflict`: the same id was used with other values. */
export type RefusalReason = 'currency' | 'amount' | 'account' | 'exceeds' | 'conflict' | 'other';

export class PaymentError extends Error {
  override readonly name = 'PaymentError';
  readonly provider: PaymentProvider;
  readonly kind: PaymentErrorKind;
  readonly reason: RefusalReason | undefined;

  /** @param message the provider's own code or words, for logs; it names no key and no person */
  constructor(
    provider: PaymentProvider,
    kind: PaymentErrorKind,
    message: string,
    extra: { reason?: RefusalReason; cause?: unknown } = {},
  ) {
    super(`${provider}: ${message}`, { cause: extra.cause });
    this.provider = provider;
    this.kind = kind;
    this.reason = extra.reason;
  }
}
