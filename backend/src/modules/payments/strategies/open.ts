import type { PaymentCredentials } from './credentials.ts';
import type { PaymentStrategy } from './strategy.ts';

export interface StrategyTools {
  clock: () => Date;
  /** Milliseconds after which a call to the outside is given up as `unavailable`; 15 seconds unless told. */
  patience?: number;
}

/** The strategy of one account. Companies' libraries are loaded on first use: together they cost most of a second. */
export async function openStrategy(
  credentials: PaymentCredentials,
  tools: StrategyTools,
): Promise<PaymentStrategy> {
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
