import type { PaymentCredentials } from './credentials.ts';
import type { PaymentStrategy } from './strategy.ts';

/** Milliseconds: a customer is waiting, and the next of the chain may be quicker. */
const PATIENCE = 10_000;

export interface StrategyTools {
  clock: () => Date;
  /** Milliseconds after which one call to the outside is given up as `unavailable`. */
  patience: number;
}

/** The strategy of one account. Companies' libraries are loaded on first use: together they cost most of a second. */
export async function openStrategy(
  credentials: PaymentCredentials,
  { clock, patience = PATIENCE }: Pick<StrategyTools, 'clock'> & Partial<StrategyTools>,
): Promise<PaymentStrategy> {
  const tools = { clock, patience };
  switch (credentials.provider) {
    case 'mercadopago':
      return (await import('./mercadopago.ts')).mercadopagoStrategy(credentials, tools);
    case 'stripe':
      return (await import('./stripe.ts')).stripeStrategy(credentials, tools);
    case 'paypal':
      return (await import('./paypal.ts')).paypalStrategy(credentials, tools);
    case 'sandbox':
      return (await import('./sandbox.ts')).sandboxStrategy(credentials, tools);
    case 'venue':
      return (await import('./venue.ts')).venueStrategy;
  }
}
