import * as z from 'zod/mini';
import { about, planned, filled, key } from './verticals.fields.ts';

/** Messages to customers that are sent when something happens, and those that are sent at a time. */
export const TIMED_MESSAGES = ['reminder', 'followUp'] as const;
const HAPPENINGS = [
  'requested',
  'confirmed',
  'declined',
  'changed',
  'cancelled',
  'noShow',
  'waitlistOffer',
] as const;

/** Which messages there are. */
export const MESSAGE_KINDS = [...HAPPENINGS, ...TIMED_MESSAGES] as const;

const CHANNELS = ['email', 'whatsapp', 'push', 'inbox'] as const;

const minutes = z.int().check(z.gte(0), z.lte(129_600));

const message = z.strictObject({
  key: about(key, 'Unique among the messages: "reminder-day".'),
  which: about(z.enum(MESSAGE_KINDS), 'What it tells.'),
  minutesBefore: z.optional(about(minutes, 'Of a reminder: minutes before the start.')),
  minutesAfter: z.optional(about(minutes, 'Of a follow-up: minutes after the end.')),
  channels: about(
    z.array(z.enum(CHANNELS)).check(z.minLength(1)),
    'Ways to send it, the best first: the first that reaches the person is taken, and the inbox beside it.',
  ),
});

export const messages = z.array(message).check(z.maxLength(30));

export type Message = z.infer<typeof message>;

export const DEFAULT_MESSAGES: Message[] = [
  ...HAPPENINGS.map((which): Message => ({
    key: which.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`),
    which,
    channels: ['email', 'inbox'],
  })),
  { key: 'reminder-day', which: 'reminder', minutesBefore: 1440, channels: ['email', 'push', 'inbox'] },
];

/** Every switch, without defaults: a layer of settings names any of them. */
export const featureSwitches = {
  guestBooking: about(z.boolean(), 'Booking without an account.'),
  visits: about(z.boolean(), 'Several services in one booking, one after the other.'),
  series: about(z.boolean(), 'Bookings that repeat, in one of the rhythms of `series`.'),
  waitlist: about(z.boolean(), 'Being told, and kept a place, when time is freed.'),
  walkIns: planned(z.boolean(), 'Customers whom staff book in at the door.'),
};

export const features = filled(featureSwitches, {
  guestBooking: true,
  visits: false,
  series: false,
  waitlist: false,
  walkIns: false,
});

export const featuresLayer = filled(featureSwitches, {});
