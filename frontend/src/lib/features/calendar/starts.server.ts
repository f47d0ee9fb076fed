import type { AvailabilityQuestion } from '#lib/api/types.ts';
import { orNull } from '#lib/features/bookings/reading.server.ts';
import { slotValue } from '#lib/features/slots/slots-view.ts';
import { timeOf } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';

export type StartChoice = { value: string; text: string };

/** The starts that are free on a date, for those who serve: without notice. */
export async function freeStarts(
  { api }: App.Locals,
  question: Pick<AvailabilityQuestion, 'items'> & { locationId?: string | null; seats?: number },
  date: string,
  { locale, timeZone }: { locale: Locale; timeZone: string },
): Promise<StartChoice[]> {
  const { items, locationId, seats = 1 } = question;
  const body = {
    ...{ items, from: date, to: date, seats, explain: false, desk: true },
    ...(locationId ? { locationId } : {}),
  };
  const answer = await orNull(api('POST /availability', { body }));
  return (
    answer?.days
      .flatMap(({ slots }) => slots)
      .map((slot) => ({ value: slotValue(slot), text: timeOf(slot.start, locale, timeZone) })) ?? []
  );
}

/** The nearest to a wanted instant first. */
export function byNearness(choices: readonly StartChoice[], wanted: string): StartChoice[] {
  const away = ({ value }: StartChoice) =>
    Math.abs(Date.parse(value.split(' ')[0] ?? '') - Date.parse(wanted));
  return choices.toSorted((a, b) => away(a) - away(b));
}

/** The one nearest to a wanted instant; the first where none is wanted. */
export function nearest(choices: readonly StartChoice[], wanted: string | null): string | undefined {
  if (!wanted || Number.isNaN(Date.parse(wanted))) return choices[0]?.value;
  return byNearness(choices, wanted)[0]?.value;
}
