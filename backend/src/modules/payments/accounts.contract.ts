import * as z from 'zod/mini';

const secret = z.string().check(z.minLength(8), z.maxLength(500));
const identifier = z.string().check(z.minLength(1), z.maxLength(200));

/** One country's account pays out one currency: Checkout Pro takes no other. */
export const mercadopagoKeys = z.strictObject({
  provider: z.literal('mercadopago'),
  /** "APP_USR-..."; of the seller, by OAuth, where a marketplace takes its share. */
  accessToken: secret,
  /** The "secret signature" of the application's webhooks. */
  webhookSecret: secret,
  currency: z.enum(['ARS', 'BRL', 'CLP', 'COP', 'MXN', 'PEN', 'UYU']),
});

export const stripeKeys = z.strictObject({
  provider: z.literal('stripe'),
  /** "sk_..." or a restricted "rk_..."; the platform's, with Connect. */
  secretKey: secret,
  /** "whsec_..." of the endpoint. */
  webhookSecret: secret,
  /** Connect: `direct` charges on the connected account itself, `destination` on the platform, with a transfer. */
  connect: z.optional(z.strictObject({ account: identifier, charges: z.enum(['direct', 'destination']) })),
});

export const paypalKeys = z.strictObject({
  provider: z.literal('paypal'),
  clientId: identifier,
  clientSecret: secret,
  /** Id of the webhook in PayPal's dashboard: a delivery is verified against it. */
  webhookId: identifier,
  environment: z.enum(['sandbox', 'live']),
});

const keys = z.discriminatedUnion('provider', [mercadopagoKeys, stripeKeys, paypalKeys]);
const position = z.int().check(z.gte(0), z.lte(1_000));

export const newAccount = z.strictObject({
  /** What the company gave the tenant; kept encrypted and never shown again. */
  keys,
  /** Of several accounts at one company the lowest is asked first. */
  position: z._default(position, 0),
});
export type NewAccount = z.infer<typeof newAccount>;

export const accountChange = z.strictObject({
  /** All of them anew, of the same company. */
  keys: z.optional(keys),
  position: z.optional(position),
  /** One that is not in use takes no new payments; those that it has are brought to their end. */
  isActive: z.optional(z.boolean()),
});
export type AccountChange = z.infer<typeof accountChange>;

export const account = z.strictObject({
  id: z.uuid(),
  provider: z.enum(['mercadopago', 'stripe', 'paypal', 'sandbox']),
  position: z.int(),
  isActive: z.boolean(),
  /** Where the company is to deliver: secret, because it says whose the delivery is. */
  webhookUrl: z.string(),
});
export type Account = z.infer<typeof account>;

export const accountParams = z.strictObject({ id: z.uuid() });
