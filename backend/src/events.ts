import type { TxCtx } from './lib/context.ts';
import { availabilityEvents } from './modules/availability/availability.contract.ts';
import { bookingEvents } from './modules/bookings/bookings.contract.ts';
import { slotEvents } from './modules/bookings/slots.contract.ts';
import { identityEvents } from './modules/identity/identity.contract.ts';
import { insightEvents } from './modules/insights/insights.contract.ts';
import { searchEvents } from './modules/search/search.contract.ts';
import { notificationEvents } from './modules/inbox/notifications.contract.ts';
import { messageEvents } from './modules/messages/messages.contract.ts';
import { moneyEvents, paymentEvents } from './modules/payments/payments.contract.ts';
import { tenantEvents } from './modules/tenants/tenants.contract.ts';
import { waitlistEvents } from './modules/waitlist/waitlist.contract.ts';
import type * as z from 'zod/mini';

/** Every domain event with the schema of its payload: typed once, used by outbox, sockets and browser. */
export const domainEvents = {
  ...identityEvents,
  ...tenantEvents,
  ...bookingEvents,
  ...paymentEvents,
  ...moneyEvents,
  ...slotEvents,
  ...availabilityEvents,
  ...searchEvents,
  ...insightEvents,
  ...messageEvents,
  ...waitlistEvents,
  ...notificationEvents,
};

export type EventName = keyof typeof domainEvents;
export type EventPayload<Name extends EventName> = z.infer<(typeof domainEvents)[Name]>;

/**
 * Promises an event: it happens if and only if the transaction commits. At least once, so every consumer
 * is idempotent.
 */
export async function emit<Name extends EventName>(
  ctx: TxCtx,
  kind: Name,
  payload: EventPayload<Name>,
): Promise<void> {
  await ctx.db.outboxEvent.create({
    data: { tenantId: ctx.tenant.id, kind, payload, requestId: ctx.requestId },
    select: { id: true },
  });
}
