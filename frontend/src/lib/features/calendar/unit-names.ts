import type { Calendar } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';

/** What the units of a calendar are called, by their ids in its order: with their place where it has those of several. */
export function unitNames(
  { resourceUnits }: Pick<Calendar, 'resourceUnits'>,
  locale: Locale,
): Map<string, string> {
  const isSpread = new Set(resourceUnits.map(({ locationId }) => locationId)).size > 1;
  return new Map(
    resourceUnits.map(({ id, name, typeName, number, locationName }) => {
      const title = localized(name, locale) || `${localized(typeName, locale)} ${number}`;
      return [id, isSpread ? `${title} · ${locationName}` : title];
    }),
  );
}
