import * as z from 'zod/mini';

const secret = z.string().check(z.minLength(8), z.maxLength(500));
const identifier = z.string().check(z.minLength(1), z.maxLength(200));

/** Where the provider is reached, if not at its own address: a server that speaks its format, for tests and demos. */
const baseUrl = z.optional(z.url({ protocol: /^https?$/ }));

/** One country's account pays out one currency: Checkout Pro takes no other. */
export const mercadopagoCredentials = z.strictObject({
  provider: z.literal('mercadopago'),
  /** "APP_USR-..."; of the seller, by OAuth, where a marketplace takes its share. */
  accessToken: secret,
  /** The "secret signature" of the application's webhooks. */
  webhookSecret: secret,
  currency: z.enum(['ARS', 'BRL', 'CLP', 'COP', 'MXN', 'PEN', 'UYU']),
  baseUrl,
});

export const stripeCredentials = z.strictObject({
  provider: z.literal('stripe'),
  /** "sk_..." or a restricted "rk_..."; the platform's, with Connect. */
  secretKey: secret,
  /** "whsec_..." of the endpoint. */
  webhookSecret: secret,
  /** Connect: `direct` charges on the connected account itself, `destination` on the platform, with a transfer. */
  connect: z.optional(z.strictObject({ account: identifier, charges: z.enum(['direct', 'destination']) })),
  baseUrl,
});

export const paypalCredentials = z.strictObject({
  provider: z.literal('paypal'),
  clientId: identifier,
  clientSecret: secret,
  /** Id of the webhook in PayPal's dashboard: a delivery is verified against it. */
  webhookId: identifier,
  environment: z.enum(['sandbox', 'live']),
  baseUrl,
});

export const sandboxCredentials = z.strictObject({
  provider: z.literal('sandbox'),
  apiKey: secret,
  webhookSecret: secret,
  /** Address of the hosted pages, with their prefix, without a slash at the end. */
  baseUrl: z.url({ protocol: /^https?$/ }),
});

export const venueCredentials = z.strictObject({ provider: z.literal('venue') });

/** What a tenant's payment account needs, by provider. Kept encrypted, never sent to a browser. */
export const paymentCredentials = z.discriminatedUnion('provider', [
  mercadopagoCredentials,
  stripeCredentials,
  paypalCredentials,
  sandboxCredentials,
  venueCredentials,
]);

export type PaymentCredentials = z.output<typeof paymentCredentials>;
export type MercadoPagoCredentials = z.output<typeof mercadopagoCredentials>;
export type StripeCredentials = z.output<typeof stripeCredentials>;
export type PayPalCredentials = z.output<typeof paypalCredentials>;
export type SandboxCredentials = z.output<typeof sandboxCredentials>;
