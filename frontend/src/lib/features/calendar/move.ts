import { invalidate } from '$app/navigation';
import type * as Toast from '#lib/ui/toast/toast.ts';
import { m } from '#lib/i18n/words.ts';
import { instantOf } from '#lib/i18n/zone.ts';
import type { GridEvent } from './grid-view.ts';
import { send } from './send.ts';

export type Scope = 'this' | 'following' | 'all';
type Goal = { wall: string; who: string | null; scope: Scope; timeZone: string };

const say = async (...said: Parameters<typeof Toast.toast>) => {
  const { toast } = await import('#lib/ui/toast/toast.ts');
  await toast(...said);
};

function sendMove({ of }: GridEvent, { wall, who, scope, timeZone }: Goal) {
  return send(`/provider/bookings/${of}?/move`, {
    start: instantOf(wall, timeZone),
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

/** Moves a booking, says what became of it, and offers to take that back. @returns whether it was moved */
export async function move(event: GridEvent, goal: Goal): Promise<boolean> {
  const sent = await sendMove(event, goal);
  if (sent.kind === 'refused') {
    await say(sent.message || m.cal_lost(), hintIn(sent.data) ?? m.cal_stays());
    return false;
  }
  const back = { ...goal, wall: event.start, who: event.providerId };
  await say(m.cal_moved({ name: event.name, time: goal.wall.slice(11, 16) }), undefined, {
    text: m.undo(),
    press: () => {
      void sendMove(event, back).then(async (undone) => {
        if (undone.kind === 'refused') await say(undone.message || m.cal_not_done());
        await invalidate('turnero:bookings');
      });
    },
  });
  return true;
}
