import type { Availability, AvailabilityQuestion } from '#lib/api/types.ts';
import type { ServerApi } from '#lib/server/api.ts';
import { monthRange } from '#lib/features/slots/month-view.ts';
import { STRIP, stripStart } from '#lib/features/slots/slots-view.ts';
import { addDays, daysBetween, todayIn } from '#lib/i18n/dates.ts';

/** Days of one answer, at most, and how far is looked for the next free time. */
const FAR = 62;

type Wish = Pick<AvailabilityQuestion, 'items' | 'locationId'> & { seats: number };

export type FreeTime = { answer: Availability; month: Availability['days'] | null; today: string };

/**
 * The free time of the two weeks around a day, and of a month where one is looked at. Where nothing is free the answer
 * reaches further, so that the next free day can be named.
 */
export async function freeTime(
  api: ServerApi,
  wish: Wish,
  { timeZone, date, month }: { timeZone: string; date?: string | undefined; month?: string | undefined },
): Promise<FreeTime> {
  const ask = async (from: string, to: string) =>
    (await api('POST /availability', { body: { ...wish, from, to } })).data;
  const today = todayIn(timeZone);
  const wanted = date && daysBetween(today, date) >= 0 ? date : undefined;
  const from = stripStart(today, wanted);
  const to = addDays(from, STRIP - 1);
  const range = month ? monthRange(month, today) : null;
  const [near, whole] = await Promise.all([
    ask(from, to),
    range ? ask(range.from, range.to).then(({ days }) => days) : null,
  ]);
  if (near.days.some(({ slots }) => slots.length > 0)) return { answer: near, month: whole, today };
  const far = await ask(addDays(to, 1), addDays(to, FAR - STRIP));
  // The nearer days have no starts, so that what these say of providers is all there is.
  return { answer: { ...far, days: [...near.days, ...far.days] }, month: whole, today };
}
