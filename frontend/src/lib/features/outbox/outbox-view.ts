import type { MessageView } from '#lib/api/types.ts';
import { formatDateTime } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';

export const CHANNELS = ['email', 'whatsapp', 'push', 'inbox'] as const;
export type Channel = (typeof CHANNELS)[number];
const channels: Record<Channel, () => string> = {
  email: m.messages_email,
  whatsapp: m.messages_whatsapp,
  push: m.messages_push,
  inbox: m.messages_inbox,
};
export const channelName = (channel: Channel): string => channels[channel]();

const kinds: Record<string, () => string> = {
  requested: m.outbox_requested,
  confirmed: m.outbox_confirmed,
  declined: m.outbox_declined,
  changed: m.outbox_changed,
  cancelled: m.outbox_cancelled,
  noShow: m.outbox_no_show,
  waitlistOffer: m.outbox_waitlist_offer,
  reminder: m.outbox_reminder,
  followUp: m.outbox_follow_up,
};
export const KINDS: readonly string[] = Object.keys(kinds);
/** What a message tells; one that is new to us by its key. */
export const kindName = (which: string): string => kinds[which]?.() ?? which;

const states = {
  queued: { label: m.outbox_queued, tone: 'accent' },
  sent: { label: m.outbox_sent, tone: 'good' },
  failed: { label: m.outbox_failed, tone: 'bad' },
  dropped: { label: m.outbox_dropped, tone: 'plain' },
} as const;
export const STATES = Object.keys(states) as MessageView['state'][];
export const stateName = (state: MessageView['state']): string => states[state].label();

/** Why a message was not needed, as the planner says it; what a channel answered stays as it was answered. */
const reasons: Record<string, () => string> = {
  'no address for any of its channels': m.outbox_why_unreachable,
  'not wanted by any of its channels': m.outbox_why_unwanted,
  'no longer true of the booking': m.outbox_why_untrue,
  'too late': m.outbox_why_late,
  'the booking was moved': m.outbox_why_moved,
  'no browser is subscribed any more': m.outbox_why_no_browser,
};
const reasonText = (reason: string | null): string =>
  reason === null ? '' : (reasons[reason]?.() ?? reason);

export type MessageRow = {
  id: string;
  booking: string;
  when: string;
  kind: string;
  channel: string;
  recipient: string;
  state: { label: string; tone: 'accent' | 'good' | 'bad' | 'plain' };
  reason: string;
  attempts: { at: string; text: string }[];
  tries: string;
  mayResend: boolean;
};

const ID = /^[0-9a-f]{8}-/i;

export function messageRow(message: MessageView, locale: Locale, timeZone: string): MessageRow {
  const { id, bookingId, which, channel, recipient, state, reason, dueAt, sentAt, attempts } = message;
  const at = (instant: string) => formatDateTime(instant, locale, timeZone);
  return {
    id,
    booking: `/provider/bookings/${bookingId}`,
    when: at(sentAt ?? dueAt),
    kind: kindName(which),
    channel: channelName(channel),
    // An account's id says nothing to anybody.
    recipient: recipient === '' ? m.outbox_nowhere() : ID.test(recipient) ? m.outbox_account() : recipient,
    state: { label: stateName(state), tone: states[state].tone },
    reason: reasonText(reason),
    attempts: attempts.map((attempt) => ({
      at: at(attempt.at),
      text: [stateName(attempt.state), reasonText(attempt.reason)].filter(Boolean).join(': '),
    })),
    tries: attempts.length > 0 ? m.outbox_tries({ count: attempts.length }) : '',
    mayResend: state !== 'queued',
  };
}
