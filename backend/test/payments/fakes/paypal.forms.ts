import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { Refused } from './company.ts';

export const money = z.strictObject({ currency_code: z.string(), value: z.string() });

/** developer.paypal.com/docs/api/orders/v2/#orders_create, those of its fields that we send */
export const orderBody = z.strictObject({
  intent: z.literal('CAPTURE'),
  purchase_units: z
    .array(
      z.strictObject({
        amount: money,
        description: z.string().check(z.maxLength(127)),
        custom_id: z.string().check(z.maxLength(255)),
        payment_instruction: z.optional(
          z.strictObject({ platform_fees: z.array(z.strictObject({ amount: money })) }),
        ),
      }),
    )
    .check(z.length(1)),
  payment_source: z.strictObject({
    paypal: z.strictObject({
      experience_context: z.strictObject({
        return_url: z.url(),
        cancel_url: z.url(),
        user_action: z.literal('PAY_NOW'),
        shipping_preference: z.literal('NO_SHIPPING'),
      }),
    }),
  }),
});
/** developer.paypal.com/docs/api/payments/v2/#captures_refund */
export const refundBody = z.strictObject({ amount: money, custom_id: z.optional(z.string()) });

export interface Order {
  id: string;
  body: z.output<typeof orderBody>;
  status: 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED';
  createdAt: Date;
  approvals: number;
  declines: boolean;
  delays: boolean;
  capture: { id: string; status: 'COMPLETED' | 'PENDING'; at: Date } | null;
  refunds: { id: string; value: string; at: Date }[];
}

/** developer.paypal.com/reference/currency-codes, some of them */
export const DECIMALS = new Map([
  ...['USD', 'EUR', 'BRL', 'MXN', 'GBP'].map((code) => [code, 2] as const),
  ...['JPY', 'HUF', 'TWD'].map((code) => [code, 0] as const),
]);
export const TOKEN_SECONDS = 32_400;
/** Orders that nobody approves are gone after some hours. */
export const ORDER_MS = 6 * 3_600_000;

/** developer.paypal.com/api/rest/responses/#failed-requests */
export const failed = (status: number, name: string, issue?: string) =>
  new Refused(status, {
    name,
    message: 'The requested action could not be performed.',
    debug_id: randomBytes(6).toString('hex'),
    ...(issue ? { details: [{ issue, description: issue.toLowerCase().replaceAll('_', ' ') }] } : {}),
    links: [],
  });
export const unprocessable = (issue: string) => failed(422, 'UNPROCESSABLE_ENTITY', issue);

export function read<Schema extends z.core.$ZodType>(
  schema: Schema,
  body: string | undefined,
): z.output<Schema> {
  const parsed = z.safeParse(schema, JSON.parse(body ?? '{}'));
  if (!parsed.success) throw failed(400, 'INVALID_REQUEST', 'INVALID_PARAMETER_SYNTAX');
  return parsed.data;
}
