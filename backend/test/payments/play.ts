import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type {
  Charge,
  Checkout,
  CheckoutKey,
  CheckoutRequest,
  PaymentEvent,
  PaymentState,
  RefundRequest,
  WebhookDelivery,
} from '../../src/modules/payments/strategies/strategy.ts';
import type { Rig } from './rigs.ts';

export interface Begun extends Checkout {
  request: CheckoutRequest;
  key: CheckoutKey;
}

export async function begin(rig: Rig, changes: Partial<CheckoutRequest> = {}): Promise<Begun> {
  const request = rig.request(changes);
  const checkout = await rig.strategy.createCheckout(request);
  return { ...checkout, request, key: { paymentId: request.paymentId, reference: checkout.reference } };
}

export interface Paid extends Begun {
  state: PaymentState;
  charge: Charge;
}

/** Pays to the end: what a payer approves is taken. */
export async function pay(rig: Rig, changes: Partial<CheckoutRequest> = {}): Promise<Paid> {
  const begun = await begin(rig, changes);
  await rig.act(begun.redirectUrl, 'pay');
  const state = await rig.strategy.completePayment(begun.key);
  const [charge] = state.charges;
  if (!charge) throw new Error(`${rig.strategy.provider}: ${state.status} without a charge`);
  return { ...begun, state, charge };
}

export const refundOf = ({ key, charge }: Pick<Paid, 'key' | 'charge'>, amount: number): RefundRequest => ({
  refundId: randomUUID(),
  paymentId: key.paymentId,
  charge: charge.reference,
  amount,
  currency: charge.currency,
});

/** Those that are genuine and ours, read one by one. */
export async function readAll(rig: Rig, deliveries: readonly WebhookDelivery[]): Promise<PaymentEvent[]> {
  const events: PaymentEvent[] = [];
  for (const delivery of deliveries) {
    const reading = await rig.strategy.readWebhook(delivery);
    if (reading.verified) events.push(reading.event);
  }
  return events;
}

/** What our webhook address heard of a payment; a company may take a moment. */
export async function hear(rig: Rig, paymentId: string, kind: PaymentEvent['kind']): Promise<PaymentEvent[]> {
  for (const patience of [0, 50, 200, 500, 1000]) {
    await wait(patience);
    const events = await readAll(rig, rig.deliveries);
    const wanted = events.filter((event) => event.paymentId === paymentId && event.kind === kind);
    if (wanted.length > 0) return wanted;
  }
  return [];
}
