/** What is kept of a booking: texts in the visitor's language, ready to be shown without a server. */
export type KeptBooking = {
  id: string;
  code: string;
  title: string;
  when: string;
  place: string;
  state: string;
  price: string;
  /** Whether it still lies ahead. */
  ahead: boolean;
  /** What to show when they come, as a picture; null where there is nothing to check in to. */
  qr: string | null;
  /** What cancelling would cost, as a sentence, and until when that holds; null where it cannot be cancelled. */
  cancel: { text: string; fee: number; until: string | null } | null;
  /** Changes with whatever a person would want to know about before acting on it. */
  mark: string;
};

/** The bookings of whoever uses this browser, as they were at an instant. */
export type KeptBookings = { at: string; bookings: KeptBooking[] };

export type WaitingKind = 'cancel' | 'move' | 'preferences' | 'checkIn';

/** Something asked for without a connection, to be sent when it is back. */
export type Waiting = {
  /** Its idempotency key: however often it is sent, it happens once. */
  key: string;
  kind: WaitingKind;
  path: string;
  body: string;
  bookingId: string | null;
  /** Of the booking, as the person knew it. */
  title: string;
  asked: string;
  seen: { mark: string; fee: number | null } | null;
  /** Set when the booking is not any more what the person saw, or the server refused. */
  conflict: { now: string; reason: string } | null;
};

/** What pages say to the worker. */
export type ToWorker =
  | { type: 'visited'; url: string }
  | { type: 'replay' }
  | { type: 'insist'; key: string }
  | { type: 'drop'; key: string }
  | { type: 'update' };

/** What the worker says to pages: how sending what waited has gone. */
export type FromWorker = { type: 'replayed'; sent: number; conflicts: number; waiting: number };
