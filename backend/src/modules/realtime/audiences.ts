import type { EventName, EventPayload } from '../../events.ts';
import type { SocketEventName, SocketPayload } from './realtime.contract.ts';
import { rooms, STAFF } from './rooms.ts';

/** Who hears of an event, and what of it. */
export interface Audience<Name extends EventName, Shown = unknown> {
  rooms: (tenantId: string, payload: EventPayload<Name>) => string[];
  show: (payload: EventPayload<Name>) => Shown;
}

type Audiences = {
  readonly [Name in EventName]: Name extends SocketEventName ? Audience<Name, SocketPayload<Name>> : 'nobody';
};

const toUser = (tenantId: string, { userId }: { userId: string }) => [rooms.user(tenantId, userId)];
const toUserAndAdmins = (tenantId: string, { userId }: { userId: string }) => [
  rooms.user(tenantId, userId),
  rooms.role(tenantId, 'admin'),
];
const toEveryone = (tenantId: string) => [rooms.tenant(tenantId)];
const toCustomerAndStaff = (
  tenantId: string,
  {
    userId,
    businessId,
    locationId,
  }: Pick<EventPayload<'booking.created'>, 'userId' | 'businessId' | 'locationId'>,
) => [
  ...(userId === null ? [] : [rooms.user(tenantId, userId)]),
  ...STAFF.map((role) => rooms.role(tenantId, role)),
  rooms.staff(tenantId, businessId),
  ...(locationId === null ? [] : [rooms.staff(tenantId, businessId, locationId)]),
];

const showUser = ({ userId }: { userId: string }) => ({ userId });
const showGrant = ({ userId, grantId }: { userId: string; grantId: string }) => ({ userId, grantId });
const showTenant = ({ tenantId }: { tenantId: string }) => ({ tenantId });
const showBooking = ({
  bookingId,
  businessId,
  locationId,
  userId,
  startsAt,
  endsAt,
}: EventPayload<'booking.created'>) => ({
  bookingId,
  businessId,
  locationId,
  userId,
  startsAt,
  endsAt,
});
const showPayment = ({
  paymentId,
  bookingId,
  businessId,
  locationId,
  userId,
  kind,
  amount,
  currency,
}: EventPayload<'payment.completed'>) => ({
  paymentId,
  bookingId,
  businessId,
  locationId,
  userId,
  kind,
  amount,
  currency,
});
const payment = { rooms: toCustomerAndStaff, show: showPayment };
const booking = { rooms: toCustomerAndStaff, show: showBooking };

/**
 * Every event with its audience, in one place. Guests are in the tenant's own room: nothing about a person goes
 * there. `show` names each field, so that a new one stays inside until somebody decides otherwise.
 */
export const audiences: Audiences = {
  'session.started': { rooms: toUser, show: ({ userId, sessionId }) => ({ userId, sessionId }) },
  'session.ended': { rooms: toUser, show: ({ userId, sessionIds }) => ({ userId, sessionIds }) },
  'user.registered': { rooms: (tenantId) => [rooms.role(tenantId, 'admin')], show: showUser },
  'user.updated': { rooms: toUserAndAdmins, show: showUser },
  'role.granted': { rooms: toUserAndAdmins, show: showGrant },
  'role.revoked': { rooms: toUserAndAdmins, show: showGrant },
  'tenant.suspended': { rooms: toEveryone, show: showTenant },
  'tenant.resumed': { rooms: toEveryone, show: showTenant },
  'tenant.updated': { rooms: toEveryone, show: showTenant },
  'booking.created': booking,
  'booking.updated': booking,
  'booking.cancelled': booking,
  'payment.pending': payment,
  'payment.completed': payment,
  'payment.failed': payment,
  'money.changed': 'nobody',
  'payment.told': 'nobody',
  'refund.requested': 'nobody',
  'ledger.posted': 'nobody',
  'insights.outdated': 'nobody',
  // Told many at a time, by realtime/ticks.ts.
  'slot.taken': { rooms: toEveryone, show: (slot) => ({ slots: [slot] }) },
  'slot.freed': { rooms: toEveryone, show: (slot) => ({ slots: [slot] }) },
  'schedule.changed': { rooms: toEveryone, show: ({ businessId }) => ({ businessId }) },
  'waitlist.offered': {
    rooms: (tenantId, { userId }) => (userId === null ? [] : [rooms.user(tenantId, userId)]),
    show: ({ entryId, holdId, businessId, customerId, userId, startsAt, expiresAt }) => ({
      entryId,
      holdId,
      businessId,
      customerId,
      userId,
      startsAt,
      expiresAt,
    }),
  },
  'waitlist.due': 'nobody',
  'search.outdated': 'nobody',
  'search.refreshed': 'nobody',
  'mail.requested': 'nobody',
  'messages.wanted': 'nobody',
  'message.queued': 'nobody',
  'notification.created': {
    rooms: toUser,
    show: ({ notificationId, userId }) => ({ notificationId, userId }),
  },
};
