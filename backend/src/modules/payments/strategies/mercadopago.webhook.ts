import { WebhookSignatureValidator } from 'mercadopago';
import * as z from 'zod/mini';
import { headerOf } from './calls.ts';
import type { MercadoPagoCredentials } from './credentials.ts';
import {
  IGNORED,
  PaymentError,
  type PaymentEvent,
  type PaymentEventKind,
  type WebhookDelivery,
  type WebhookReading,
  type WebhookRefusal,
} from './strategy.ts';

/**
 * Whether a repeated delivery is signed anew is not documented, and repetitions go on for days. A replay within that time
 * changes nothing: what happened is asked of Mercado Pago, never read in the delivery.
 */
const TOLERANCE_MS = 4 * 24 * 3_600_000;
/** Seconds by its documentation; milliseconds have been seen. */
const MILLISECONDS_FROM = 1e11;

const body = z.object({ type: z.string(), data: z.object({ id: z.union([z.string(), z.number()]) }) });

const refuse = (refusal: WebhookRefusal): WebhookReading => ({ verified: false, refusal });

/** A payment as the company itself tells it. */
interface Told {
  id: string;
  status: string;
  paymentId: string | undefined;
  currency: string | undefined;
  /** ISO 8601. */
  changed: string | undefined;
  amount: number;
  refunded: number;
}

/**
 * The signature covers the payment's id, the request's and a time (`id:...;request-id:...;ts:...;`), not the body: so
 * nothing of the body counts but the id, which must be the one in the address.
 */
export async function readMercadoPagoWebhook(
  { webhookSecret }: MercadoPagoCredentials,
  now: Date,
  { headers, rawBody, query }: WebhookDelivery,
  ask: (id: string) => Promise<Told>,
): Promise<WebhookReading> {
  const xSignature = headerOf(headers, 'x-signature');
  const xRequestId = headerOf(headers, 'x-request-id');
  const dataId = query['data.id'];
  if (!xSignature || !xRequestId || !dataId) return refuse('unsigned');
  try {
    WebhookSignatureValidator.validate({ xSignature, xRequestId, dataId, secret: webhookSecret });
  } catch {
    return refuse('signature');
  }
  const ts = Number(/(?:^|,)\s*ts=(\d+)/.exec(xSignature)?.[1]);
  const signedAt = ts < MILLISECONDS_FROM ? ts * 1000 : ts;
  if (!(Math.abs(now.getTime() - signedAt) <= TOLERANCE_MS)) return refuse('stale');
  const parsed = z.safeParse(body, parse(rawBody));
  if (!parsed.success) return refuse('malformed');
  if (String(parsed.data.data.id) !== dataId) return refuse('signature');
  // Other topics are of no concern here; other ids would not be a payment's.
  if (parsed.data.type !== 'payment' || !/^\d{1,20}$/.test(dataId)) {
    return { verified: true, event: ignored(`${parsed.data.type}:${dataId}:${ts}`, new Date(signedAt)) };
  }
  return { verified: true, event: await eventOf(dataId, ask, new Date(signedAt)) };
}

function parse(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}

const ignored = (id: string, occurredAt: Date): PaymentEvent => ({ ...IGNORED, id, occurredAt });

/** One event per state of a payment: the ids of deliveries are not signed, and repetitions may have others. */
async function eventOf(id: string, ask: (id: string) => Promise<Told>, at: Date): Promise<PaymentEvent> {
  let money: Told;
  try {
    money = await ask(id);
  } catch (error) {
    // The dashboard's "simulate" button names a payment that does not exist.
    if (error instanceof PaymentError && error.kind === 'not_found')
      return ignored(`payment:${id}:unknown`, at);
    throw error;
  }
  const { status, paymentId, currency, changed, amount, refunded } = money;
  const name = `payment:${id}:${status}:${changed ?? ''}`;
  const kind = refunded > 0 && status === 'approved' ? 'refunded' : KINDS[status];
  if (!paymentId || !currency || !kind) return ignored(name, at);
  return {
    id: name,
    kind,
    paymentId,
    reference: null,
    charge: id,
    amount: kind === 'refunded' ? refunded : amount,
    currency,
    occurredAt: changed ? new Date(changed) : at,
  };
}

const KINDS: Readonly<Record<string, PaymentEventKind>> = {
  pending: 'pending',
  authorized: 'pending',
  in_process: 'pending',
  approved: 'paid',
  // An attempt; the page may take another.
  rejected: 'declined',
  cancelled: 'declined',
  refunded: 'refunded',
  in_mediation: 'disputed',
  charged_back: 'disputed',
};
