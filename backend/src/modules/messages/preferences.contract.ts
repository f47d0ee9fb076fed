import * as z from 'zod/mini';

const clock = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Write a time of day: "22:00"'));
const quietHours = z.strictObject({ from: clock, to: clock });

/** How an account wants to be told about its bookings. */
export const messagePreferences = z.strictObject({
  /** false: another way is taken; what belongs to a booking comes by email if no way is left. */
  channels: z.strictObject({
    email: z.boolean(),
    whatsapp: z.boolean(),
    push: z.boolean(),
    inbox: z.boolean(),
  }),
  /** Reminders and the like wait until it is over, on the clocks where the booking is. From and to the same: never quiet. */
  quietHours,
});
export type MessagePreferences = z.infer<typeof messagePreferences>;

export const preferencesChange = z.strictObject({
  channels: z.optional(z.partial(messagePreferences.shape.channels)),
  quietHours: z.optional(quietHours),
});
export type PreferencesChange = z.infer<typeof preferencesChange>;

const base64url = z.string().check(z.regex(/^[\w-]+={0,2}$/, 'is not base64url'));

/** As a browser's PushSubscription says of itself. */
export const pushSubscriptionBody = z.strictObject({
  endpoint: z.url().check(z.maxLength(1_000)),
  /** What browsers say beside; nothing here ends by itself. */
  expirationTime: z.optional(z.nullable(z.number())),
  keys: z.strictObject({ p256dh: base64url.check(z.maxLength(120)), auth: base64url.check(z.maxLength(60)) }),
});
export type PushSubscriptionBody = z.infer<typeof pushSubscriptionBody>;

export const pushSubscription = z.strictObject({
  id: z.uuid(),
  /** Of the push service; the rest of the address is the browser's secret. */
  host: z.string(),
  createdAt: z.iso.datetime(),
});
export type PushSubscriptionView = z.infer<typeof pushSubscription>;

/** What a browser subscribes with. */
export const pushKey = z.strictObject({ publicKey: z.string() });
export const preferenceParams = z.strictObject({ id: z.uuid() });
