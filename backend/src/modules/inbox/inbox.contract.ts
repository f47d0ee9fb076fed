import * as z from 'zod/mini';

export const inboxQuery = z.strictObject({
  cursor: z.optional(z.uuid()),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 50),
});
export const inboxParams = z.strictObject({ id: z.uuid() });

/** A line of the list. */
export const inboxEntry = z.strictObject({
  id: z.uuid(),
  to: z.string(),
  from: z.string(),
  subject: z.string(),
  /** ISO instant; null where the message says none. */
  date: z.nullable(z.string()),
});
/** A whole message. The HTML is what was sent: show it in a frame without rights. */
export const inboxMessage = z.extend(inboxEntry, {
  html: z.string(),
  text: z.string(),
  /** What is attached and can be read, such as an event for calendars. */
  attachments: z.array(z.strictObject({ name: z.string(), type: z.string(), text: z.string() })),
  headers: z.array(z.strictObject({ key: z.string(), value: z.string() })),
});

export type InboxEntry = z.infer<typeof inboxEntry>;
export type InboxMessage = z.infer<typeof inboxMessage>;
