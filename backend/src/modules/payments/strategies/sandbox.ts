import * as z from 'zod/mini';
import { amountOr, caller, cut, headerOf } from './calls.ts';
import type { SandboxCredentials } from './credentials.ts';
import type { StrategyTools } from './open.ts';
import { checkDelivery, SANDBOX_SIGNATURE } from './sandbox.signature.ts';
import {
  PaymentError,
  type Charge,
  type PaymentState,
  type PaymentStrategy,
  type RefusalReason,
  type WebhookDelivery,
  type WebhookReading,
} from './strategy.ts';

const view = z.object({
  id: z.string(),
  url: z.string(),
  paymentId: z.string(),
  status: z.enum(['open', 'declined', 'pending', 'paid', 'closed']),
  amount: z.int(),
  currency: z.string(),
  refunded: z.int(),
  expiresAt: z.iso.datetime(),
  charge: z.nullable(z.object({ id: z.string(), paidAt: z.iso.datetime() })),
});
type View = z.output<typeof view>;

const event = z.object({
  id: z.string(),
  kind: z.enum(['paid', 'declined', 'pending', 'closed', 'refunded']),
  createdAt: z.iso.datetime(),
  checkout: view,
});

const failure = z.object({ error: z.object({ code: z.string() }) });

const isAmount = (amount: number) => Number.isSafeInteger(amount) && amount > 0;

/** Our own company for trying things out; no money moves. It speaks minor units, so every amount is exact. */
export function sandboxStrategy(credentials: SandboxCredentials, tools: StrategyTools): PaymentStrategy {
  const { apiKey, baseUrl } = credentials;
  const { patience } = tools;
  const guarded = caller(
    'sandbox',
    (error) => new PaymentError('sandbox', 'unavailable', 'no answer', { cause: error }),
    patience,
  );

  const call = (method: 'GET' | 'POST', path: string, body?: object): Promise<View> =>
    guarded(async () => {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      });
      const said: unknown = await response.json();
      if (!response.ok) throw refusalOf(response.status, said);
      const parsed = z.safeParse(view, said);
      if (parsed.success) return parsed.data;
      throw new PaymentError('sandbox', 'unknown', 'an answer of another form');
    });

  const pathOf = (reference: string) => `/checkouts/${encodeURIComponent(reference)}`;
  const find = async (reference: string, paymentId: string) => {
    const found = await call('GET', pathOf(reference));
    if (found.paymentId !== paymentId) throw new PaymentError('sandbox', 'not_found', 'another payment');
    return stateOf(found);
  };

  return {
    provider: 'sandbox',
    settledBy: 'provider',
    splits: false,
    supports: (currency, amount) => /^[A-Z]{3}$/.test(currency) && isAmount(amount),

    async createCheckout(request) {
      const { paymentId, amount, currency, description, returnUrls, webhookUrl, createdAt, expiresAt } =
        request;
      const { id, url, ...kept } = await call('POST', '/checkouts', {
        ...{ paymentId, currency, returnUrls, webhookUrl, createdAt, expiresAt },
        description: cut(description, 500),
        amount: amountOr('sandbox', isAmount(amount) ? amount : undefined),
      });
      return { reference: id, redirectUrl: url, expiresAt: new Date(kept.expiresAt) };
    },

    getPayment: ({ reference, paymentId }) => find(reference, paymentId),
    completePayment: ({ reference, paymentId }) => find(reference, paymentId),
    cancelCheckout: async ({ reference }) => stateOf(await call('POST', `${pathOf(reference)}/close`, {})),

    async refund({ refundId, charge, amount }) {
      // A charge is named by its checkout: "<checkout>/<charge>".
      const [checkout = ''] = charge.split('/');
      await call('POST', `${pathOf(checkout)}/refunds`, { refundId, amount });
      return { reference: refundId, status: 'refunded', amount };
    },

    readWebhook: async (delivery) => readSandboxWebhook(credentials.webhookSecret, tools.clock(), delivery),
  };
}

const referenceOf = ({ id, charge }: View) => (charge ? `${id}/${charge.id}` : null);

function stateOf(checkout: View): PaymentState {
  const { status, amount, currency, refunded, charge } = checkout;
  const charges: Charge[] = charge
    ? [
        {
          reference: referenceOf(checkout) ?? '',
          ...{ amount, currency, refunded },
          fee: 0,
          paidAt: new Date(charge.paidAt),
        },
      ]
    : [];
  return { status, charges };
}

const REASONS: Readonly<Record<string, RefusalReason>> = {
  exceeds: 'exceeds',
  conflict: 'conflict',
  amount: 'amount',
  currency: 'currency',
};

function refusalOf(status: number, body: unknown): PaymentError {
  const parsed = z.safeParse(failure, body);
  const code = parsed.success ? parsed.data.error.code : '';
  const say = `${status} ${code}`;
  if (status >= 500 || status === 429) return new PaymentError('sandbox', 'unavailable', say);
  if (status === 401) return new PaymentError('sandbox', 'credentials', say);
  if (status === 404) return new PaymentError('sandbox', 'not_found', say);
  return new PaymentError('sandbox', 'refused', say, { reason: REASONS[code] ?? 'other' });
}

function readSandboxWebhook(
  secret: string,
  now: Date,
  { headers, rawBody }: WebhookDelivery,
): WebhookReading {
  const header = headerOf(headers, SANDBOX_SIGNATURE);
  if (!header) return { verified: false, refusal: 'unsigned' };
  const verdict = checkDelivery(secret, now, header, rawBody);
  if (verdict !== 'fits') return { verified: false, refusal: verdict };
  const parsed = z.safeParse(event, parse(rawBody));
  if (!parsed.success) return { verified: false, refusal: 'malformed' };
  const { id, kind, createdAt, checkout } = parsed.data;
  return {
    verified: true,
    event: {
      id,
      kind,
      paymentId: checkout.paymentId,
      reference: checkout.id,
      charge: referenceOf(checkout),
      amount: kind === 'refunded' ? checkout.refunded : checkout.amount,
      currency: checkout.currency,
      occurredAt: new Date(createdAt),
    },
  };
}

function parse(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}
