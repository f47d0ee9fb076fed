import { isTimed } from './messages.which.ts';

/** Ways that have an adapter; a vertical may name more. */
export const CHANNELS = ['email', 'whatsapp', 'push', 'inbox'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Why a message is not sent, as staff reads it. */
export const REASONS = {
  unreachable: 'no address for any of its channels',
  unwanted: 'not wanted by any of its channels',
  untrue: 'no longer true of the booking',
  late: 'too late',
  moved: 'the booking was moved',
} as const;

/** How somebody can be reached. */
export interface Reach {
  /** Address, number or account by channel; null where they have none. */
  recipients: Readonly<Record<Channel, string | null>>;
  /** Channels that they do not want. */
  unwanted: ReadonlySet<Channel>;
}

interface Sent {
  channel: Channel;
  state: 'queued' | 'sent' | 'failed' | 'dropped';
}

export interface Chosen {
  channel: Channel;
  recipient: string;
  /** Not to be sent, and why. */
  dropped?: string;
}

const isChannel = (name: string): name is Channel => (CHANNELS as readonly string[]).includes(name);

/**
 * By which ways a message goes. Of email, WhatsApp and push it is the first that reaches somebody and is wanted, and the next
 * one where that failed; the inbox disturbs nobody, so it always gets what it is named for. What belongs to a booking and is
 * not wanted by any way comes all the same, by email if it can.
 * @param named channels of the message, the best first
 * @param sent what has been written of it already
 */
export function chooseChannels(
  which: string,
  named: readonly string[],
  { recipients, unwanted }: Reach,
  sent: readonly Sent[],
): Chosen[] {
  const at = (channel: Channel): Chosen[] => {
    const recipient = recipients[channel];
    return recipient === null ? [] : [{ channel, recipient }];
  };
  const known = named.filter(isChannel);
  const found: Chosen[] = [];
  const isWritten = sent.some(({ channel }) => channel === 'inbox');
  if (known.includes('inbox') && !isWritten && !unwanted.has('inbox')) found.push(...at('inbox'));

  const loud = known.filter((channel) => channel !== 'inbox');
  const done = sent.filter(({ channel }) => channel !== 'inbox');
  if (loud.length === 0 || done.some(({ state }) => state !== 'failed')) return found;
  const left = loud
    .filter((channel) => !done.some((other) => other.channel === channel))
    .flatMap((channel) => at(channel));
  const wanted = left.find(({ channel }) => !unwanted.has(channel));
  const forced = isTimed(which) ? undefined : (left.find(({ channel }) => channel === 'email') ?? left[0]);
  const chosen = wanted ?? forced;
  if (chosen) return [...found, chosen];
  if (done.length > 0 || found.length > 0 || isWritten) return found;
  const [first] = loud as [Channel];
  const dropped = left.length > 0 ? REASONS.unwanted : REASONS.unreachable;
  return [{ channel: left[0]?.channel ?? first, recipient: left[0]?.recipient ?? '', dropped }];
}
