import { ApiError, Client, Environment } from '@paypal/paypal-server-sdk';
import type { PayPalCredentials } from './credentials.ts';
import { PaymentError, type RefusalReason } from './strategy.ts';

/** Bytes of an answer; an order is a few thousand. */
const LARGEST_ANSWER = 1_000_000;

/** PayPal's own client (it fetches and keeps the OAuth token), able to talk to another address than PayPal's two. */
class AddressedClient extends Client {
  baseUrl: string | undefined;

  override getRequestBuilderFactory(): ReturnType<Client['getRequestBuilderFactory']> {
    const build = super.getRequestBuilderFactory();
    return (...path) => {
      const request = build(...path);
      request.interceptRequest((sent) => {
        if (!this.baseUrl) return sent;
        const { pathname, search } = new URL(sent.url);
        return { ...sent, url: `${this.baseUrl}${pathname}${search}` };
      });
      return request;
    };
  }
}

/** @param timeout milliseconds of one request */
export function paypalClient(credentials: PayPalCredentials, timeout: number): Client {
  const client = new AddressedClient({
    environment: credentials.environment === 'live' ? Environment.Production : Environment.Sandbox,
    clientCredentialsAuthCredentials: {
      oAuthClientId: credentials.clientId,
      oAuthClientSecret: credentials.clientSecret,
    },
    timeout,
    unstable_httpClientOptions: {
      maxContentLength: LARGEST_ANSWER,
      maxRedirects: 0,
      proxy: false,
    },
  });
  client.baseUrl = credentials.baseUrl;
  return client;
}

/** developer.paypal.com/api/rest/reference/orders/v2/errors, .../payments/v2/errors: `details[].issue` */
const REASONS: Readonly<Record<string, RefusalReason>> = {
  CURRENCY_NOT_SUPPORTED: 'currency',
  CURRENCY_NOT_SUPPORTED_FOR_COUNTRY: 'currency',
  CURRENCY_NOT_SUPPORTED_FOR_CARD_TYPE: 'currency',
  INVALID_CURRENCY_CODE: 'currency',
  CURRENCY_MISMATCH: 'currency',
  REFUND_CAPTURE_CURRENCY_MISMATCH: 'currency',
  DECIMAL_PRECISION: 'amount',
  CANNOT_BE_ZERO_OR_NEGATIVE: 'amount',
  MAX_VALUE_EXCEEDED: 'amount',
  PAYEE_ACCOUNT_INVALID: 'account',
  PAYEE_ACCOUNT_RESTRICTED: 'account',
  PAYEE_ACCOUNT_LOCKED_OR_CLOSED: 'account',
  REFUND_AMOUNT_EXCEEDED: 'exceeds',
  CAPTURE_FULLY_REFUNDED: 'exceeds',
  CAPTURED_AMOUNT_FULLY_REFUNDED: 'exceeds',
  DUPLICATE_REQUEST_ID: 'conflict',
};

interface ErrorBody {
  name?: string;
  error?: string;
  details?: { issue?: string }[];
}

/** The fine code of an error of PayPal's, e.g. `ORDER_ALREADY_CAPTURED`, or its coarse one. */
export function issueOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const body = error.result as ErrorBody | undefined;
  return body?.details?.[0]?.issue ?? body?.name ?? body?.error ?? undefined;
}

export function explain(error: unknown): PaymentError {
  if (!(error instanceof ApiError)) {
    // Sockets, timeouts and answers that are too large come as axios throws them.
    return new PaymentError('paypal', 'unavailable', 'no answer', { cause: error });
  }
  const { statusCode: status } = error;
  const issue = issueOf(error) ?? '';
  const say = `${status} ${issue}`;
  // 409: the same request is still under way.
  if (status >= 500 || [408, 409, 429].includes(status)) {
    return new PaymentError('paypal', 'unavailable', say, { cause: error });
  }
  if (status === 401 || status === 403)
    return new PaymentError('paypal', 'credentials', say, { cause: error });
  if (status === 404) return new PaymentError('paypal', 'not_found', say, { cause: error });
  return new PaymentError('paypal', 'refused', say, { reason: REASONS[issue] ?? 'other', cause: error });
}
