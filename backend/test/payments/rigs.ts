import { randomUUID } from 'node:crypto';
import type { PaymentCredentials } from '../../src/modules/payments/strategies/credentials.ts';
import { openStrategy } from '../../src/modules/payments/strategies/open.ts';
import type {
  CheckoutRequest,
  PaymentStrategy,
  WebhookDelivery,
} from '../../src/modules/payments/strategies/strategy.ts';
import type { Company, PayerAction } from './fakes/company.ts';
import { startMercadoPago } from './fakes/mercadopago.ts';
import { startPayPal } from './fakes/paypal.ts';
import { startReceiver } from './fakes/receiver.ts';
import { startSandbox } from './fakes/sandbox.ts';
import { startStripe } from './fakes/stripe.ts';

/** A strategy, the company it talks to, and what came to our webhook address. */
export interface Rig {
  strategy: PaymentStrategy;
  company: Company;
  /** A currency with two decimals that the account takes. */
  currency: string;
  deliveries: WebhookDelivery[];
  /** The same account with something else in its credentials, or less patience (milliseconds). */
  reopen: (changes: Partial<Record<string, unknown>>, patience?: number) => Promise<PaymentStrategy>;
  /** Moves the time of both sides. */
  pass: (milliseconds: number) => void;
  request: (changes?: Partial<CheckoutRequest>) => CheckoutRequest;
  /** What a payer does on the page. */
  act: (redirectUrl: string | null, action: PayerAction) => Promise<number>;
  close: () => Promise<void>;
}

type Start = (told: { clock: () => Date; webhookUrl: string }) => Promise<{
  company: Company;
  credentials: PaymentCredentials;
}>;

const secrets = { apiKey: 'sk_test_fade_1', webhookSecret: 'whsec_of_fade_1' };

const startOf = {
  mercadopago:
    (currency: 'ARS' | 'CLP' | 'COP'): Start =>
    async ({ clock }) => {
      const account = { accessToken: 'APP_USR-1-fade', webhookSecret: secrets.webhookSecret, currency };
      const company = await startMercadoPago({ ...account, clock });
      return { company, credentials: { provider: 'mercadopago', ...account, baseUrl: company.url } };
    },
  stripe:
    (connect?: { account: string; charges: 'direct' | 'destination' }): Start =>
    async (told) => {
      const account = { secretKey: secrets.apiKey, webhookSecret: secrets.webhookSecret };
      const company = await startStripe({ ...account, ...told });
      const connected = connect ? { connect } : {};
      return { company, credentials: { provider: 'stripe', ...account, ...connected, baseUrl: company.url } };
    },
  paypal: (): Start => async (told) => {
    const account = { clientId: 'fade', clientSecret: 'secret-of-fade', webhookId: '8PT597110X687430L' };
    const company = await startPayPal({ ...account, ...told });
    const credentials = {
      provider: 'paypal',
      ...account,
      environment: 'sandbox',
      baseUrl: company.url,
    } as const;
    return { company, credentials };
  },
  sandbox:
    (): Start =>
    async ({ clock }) => {
      const company = await startSandbox({ ...secrets, clock });
      return { company, credentials: { provider: 'sandbox', ...secrets, baseUrl: company.url } };
    },
};

async function rig(start: Start, currency: string): Promise<Rig> {
  let now = Date.parse('2026-11-21T12:00:00Z');
  const clock = () => new Date(now);
  const receiver = await startReceiver();
  const { company, credentials } = await start({ clock, webhookUrl: receiver.url });
  return {
    strategy: await openStrategy(credentials, { clock }),
    company,
    currency,
    deliveries: receiver.deliveries,
    reopen: (changes, patience) =>
      openStrategy({ ...credentials, ...changes }, { clock, ...(patience ? { patience } : {}) }),
    pass: (milliseconds) => {
      now += milliseconds;
    },
    request: (changes = {}) => ({
      paymentId: randomUUID(),
      createdAt: clock(),
      amount: 150_025,
      currency,
      description: 'Corte “clásico” <b>& barba</b>',
      payer: { email: 'ana@example.com', name: 'Ana' },
      returnUrls: {
        success: 'https://fade.example/done',
        pending: 'https://fade.example/wait',
        failure: 'https://fade.example/again',
      },
      expiresAt: new Date(now + 40 * 60_000),
      webhookUrl: receiver.url,
      ...changes,
    }),
    act: async (redirectUrl, action) => {
      const body = new URLSearchParams({ action });
      return (await fetch(redirectUrl ?? '', { method: 'POST', body, redirect: 'manual' })).status;
    },
    close: async () => {
      await company.close();
      await receiver.close();
    },
  };
}

export const mercadopagoRig = (currency: 'ARS' | 'CLP' | 'COP' = 'ARS') =>
  rig(startOf.mercadopago(currency), currency);
export const stripeRig = (connect?: { account: string; charges: 'direct' | 'destination' }) =>
  rig(startOf.stripe(connect), 'USD');
export const paypalRig = () => rig(startOf.paypal(), 'USD');
export const sandboxRig = () => rig(startOf.sandbox(), 'ARS');

export const rigs = {
  mercadopago: mercadopagoRig,
  stripe: stripeRig,
  paypal: paypalRig,
  sandbox: sandboxRig,
} as const;
