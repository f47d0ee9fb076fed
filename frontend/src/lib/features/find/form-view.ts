import type { Tenant } from '#lib/api/types.ts';
import { addDays, timeOf, todayIn } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { term } from '#lib/theme/terms.ts';
import { isNearPoint, RADII, searchHref, USUAL_RADIUS, type Question } from './question.ts';
import { dayName } from './times.ts';

export type Option = { value: string; label: string };
export type Choice = { label: string; options: Option[]; value: string };

/** The place comes from the device: in words, and how to let go of it. */
export type MyPlaceView = { text: string; point: string; clear: string; clearLabel: string };

/** The three questions of a search, and the finer ones behind them. */
export type SearchFormView = {
  what: Choice;
  when: Choice;
  after: Choice;
  where: {
    label: string;
    hint: string;
    value: string;
    places: string[];
    mine: MyPlaceView | null;
    nearMe: string;
    denied: string;
    error: string;
  };
  words: { label: string; value: string };
  before: Choice;
  radius: Choice | null;
  sort: Choice;
  texts: { button: string; filters: string };
};

/** Days that can be picked by name; others come with an address. */
const NAMED_DAYS = 21;
const AFTER = ['09:00', '12:00', '14:00', '17:00', '19:00'];
const BEFORE = ['10:00', '12:00', '15:00', '18:00', '21:00'];

function withOwn(values: string[], own: string | undefined): string[] {
  return own && !values.includes(own) ? [...values, own].sort() : values;
}

const clockText = (value: string, locale: Locale) =>
  value === '24:00' ? value : timeOf(`2026-01-01T${value}:00Z`, locale, 'UTC');

export function searchFormView(
  question: Question,
  tenant: Tenant,
  locale: Locale,
  { places = [], error = '', now = new Date() }: { places?: string[]; error?: string; now?: Date } = {},
): SearchFormView {
  const today = todayIn(tenant.locale.timeZone, now);
  const days = withOwn(
    Array.from({ length: NAMED_DAYS }, (_, index) => addDays(today, index)),
    question.date,
  );
  const times = (values: string[], own: string | undefined) => [
    { value: '', label: m.find_any_time() },
    ...withOwn(values, own).map((value) => ({ value, label: clockText(value, locale) })),
  ];
  const { near, radiusKm: _, sort, ...elsewhere } = question;
  return {
    what: {
      label: m.find_what(),
      value: question.service ?? '',
      options: [
        { value: '', label: m.find_anything({ service: term(tenant, locale, 'service', 'one') }) },
        ...tenant.categories.map(({ key, name }) => ({ value: key, label: localized(name, locale) })),
      ],
    },
    when: {
      label: m.find_when(),
      value: question.date ?? '',
      options: [
        { value: '', label: m.find_any_day() },
        ...days.map((date) => ({ value: date, label: dayName(date, today, locale) })),
      ],
    },
    after: { label: m.find_from(), value: question.after ?? '', options: times(AFTER, question.after) },
    before: { label: m.find_until(), value: question.before ?? '', options: times(BEFORE, question.before) },
    where: {
      label: m.find_where(),
      hint: m.find_where_hint(),
      value: near ?? '',
      places,
      mine: isNearPoint(question)
        ? {
            text: m.find_my_place(),
            point: near ?? '',
            clear: searchHref(sort === 'price' ? { ...elsewhere, sort } : elsewhere),
            clearLabel: m.find_my_place_clear(),
          }
        : null,
      nearMe: m.find_near_me(),
      denied: m.find_near_me_denied(),
      error,
    },
    words: { label: m.find_words(), value: question.q ?? '' },
    radius: near
      ? {
          label: m.find_radius(),
          value: String(question.radiusKm ?? ''),
          options: RADII.map((km) => ({
            value: km === USUAL_RADIUS ? '' : String(km),
            label: m.find_up_to_km({ km }),
          })),
        }
      : null,
    sort: {
      label: m.find_sort(),
      value: sort ?? '',
      options: [
        { value: '', label: m.find_sort_soonest() },
        ...(near ? [{ value: 'distance', label: m.find_sort_distance() }] : []),
        { value: 'price', label: m.find_sort_price() },
      ],
    },
    texts: { button: m.search_button(), filters: m.find_filters() },
  };
}

/** Towns of some businesses, as people would type them. */
export function placesOf(
  businesses: readonly { locations: readonly { address: { city: string } }[] }[],
): string[] {
  const names = businesses.flatMap(({ locations }) => locations.flatMap(({ address }) => address.city));
  return [...new Set(names)].filter(Boolean).sort().slice(0, 50);
}
