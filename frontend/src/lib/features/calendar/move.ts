import { invalidate } from '$app/navigation';
import { m } from '#lib/i18n/words.ts';
import { instantOf } from '#lib/i18n/zone.ts';
import type { GridEvent } from './grid-view.ts';
import { say } from './say.ts';
import { send } from './send.ts';

const BOOKINGS = 'turnero:bookings';

export type Scope = 'this' | 'following' | 'all';
type Spot = { wall: string; who: string | null };
type Goal = Spot & { scope: Scope; timeZone: string };

/** @param was where the person saw it: if it is not there any more, somebody else was first */
function sendMove({ of }: GridEvent, was: Spot, { wall, who, scope, timeZone }: Goal) {
  return send(`/provider/bookings/${of}?/move`, {
    start: instantOf(wall, timeZone),
    seenAt: instantOf(was.wall, timeZone),
    seenWho: was.who ?? '',
    scope,
    who: scope === 'this' && who ? who : '',
    key: crypto.randomUUID(),
  });
}

/** Where a booking is refused, what could be had instead stands in the answer. */
function hintIn({ alternatives }: Record<string, unknown>): string | undefined {
  const texts = Array.isArray(alternatives)
    ? (alternatives as { text: string }[]).map(({ text }) => text)
    : [];
  return texts.length > 0 ? m.cal_free_instead({ times: texts.join(' · ') }) : undefined;
}

/**
 * Moves a booking, says what became of it, and offers to take that back. What is shown is read again, unless nothing can be read.
 * @returns whether it was moved
 */
export async function move(event: GridEvent, goal: Goal): Promise<boolean> {
  const was = { wall: event.start, who: event.providerId };
  const sent = await sendMove(event, was, goal);
  if (sent.kind === 'refused') {
    // Nobody knows whether it arrived: pressed again, it is either done, or told to have been.
    const again = { text: m.retry(), press: () => void move(event, goal) };
    if (sent.isLost) await say(m.cal_lost(), m.cal_stays(), again);
    else {
      await say(sent.message || m.cal_not_done(), hintIn(sent.data) ?? m.cal_stays());
      await invalidate(BOOKINGS);
    }
    return false;
  }
  const said = m.cal_moved({ name: event.name, time: goal.wall.slice(11, 16) });
  await sayDone(said, () => sendMove(event, goal, { ...goal, ...was }));
  await invalidate(BOOKINGS);
  return true;
}

/**
 * Lets a booking end at another time, and the rest as `move` does.
 * @param end by the wall clock of the place
 * @returns whether it does
 */
export async function resize(event: GridEvent, end: string, timeZone: string): Promise<boolean> {
  const instant = (wall: string) => instantOf(wall, timeZone);
  const sendEnd = (wall: string) =>
    send(`/provider/bookings/${event.of}?/resize`, {
      minutes: String((Date.parse(instant(wall)) - Date.parse(instant(event.start))) / 60_000),
      seenAt: instant(event.start),
      key: crypto.randomUUID(),
    });
  const sent = await sendEnd(end);
  if (sent.kind === 'refused') {
    const again = { text: m.retry(), press: () => void resize(event, end, timeZone) };
    if (sent.isLost) await say(m.cal_lost(), m.cal_stays(), again);
    else await say(sent.message || m.cal_not_done(), m.cal_stays());
  } else {
    const said = m.cal_resized({ name: event.name, time: end.slice(11, 16) });
    await sayDone(said, () => sendEnd(event.end));
  }
  if (sent.kind !== 'refused' || !sent.isLost) await invalidate(BOOKINGS);
  return sent.kind !== 'refused';
}

/** @param back takes it back */
const sayDone = (said: string, back: () => ReturnType<typeof send>) =>
  say(said, undefined, {
    text: m.undo(),
    press: () => {
      void back().then(async (undone) => {
        if (undone.kind === 'refused') await say(undone.message || m.cal_lost());
        if (undone.kind !== 'refused' || !undone.isLost) await invalidate(BOOKINGS);
      });
    },
  });

/**
 * The same of one that was moved by a form.
 * @param was where it stood @param sent the form
 */
export function movedByForm(
  { id, name }: { id: string; name: string },
  was: { start: string; who: string },
  sent: FormData,
): Promise<void> {
  const textOf = (key: string) => {
    const value = sent.get(key);
    return typeof value === 'string' ? value : '';
  };
  const scope = textOf('scope') || 'this';
  const [start = ''] = textOf('start').split(' ');
  return sayDone(m.cal_moved({ name, time: start.slice(11, 16) }), () =>
    send(`/provider/bookings/${id}?/move`, {
      ...{ start: was.start, seenAt: start, scope, key: crypto.randomUUID() },
      ...(scope === 'this' ? { who: was.who, seenWho: textOf('who') } : {}),
    }),
  );
}
