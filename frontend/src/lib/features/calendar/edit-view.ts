import type { Calendar } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { wallOf } from '#lib/i18n/zone.ts';

/** A class or a block that is moved, stretched or ended by its form: what the keyboard has instead of dragging. */
export type EditView = {
  id: string;
  kind: 'session' | 'block';
  name: string;
  about: string;
  date: string;
  time: string;
  minutes: number;
  who: string;
  people: { value: string; label: string }[];
  /** How many have a seat. */
  seats: number;
};

/** @returns null for what is not shown, or what whoever looks may not change */
export function editView(
  { timeZone, providers, sessions, blocks }: Calendar,
  { id, mayPlan, now }: { id: string | null; mayPlan: (subjectId: string | null) => boolean; now: Date },
  locale: Locale,
): EditView | null {
  const session = sessions.find((one) => one.id === id);
  const found = session ?? blocks.find((one) => one.id === id);
  const who = session ? session.providerId : found && 'subjectId' in found ? found.subjectId : null;
  if (!found || !mayPlan(who) || (session && Date.parse(session.startsAt) <= now.getTime())) return null;
  const [date = '', time = ''] = wallOf(found.startsAt, timeZone).split('T');
  return {
    id: found.id,
    kind: session ? 'session' : 'block',
    name: session ? localized(session.serviceName, locale) : m.cal_blocked(),
    about: session ? m.cal_seats({ taken: session.seatsTaken, capacity: session.capacity }) : '',
    date,
    time,
    minutes: (Date.parse(found.endsAt) - Date.parse(found.startsAt)) / 60_000,
    who: who ?? '',
    people:
      session && who !== null
        ? providers.filter((one) => mayPlan(one.id)).map((one) => ({ value: one.id, label: one.name }))
        : [],
    seats: session?.seatsTaken ?? 0,
  };
}
