import * as z from 'zod/mini';
import { mercadopagoKeys, paypalKeys, stripeKeys } from '../accounts.contract.ts';

/**
 * Where the provider is reached, if not at its own address: a server that speaks its format, for tests. No route takes it, or a
 * tenant could send this server anywhere.
 */
const baseUrl = z.optional(z.url({ protocol: /^https?$/ }));

const mercadopagoCredentials = z.extend(mercadopagoKeys, { baseUrl });
const stripeCredentials = z.extend(stripeKeys, { baseUrl });
const paypalCredentials = z.extend(paypalKeys, { baseUrl });

const sandboxCredentials = z.strictObject({
  provider: z.literal('sandbox'),
  apiKey: z.string().check(z.minLength(8), z.maxLength(500)),
  webhookSecret: z.string().check(z.minLength(8), z.maxLength(500)),
  /** Address of the hosted pages, with their prefix, without a slash at the end. */
  baseUrl: z.url({ protocol: /^https?$/ }),
});

const venueCredentials = z.strictObject({ provider: z.literal('venue') });

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
