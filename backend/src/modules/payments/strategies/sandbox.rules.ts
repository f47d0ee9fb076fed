import { randomToken } from '../../../lib/secrets.ts';
import type { SandboxCheckout } from './sandbox.store.ts';
import type { PaymentEventKind } from './strategy.ts';

/** Milliseconds until a delayed payment settles: long enough to see it pending. */
const DELAY_MS = 10_000;

export class SandboxRefusal extends Error {
  readonly code: 'conflict' | 'exceeds' | 'state';
  constructor(code: SandboxRefusal['code']) {
    super(code);
    this.code = code;
  }
}

/** What the API and webhooks show of a checkout. */
export function viewOf(checkout: SandboxCheckout, url: string) {
  const { id, paymentId, status, amount, currency, expiresAt, charge } = checkout;
  const refunded = refundedOf(checkout);
  return { id, url, paymentId, status, amount, currency, refunded, expiresAt, charge };
}

export const refundedOf = ({ refunds }: SandboxCheckout): number =>
  refunds.reduce((sum, { amount }) => sum + amount, 0);

const isOpen = ({ status }: SandboxCheckout) => status === 'open' || status === 'declined';

/** Adds the webhook that tells what has become of it. */
function tell(checkout: SandboxCheckout, kind: PaymentEventKind, now: Date, url: string): SandboxCheckout {
  const id = `evt_${randomToken(16)}`;
  const body = JSON.stringify({ id, kind, createdAt: now, checkout: viewOf(checkout, url) });
  return { ...checkout, notices: [...checkout.notices, { id, body, attempts: 0, dueAt: now }] };
}

const charged = (checkout: SandboxCheckout, now: Date): SandboxCheckout => ({
  ...checkout,
  status: 'paid',
  settlesAt: null,
  charge: { id: `chg_${randomToken(16)}`, paidAt: now },
});

/** What a person did on the page. @throws SandboxRefusal `state` when it is paid, pending or closed */
export function act(checkout: SandboxCheckout, action: 'pay' | 'fail' | 'delay', now: Date, url: string) {
  if (!isOpen(checkout) || checkout.expiresAt <= now) throw new SandboxRefusal('state');
  if (action === 'pay') return tell(charged(checkout, now), 'paid', now, url);
  if (action === 'fail') return tell({ ...checkout, status: 'declined' }, 'declined', now, url);
  const settlesAt = new Date(now.getTime() + DELAY_MS);
  return tell({ ...checkout, status: 'pending', settlesAt }, 'pending', now, url);
}

/** What time alone does: delayed payments settle, unpaid pages close. */
export function pass(checkout: SandboxCheckout, now: Date, url: string): SandboxCheckout {
  if (checkout.settlesAt && checkout.settlesAt <= now) return tell(charged(checkout, now), 'paid', now, url);
  if (isOpen(checkout) && checkout.expiresAt <= now) {
    return tell({ ...checkout, status: 'closed' }, 'closed', now, url);
  }
  return checkout;
}

/** Closes a page that is not paid; one that is stays as it is. */
export function close(checkout: SandboxCheckout, now: Date, url: string): SandboxCheckout {
  if (!isOpen(checkout) && checkout.status !== 'pending') return checkout;
  return tell({ ...checkout, status: 'closed', settlesAt: null }, 'closed', now, url);
}

/** @throws SandboxRefusal `state` when unpaid, `exceeds`, `conflict` when the id gave back another amount */
export function refund(checkout: SandboxCheckout, refundId: string, amount: number, now: Date, url: string) {
  const before = checkout.refunds.find((known) => known.refundId === refundId);
  if (before && before.amount !== amount) throw new SandboxRefusal('conflict');
  if (before) return checkout;
  if (checkout.status !== 'paid') throw new SandboxRefusal('state');
  if (amount > checkout.amount - refundedOf(checkout)) throw new SandboxRefusal('exceeds');
  const refunds = [...checkout.refunds, { refundId, amount }];
  return tell({ ...checkout, refunds }, 'refunded', now, url);
}
