import { parse } from 'node:querystring';
import { Refused } from './company.ts';

export interface Session {
  id: string;
  account: string | null;
  paymentId: string;
  intent: string;
  amount: number;
  currency: string;
  expiresAt: number;
  status: 'open' | 'complete' | 'expired';
  intentStatus: 'requires_payment_method' | 'processing' | 'succeeded';
  declined: boolean;
  charge: string | null;
  chargedAt: number;
  refunded: number;
  refunds: number[];
  share: number | null;
  /** What of it went back with refunds. */
  shareBack: number;
  transferTo: string | null;
}

/** docs.stripe.com/api/errors */
export const invalid = (message: string, extra: { code?: string; param?: string } = {}, status = 400) =>
  new Refused(status, { error: { type: 'invalid_request_error', message, ...extra } });

/** docs.stripe.com/api/idempotent_requests */
export const conflict = () =>
  new Refused(400, {
    error: {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first used with.',
    },
  });

/** docs.stripe.com/api/checkout/sessions/create, those of its parameters that we send */
export const SESSION_FIELDS = new Set([
  'mode',
  'client_reference_id',
  'metadata[payment_id]',
  'line_items[0][quantity]',
  'line_items[0][price_data][currency]',
  'line_items[0][price_data][unit_amount]',
  'line_items[0][price_data][product_data][name]',
  'payment_intent_data[metadata][payment_id]',
  'payment_intent_data[application_fee_amount]',
  'payment_intent_data[transfer_data][destination]',
  'success_url',
  'cancel_url',
  'expires_at',
  'customer_email',
]);
/** docs.stripe.com/api/refunds/create */
export const REFUND_FIELDS = new Set([
  'payment_intent',
  'amount',
  'metadata[payment_id]',
  'metadata[refund_id]',
  'reverse_transfer',
  'refund_application_fee',
]);
/** docs.stripe.com/currencies#three-decimal */
export const THREE_DECIMALS = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

export function fieldsOf(body: string | undefined, allowed: Set<string>): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(parse(body ?? ''))) {
    if (!allowed.has(name)) {
      throw invalid(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
    }
    fields[name] = String(value);
  }
  return fields;
}

export const whole = (value: string | undefined, param: string): number => {
  if (!/^\d+$/.test(value ?? '')) throw invalid(`Invalid integer: ${value}`, { param });
  return Number(value);
};
