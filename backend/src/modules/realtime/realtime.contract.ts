import type * as z from 'zod/mini';
import { availabilityEvents } from '../availability/availability.contract.ts';
import { bookingEvents } from '../bookings/bookings.contract.ts';
import { slotBatches } from '../bookings/slots.contract.ts';
import { identityEvents } from '../identity/identity.contract.ts';
import { paymentEvents } from '../payments/payments.contract.ts';
import { notificationEvents } from '../inbox/notifications.contract.ts';
import { tenantEvents } from '../tenants/tenants.contract.ts';
import { waitlistEvents } from '../waitlist/waitlist.contract.ts';

/** What browsers hear, under the names of the events behind it. */
export const socketEvents = {
  ...identityEvents,
  ...tenantEvents,
  ...bookingEvents,
  ...paymentEvents,
  ...slotBatches,
  ...availabilityEvents,
  ...notificationEvents,
  'waitlist.offered': waitlistEvents['waitlist.offered'],
};

export type SocketEventName = keyof typeof socketEvents;
export type SocketPayload<Name extends SocketEventName> = z.infer<(typeof socketEvents)[Name]>;

/** What the server sends, for typing the browser's socket. */
export type ServerToClientEvents = {
  [Name in SocketEventName]: (payload: SocketPayload<Name>) => void;
} & {
  /** Something may have been missed: ask again for what is on the screen. */
  resync: () => void;
};

/** Browsers only listen. */
export type ClientToServerEvents = Record<string, never>;

/** Why a connection was refused, as `error.data.code` of `connect_error`. */
export const socketRefusals = {
  /** The access token has expired or its session ended: refresh the session, then connect again. */
  UNAUTHENTICATED: 'UNAUTHENTICATED',
} as const;
