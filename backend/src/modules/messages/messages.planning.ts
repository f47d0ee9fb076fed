import { instantOf, isoOf, toDate } from '../../scheduling/days.ts';
import type { Instant } from '../../scheduling/types.ts';
import type { Message } from '../verticals/verticals.messages.ts';
import { chooseChannels, REASONS, type Channel } from './messages.choice.ts';
import type { BookingFacts } from './messages.facts.ts';
import { awakeAt, before } from './messages.times.ts';
import { isTrueIn, whichOf, type Which } from './messages.which.ts';

/** A message that has been written down already. */
export interface Written {
  id: string;
  cause: string;
  key: string;
  which: string;
  channel: Channel;
  state: 'queued' | 'sent' | 'failed' | 'dropped';
  dueAt: Date;
}

interface NewMessage {
  cause: string;
  key: string;
  which: Which;
  channel: Channel;
  recipient: string;
  dueAt: Date;
  /** Why it will not be sent. */
  dropped?: string | undefined;
}

export interface Plan {
  add: NewMessage[];
  /** Of queued ones: why they will not be sent. */
  drop: { id: string; reason: string }[];
  /** Of queued ones: another time. */
  move: { id: string; dueAt: Date }[];
}

/** What happened longer ago is no news. */
const NEWS_MS = 48 * 3_600_000;

/** Something to tell, and when. */
interface Telling {
  message: Message;
  cause: string;
  dueAt: Date;
  untrue: boolean;
}

function* tellings(facts: BookingFacts, messages: readonly Message[], now: Date): Iterable<Telling> {
  const { state, history } = facts;
  const lastMove = history.findLast(({ kind }) => kind === 'rescheduled');
  for (const happening of history) {
    const which = whichOf(happening);
    if (which === undefined || now.getTime() - happening.at.getTime() > NEWS_MS) continue;
    const untrue = !isTrueIn(which, state) || (which === 'changed' && happening !== lastMove);
    const cause = `event ${happening.id}`;
    for (const message of messages)
      if (message.which === which) yield { message, cause, dueAt: happening.at, untrue };
  }
}

/** When the booking got the time that it has. */
function sinceOf({ history }: BookingFacts): number {
  const given = history.findLast(
    (happening) => happening.kind === 'rescheduled' || whichOf(happening) === 'confirmed',
  );
  return given?.at.getTime() ?? Infinity;
}

/** Where a reminder or follow-up belongs: undefined for what is not one, or was too late when the booking was made. */
function timeOf(facts: BookingFacts, { which, minutesBefore, minutesAfter }: Message) {
  const { timeZone, startsAt, endsAt, quiet } = facts;
  let due: Instant;
  if (which === 'reminder' && minutesBefore !== undefined)
    due = awakeAt(timeZone, before(timeZone, startsAt, minutesBefore), quiet, startsAt);
  else if (which === 'followUp' && minutesAfter !== undefined)
    due = awakeAt(timeZone, before(timeZone, endsAt, -minutesAfter), quiet);
  else return undefined;
  const dueAt = toDate(due);
  const isLate = which === 'reminder' && dueAt.getTime() < sinceOf(facts);
  return isLate
    ? undefined
    : { cause: which === 'reminder' ? `start ${isoOf(startsAt)}` : `end ${isoOf(endsAt)}`, dueAt };
}

/** What is said also of a time that is over. */
const AFTERWARDS: readonly Which[] = ['noShow', 'cancelled', 'declined'];

/**
 * What has to be written down so that a booking's messages are what they must be. Asked again it finds nothing to do.
 * @param messages of the settings that hold for the booking
 * @param written of this booking, so far
 */
export function planMessages(
  facts: BookingFacts,
  messages: readonly Message[],
  written: readonly Written[],
  now: Date,
): Plan {
  const plan: Plan = { add: [], drop: [], move: [] };
  // The system itself books what the demo is filled with: nobody has asked for that.
  if (facts.source === 'system') return plan;
  const isWritten = (cause: string, { key }: Message) =>
    written.filter((one) => one.cause === cause && one.key === key);
  const add = ({ message, cause, dueAt, untrue }: Telling) => {
    for (const { channel, recipient, dropped } of chooseChannels(
      message.which,
      message.channels,
      facts.reach,
      isWritten(cause, message),
    )) {
      const reason = untrue ? REASONS.untrue : dropped;
      plan.add.push({
        cause,
        key: message.key,
        which: message.which,
        channel,
        recipient,
        dueAt,
        dropped: reason,
      });
    }
  };

  for (const telling of tellings(facts, messages, now)) {
    const { which } = telling.message;
    if (toDate(facts.endsAt) > now || AFTERWARDS.includes(which)) add(telling);
  }

  const times = new Map<string, Date>();
  for (const message of messages) {
    const time = timeOf(facts, message);
    if (!time || !isTrueIn(message.which, facts.state)) continue;
    times.set(`${time.cause} ${message.key}`, time.dueAt);
    const isPast = message.which === 'reminder' && toDate(facts.startsAt).getTime() <= now.getTime();
    const isStale = now.getTime() - time.dueAt.getTime() > NEWS_MS;
    if (!isPast && !isStale) add({ message, ...time, untrue: false });
  }

  for (const { id, cause, key, which, state, dueAt } of written) {
    if (state !== 'queued') continue;
    const isTimed = cause.startsWith('start ') || cause.startsWith('end ');
    const time = times.get(`${cause} ${key}`);
    if (!isTrueIn(which, facts.state)) plan.drop.push({ id, reason: REASONS.untrue });
    else if (isTimed && !time) plan.drop.push({ id, reason: REASONS.moved });
    else if (
      isTimed &&
      time &&
      time.getTime() !== dueAt.getTime() &&
      instantOf(time) * 60_000 > now.getTime()
    )
      plan.move.push({ id, dueAt: time });
  }
  return plan;
}
