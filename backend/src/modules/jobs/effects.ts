import type { EventName, EventPayload } from '../../events.ts';

/** A job that an event gives cause for. */
export interface JobRequest {
  task: string;
  data: unknown;
  /** Not before; left out: now. */
  at?: string;
  /** One that waits already under this key gives way to this one. */
  key?: string;
  /** Jobs of one queue run one after the other. */
  queue?: string;
  /** The lowest goes first, whenever it came; left out: 0. */
  priority?: number;
}

/** What becomes of an event when its transaction has committed. */
interface Effect<Name extends EventName> {
  /** Whether all processes hear of it. Not what holds secrets: anyone who may LISTEN can read it. */
  heard: boolean;
  jobs?: (payload: EventPayload<Name>) => JobRequest[];
}

const heard = { heard: true };

/** Of what somebody sits and waits for, and of accounts and figures, which nobody looks at in the same second. */
const FIRST = -1;
const LATER = 1;

interface OfBooking {
  bookingId: string;
}
/** What customers are told follows what becomes of a booking. */
const told = ({ bookingId }: OfBooking): JobRequest[] => [{ task: 'messages.plan', data: { bookingId } }];
/** So does its money. */
const settled = ({ bookingId }: OfBooking): JobRequest[] => [
  { task: 'payments.settle', data: { bookingId }, priority: LATER },
];

/** So does what the business knows of its client, and what is counted of its day. */
const counted = ({ bookingId }: OfBooking): JobRequest[] =>
  ['customers.count', 'insights.count'].map((task) => ({
    task,
    data: { bookingId },
    key: `${task} ${bookingId}`,
    priority: LATER,
  }));
const changed = (booking: OfBooking) => [...told(booking), ...settled(booking), ...counted(booking)];

/** Hours that are other than they were: how many there are to be booked is counted anew, once for many changes. */
const hoursCounted = ({ businessId }: { businessId: string | null }): JobRequest[] => [
  {
    task: 'insights.hours',
    data: { businessId },
    key: `insights.hours ${businessId ?? 'all'}`,
    priority: LATER,
  },
];

/** Whoever waits for time that may be free now; one job for a business at a time. */
function freed({
  businessId,
  after = null,
}: {
  businessId: string | null;
  after?: string | null;
}): JobRequest[] {
  const queue = `waitlist ${businessId ?? 'of all'}`;
  const key = `waitlist.offer ${businessId ?? 'all'} ${after ?? 'first'}`;
  return [{ task: 'waitlist.offer', data: { businessId, after }, key, queue }];
}

/** Tenants do not meet in a queue, nor does one's job give way to another's. */
export const keyOf = (tenantId: string, key: string) => `${tenantId} ${key}`;

export const sendKey = ({ messageId }: { messageId: string }) => `messages.send ${messageId}`;

/** Every event with its effects; one that is missing here does not compile. */
export const effects: { readonly [Name in EventName]: Effect<Name> } = {
  'session.started': heard,
  'session.ended': heard,
  'user.registered': heard,
  'user.updated': heard,
  'role.granted': heard,
  'role.revoked': heard,
  'tenant.suspended': heard,
  'tenant.resumed': heard,
  'tenant.updated': heard,
  'booking.created': { heard: true, jobs: changed },
  'booking.updated': { heard: true, jobs: changed },
  'booking.cancelled': { heard: true, jobs: changed },
  'payment.pending': heard,
  'payment.completed': heard,
  'payment.failed': heard,
  'money.changed': { heard: false, jobs: (change) => [...settled(change), ...counted(change)] },
  'payment.told': { heard: false, jobs: (data) => [{ task: 'payments.check', data, priority: FIRST }] },
  'refund.requested': { heard: false, jobs: (data) => [{ task: 'payments.refund', data }] },
  // A hold is given back on time, not only when the next sweep comes.
  'slot.taken': {
    heard: true,
    jobs: ({ until }) => (until === undefined ? [] : [{ task: 'holds.expire', data: null, at: until }]),
  },
  'slot.freed': { heard: true, jobs: freed },
  'schedule.changed': { heard: true, jobs: (change) => [...freed(change), ...hoursCounted(change)] },
  'waitlist.due': { heard: false, jobs: freed },
  'waitlist.offered': { heard: true, jobs: ({ holdId }) => told({ bookingId: holdId }) },
  'ledger.posted': { heard: false, jobs: counted },
  'insights.outdated': { heard: false, jobs: (data) => [{ task: 'insights.catchUp', data }] },
  'search.refreshed': heard,
  'search.outdated': { heard: false, jobs: (data) => [{ task: 'search.refresh', data }] },
  'messages.wanted': { heard: false, jobs: told },
  'message.queued': { heard: false, jobs: (data) => [{ task: 'messages.send', data, key: sendKey(data) }] },
  'notification.created': heard,
  // They wait for the link in it.
  'mail.requested': { heard: false, jobs: (mail) => [{ task: 'mail.send', data: mail, priority: FIRST }] },
};

export function isEventName(kind: string): kind is EventName {
  return Object.hasOwn(effects, kind);
}

/** The jobs of an event; its payload was checked when it was emitted. */
export function jobsOf(kind: EventName, payload: unknown): JobRequest[] {
  const { jobs } = effects[kind] as { jobs?: (payload: unknown) => JobRequest[] };
  return jobs?.(payload) ?? [];
}
