import { invalidate } from '$app/navigation';
import { m } from '#lib/i18n/words.ts';
import type { GridEvent } from './grid-view.ts';
import { say } from './say.ts';
import { send } from './send.ts';
import { instantOf } from '#lib/i18n/zone.ts';

type Times = { start: string; end: string; who: string | null };
type Goal = Times & {
  timeZone: string;
  /** Whether so many bookings are to go along. */
  ask: (people: number) => Promise<boolean>;
};

async function sendShift(
  { kind, of }: GridEvent,
  { start, end, who }: Times,
  timeZone: string,
  accept: boolean,
) {
  const minutes = (Date.parse(instantOf(end, timeZone)) - Date.parse(instantOf(start, timeZone))) / 60_000;
  const [date = '', from = ''] = start.split('T');
  return send('/provider/calendar?/shift', {
    ...{ what: kind, id: of, date, from, minutes: String(minutes), timeZone },
    ...{ who: kind === 'session' ? (who ?? '') : '', accept: accept ? 'true' : '' },
  });
}

/**
 * Moves, or stretches, a class with all who have a seat, or blocked time; says what became of it, and offers to take that back.
 * @returns whether it was done
 */
export async function shift(event: GridEvent, goal: Goal): Promise<boolean> {
  const { timeZone, ask } = goal;
  let sent = await sendShift(event, goal, timeZone, false);
  const people = sent.kind === 'refused' ? sent.data['people'] : undefined;
  if (typeof people === 'number') {
    if (!(await ask(people))) return false;
    sent = await sendShift(event, goal, timeZone, true);
  }
  if (sent.kind === 'refused') {
    const again = { text: m.retry(), press: () => void shift(event, goal) };
    if (sent.isLost) await say(m.cal_lost(), m.cal_stays(), again);
    else {
      await say(sent.message || m.cal_not_done(), m.cal_stays());
      await invalidate('turnero:bookings');
    }
    return false;
  }
  const time = `${goal.start.slice(11, 16)} – ${goal.end.slice(11, 16)}`;
  await say(m.cal_shifted({ name: event.name, time }), undefined, {
    text: m.undo(),
    press: () => {
      const back = { start: event.start, end: event.end, who: event.providerId };
      void sendShift(event, back, timeZone, true).then(async (undone) => {
        if (undone.kind === 'refused') await say(undone.message || m.cal_lost());
        if (undone.kind !== 'refused' || !undone.isLost) await invalidate('turnero:bookings');
      });
    },
  });
  await invalidate('turnero:bookings');
  return true;
}
