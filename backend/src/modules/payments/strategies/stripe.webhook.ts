import type Stripe from 'stripe';
import type { StripeCredentials } from './credentials.ts';
import { fromStripe } from './stripe.amounts.ts';
import { IGNORED, type PaymentEvent, type WebhookReading, type WebhookRefusal } from './strategy.ts';

/** docs.stripe.com/webhooks#replay-attacks; a delivery that is repeated is signed anew. */
const TOLERANCE_SECONDS = 300;

const refuse = (refusal: WebhookRefusal): WebhookReading => ({ verified: false, refusal });

/** Verifies by Stripe's library: `Stripe-Signature: t=...,v1=HMAC-SHA256("t.body")`. */
export function readStripeWebhook(
  stripe: Stripe,
  { webhookSecret, connect }: StripeCredentials,
  now: Date,
  { signature, rawBody }: { signature: string | undefined; rawBody: Buffer },
): WebhookReading {
  if (!signature) return refuse('unsigned');
  let event: Stripe.Event;
  try {
    const receivedAt = now.getTime();
    event = stripe.webhooks.constructEvent(
      rawBody,
      signature,
      webhookSecret,
      TOLERANCE_SECONDS,
      undefined,
      receivedAt,
    );
  } catch (error) {
    if (error instanceof SyntaxError) return refuse('malformed');
    return refuse(error instanceof Error && error.message.includes('tolerance') ? 'stale' : 'signature');
  }
  const common = { id: event.id, occurredAt: new Date(event.created * 1000) };
  // One endpoint of a platform hears of all accounts connected to it.
  const foreign = connect?.charges === 'direct' && event.account !== connect.account;
  return { verified: true, event: { ...common, ...(foreign ? IGNORED : meaningOf(event)) } };
}

type Meaning = Omit<PaymentEvent, 'id' | 'occurredAt'>;

/** docs.stripe.com/api/events/types */
function meaningOf(event: Stripe.Event): Meaning {
  switch (event.type) {
    case 'checkout.session.completed':
      return ofSession(event.data.object, event.data.object.payment_status === 'paid' ? 'paid' : 'pending');
    case 'checkout.session.async_payment_succeeded':
      return ofSession(event.data.object, 'paid');
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return ofSession(event.data.object, 'closed');
    case 'payment_intent.payment_failed': {
      const { id, metadata, amount, currency } = event.data.object;
      return ofMoney('declined', metadata, id, amount, currency);
    }
    case 'charge.refunded': {
      const { payment_intent: intent, metadata, amount_refunded: refunded, currency } = event.data.object;
      return ofMoney('refunded', metadata, idOf(intent), refunded, currency);
    }
    case 'refund.failed': {
      const { payment_intent: intent, metadata, amount, currency } = event.data.object;
      return ofMoney('refund_failed', metadata, idOf(intent), amount, currency);
    }
    case 'charge.dispute.created': {
      const { payment_intent: intent, amount, currency } = event.data.object;
      return ofMoney('disputed', null, idOf(intent), amount, currency);
    }
    default:
      return IGNORED;
  }
}

/** What begins elsewhere, e.g. in the dashboard, knows nothing of our ids. */
const NAMED_BY_CHARGE = new Set<Meaning['kind']>(['refunded', 'refund_failed', 'disputed']);

const idOf = (value: { id: string } | string | null) =>
  (typeof value === 'object' ? value?.id : value) ?? null;

function ofSession(session: Stripe.Checkout.Session, kind: Meaning['kind']): Meaning {
  const { metadata, payment_intent: intent, amount_total: amount, currency } = session;
  return { ...ofMoney(kind, metadata, idOf(intent), amount, currency), reference: session.id };
}

function ofMoney(
  kind: Meaning['kind'],
  metadata: Stripe.Metadata | null,
  charge: string | null,
  amount: number | null,
  currency: string | null,
): Meaning {
  const paymentId = metadata?.['payment_id'] ?? null;
  if (!paymentId && !NAMED_BY_CHARGE.has(kind)) return IGNORED;
  const known = amount !== null && currency !== null;
  return {
    kind,
    paymentId,
    reference: null,
    charge,
    amount: known ? fromStripe(amount, currency) : null,
    currency: known ? currency.toUpperCase() : null,
  };
}
