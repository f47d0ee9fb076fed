import * as z from 'zod/mini';
import { pageQuery } from '../../lib/page-query.ts';
import { MESSAGE_KINDS } from '../verticals/verticals.messages.ts';
import { mailLocale } from './messages.contract.ts';

export const outboxErrors = {
  MESSAGE_QUEUED: { status: 409, message: 'The message is still to be sent.' },
  MESSAGE_UNREACHABLE: {
    status: 422,
    message: 'The person cannot be reached, or does not want it, by this channel.',
  },
} as const;

/** Ways that have an adapter. */
export const messageChannel = z.enum(['email', 'whatsapp', 'push', 'inbox']);
export const messageState = z.enum(['queued', 'sent', 'failed', 'dropped']);
const messageKind = z.enum(MESSAGE_KINDS);

export const outboxQuery = z.strictObject({
  ...pageQuery,
  bookingId: z.optional(z.uuid()),
  businessId: z.optional(z.uuid()),
  state: z.optional(messageState),
  channel: z.optional(messageChannel),
});
export type OutboxQuery = z.infer<typeof outboxQuery>;

export const messageParams = z.strictObject({ id: z.uuid() });

/** A message about a booking, as staff sees it. */
export const message = z.strictObject({
  id: z.uuid(),
  bookingId: z.uuid(),
  /** Key of the message in the settings. */
  key: z.string(),
  which: z.string(),
  channel: messageChannel,
  /** Address or number; of push and inbox the account's id; empty where the person has none. */
  recipient: z.string(),
  locale: z.string(),
  state: messageState,
  /** Why it was dropped, or failed the last time. */
  reason: z.nullable(z.string()),
  dueAt: z.iso.datetime(),
  sentAt: z.nullable(z.iso.datetime()),
  createdAt: z.iso.datetime(),
  /** The last 20 tries, the newest first. */
  attempts: z.array(
    z.strictObject({ at: z.iso.datetime(), state: messageState, reason: z.nullable(z.string()) }),
  ),
});
export type MessageView = z.infer<typeof message>;

const shown = { locale: z.optional(mailLocale), channel: z.optional(messageChannel) };
/** Left out: as it was, or will be, sent. */
export const previewQuery = z.strictObject(shown);
export type PreviewQuery = z.infer<typeof previewQuery>;
export const sampleQuery = z.strictObject({ ...shown, which: messageKind });
export type SampleQuery = z.infer<typeof sampleQuery>;

/** What somebody is going to read. */
export const messagePreview = z.strictObject({
  channel: messageChannel,
  locale: mailLocale,
  subject: z.string(),
  text: z.string(),
  /** Of email. */
  html: z.nullable(z.string()),
  /** Of email: the event for calendars, as text. */
  ics: z.nullable(z.string()),
  /** Of WhatsApp: the template to register, and what is put into it. */
  template: z.nullable(
    z.strictObject({
      name: z.string(),
      language: z.string(),
      text: z.string(),
      parameters: z.array(z.string()),
    }),
  ),
});
export type MessagePreview = z.infer<typeof messagePreview>;
