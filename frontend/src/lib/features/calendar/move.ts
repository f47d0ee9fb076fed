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
  await sayMoved({ name: event.name, time: goal.wall.slice(11, 16) }, () =>
    sendMove(event, goal, { ...goal, ...was }),
  );
  await invalidate(BOOKINGS);
  return true;
}

/** @param back moves it back */
const sayMoved = (moved: { name: string; time: string }, back: () => ReturnType<typeof send>) =>
  say(m.cal_moved(moved), undefined, {
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
  return sayMoved({ name, time: start.slice(11, 16) }, () =>
    send(`/provider/bookings/${id}?/move`, {
      ...{ start: was.start, seenAt: start, scope, key: crypto.randomUUID() },
      who: scope === 'this' ? was.who : '',
    }),
  );
}
