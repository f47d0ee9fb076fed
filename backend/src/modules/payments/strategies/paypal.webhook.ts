import type { Client } from '@paypal/paypal-server-sdk';
import * as z from 'zod/mini';
import { headerOf } from './calls.ts';
import type { PayPalCredentials } from './credentials.ts';
import { fromDecimal } from '../../../lib/money.ts';
import {
  IGNORED,
  type PaymentEvent,
  type PaymentEventKind,
  type WebhookDelivery,
  type WebhookReading,
  type WebhookRefusal,
} from './strategy.ts';

/** PayPal delivers up to 25 times in three days, and does not say that a repetition is signed anew. */
const TOLERANCE_MS = 4 * 24 * 3_600_000;

const HEADERS = {
  auth_algo: 'paypal-auth-algo',
  cert_url: 'paypal-cert-url',
  transmission_id: 'paypal-transmission-id',
  transmission_sig: 'paypal-transmission-sig',
  transmission_time: 'paypal-transmission-time',
} as const;

const money = z.object({ currency_code: z.string(), value: z.string() });

const body = z.object({
  id: z.string().check(z.minLength(1)),
  event_type: z.string(),
  create_time: z.iso.datetime(),
  resource: z.unknown(),
});
type Body = z.output<typeof body>;

/** An order, a capture or a refund; other kinds of events have others. */
const resourceOfOurs = z.object({
  id: z.optional(z.string()),
  amount: z.optional(money),
  custom_id: z.optional(z.string()),
  seller_payable_breakdown: z.optional(z.object({ total_refunded_amount: z.optional(money) })),
  purchase_units: z.optional(
    z.array(z.object({ custom_id: z.optional(z.string()), amount: z.optional(money) })),
  ),
  supplementary_data: z.optional(
    z.object({ related_ids: z.optional(z.object({ order_id: z.optional(z.string()) })) }),
  ),
  links: z.optional(z.array(z.object({ rel: z.string(), href: z.string() }))),
});

const verdict = z.object({ verification_status: z.enum(['SUCCESS', 'FAILURE']) });

const refuse = (refusal: WebhookRefusal): WebhookReading => ({ verified: false, refusal });

/**
 * Verified by PayPal itself (`verify-webhook-signature`) rather than by the certificate that the delivery names: no
 * address from a stranger is fetched and no chain of certificates is judged here. The price is a call for each delivery;
 * while PayPal is down none is read, and PayPal delivers them again.
 */
export async function readPayPalWebhook(
  call: <Answer>(ask: (paypal: { client: Client }) => Promise<Answer>) => Promise<Answer>,
  { webhookId }: PayPalCredentials,
  now: Date,
  { headers, rawBody }: WebhookDelivery,
): Promise<WebhookReading> {
  const signed = Object.entries(HEADERS).map(([field, name]) => [field, headerOf(headers, name)] as const);
  if (signed.some(([, value]) => value === undefined)) return refuse('unsigned');
  const sentAt = Date.parse(headerOf(headers, HEADERS.transmission_time) ?? '');
  if (!(Math.abs(now.getTime() - sentAt) <= TOLERANCE_MS)) return refuse('stale');
  const text = rawBody.toString('utf8');
  const event = z.safeParse(body, parse(text));
  if (!event.success) return refuse('malformed');
  // The event goes back as it came: the signature is over its bytes.
  const fields = JSON.stringify({ ...Object.fromEntries(signed), webhook_id: webhookId });
  const question = `${fields.slice(0, -1)},"webhook_event":${text}}`;
  const answer = await call(async ({ client }) => {
    const request = client.getRequestBuilderFactory()('POST', '/v1/notifications/verify-webhook-signature');
    request.header('Content-Type', 'application/json');
    request.text(question);
    request.authenticate([{ oauth2: true }]);
    return z.parse(verdict, parse((await request.callAsText()).result));
  });
  if (answer.verification_status !== 'SUCCESS') return refuse('signature');
  const meaning = eventOf(event.data);
  return meaning ? { verified: true, event: meaning } : refuse('malformed');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** developer.paypal.com/api/rest/webhooks/event-names */
const KINDS: Readonly<Record<string, PaymentEventKind>> = {
  'CHECKOUT.ORDER.APPROVED': 'approved',
  'PAYMENT.CAPTURE.COMPLETED': 'paid',
  'PAYMENT.CAPTURE.PENDING': 'pending',
  'PAYMENT.CAPTURE.DENIED': 'declined',
  'PAYMENT.CAPTURE.DECLINED': 'declined',
  'PAYMENT.CAPTURE.REFUNDED': 'refunded',
  'PAYMENT.CAPTURE.REVERSED': 'disputed',
};

/** Undefined for an event that should be about our payments and has another form. */
function eventOf({ id, event_type: type, create_time: at, resource: given }: Body): PaymentEvent | undefined {
  const common = { id, occurredAt: new Date(at) };
  const kind = KINDS[type];
  if (!kind) return { ...common, ...IGNORED };
  const parsed = z.safeParse(resourceOfOurs, given);
  if (!parsed.success) return undefined;
  const resource = parsed.data;
  const unit = resource.purchase_units?.[0];
  const paymentId = resource.custom_id ?? unit?.custom_id ?? null;
  // Refunds and disputes that begin at PayPal know nothing of our ids.
  const namedByCharge = kind === 'refunded' || kind === 'disputed';
  if (!paymentId && !namedByCharge) return { ...common, ...IGNORED };
  const said =
    kind === 'refunded'
      ? resource.seller_payable_breakdown?.total_refunded_amount
      : (resource.amount ?? unit?.amount);
  const isOrder = type.startsWith('CHECKOUT.ORDER.');
  const reference = isOrder ? resource.id : resource.supplementary_data?.related_ids?.order_id;
  // A refund's link "up" is its capture; a capture's is its order.
  const up = resource.links?.find(({ rel, href }) => rel === 'up' && href.includes('/captures/'));
  const charge = up?.href.split('/').at(-1) ?? (isOrder || kind === 'refunded' ? undefined : resource.id);
  return {
    ...common,
    kind,
    paymentId,
    reference: reference ?? null,
    charge: charge ?? null,
    amount: said ? (fromDecimal(said.value, said.currency_code) ?? null) : null,
    currency: said?.currency_code ?? null,
  };
}
