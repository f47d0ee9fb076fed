import type { Calendar, Service } from '#lib/api/types.ts';
import { orNull } from '#lib/features/bookings/reading.server.ts';
import { isDate, timeOf } from '#lib/i18n/dates.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { instantOf } from '#lib/i18n/zone.ts';
import { knownClient, type KnownClient } from './known-clients.ts';
import { freeStarts, nearest, type StartChoice } from './starts.server.ts';
import { unitNames } from './unit-names.ts';

type Choice = { value: string; label: string };
export type NewKind = 'booking' | 'block' | 'session';

/** What the form for something new offers, and what is chosen in it. */
export type NewView = {
  kind: NewKind;
  kinds: NewKind[];
  date: string;
  /** `10:30` */
  time: string;
  until: string;
  who: string;
  people: Choice[];
  /** The location; empty where there is none. */
  where: string;
  /** All of a business that has several. */
  places: Choice[];
  what: string;
  services: Choice[];
  classes: Choice[];
  starts: StartChoice[];
  start: string | undefined;
  key: string;
  /** Whom of the business's clients it is for. */
  known: KnownClient | null;
  /** Whether its clients may be looked for. */
  searches: boolean;
};

const nameOf = (service: Service, locale: Locale) => localized(service.name, locale);

function serviceChoices(services: readonly Service[], locale: Locale): Choice[] {
  return services.flatMap((service) =>
    service.variants.map((variant) => ({
      value: `${service.id} ${variant.id}`,
      label: [nameOf(service, locale), service.variants.length > 1 ? localized(variant.name, locale) : '']
        .filter(Boolean)
        .join(' · '),
    })),
  );
}

const plusHour = (time: string) =>
  `${String(Math.min(23, Number(time.slice(0, 2)) + 1)).padStart(2, '0')}:${time.slice(3, 5)}`;

type Ask = {
  url: URL;
  date: string;
  locale: Locale;
  own: string | null;
  may: { book: boolean; schedule: boolean; readClients: boolean };
};

/** Who was chosen on the page of a client, or before something else of the form was. */
async function chosenClient({ api }: App.Locals, businessId: string, id: string | null) {
  if (!id) return null;
  const found = await orNull(
    api('GET /businesses/{idOrSlug}/clients/{id}', { path: { idOrSlug: businessId, id } }),
  );
  return found && knownClient(found);
}

type Person = Calendar['providers'][number];

/** Where something new is: as was chosen, or where whoever was chosen works, or the first place. */
function placeOf(places: readonly Choice[], asked: string | null, person: Person | undefined): string {
  const chosen = places.find(({ value }) => value === asked);
  const theirs = places.find(({ value }) => person?.locationIds.includes(value));
  return (chosen ?? theirs ?? places[0])?.value ?? '';
}

/** @returns null where nothing new is asked for */
export async function newView(
  locals: App.Locals,
  businessId: string,
  calendar: Calendar,
  { url, date: shown, locale, own, may }: Ask,
): Promise<NewView | null> {
  const { searchParams: query } = url;
  const asked = query.get('new');
  if (!asked) return null;
  const all = { query: { businessId, limit: 100 } };
  const [{ data: services }, { data: locations }] = await Promise.all([
    locals.api('GET /services', all),
    locals.api('GET /manage/locations', all),
  ]);
  const classes = services.filter(({ capacity }) => capacity > 1);
  const kinds: NewKind[] = [
    'booking',
    'block',
    ...(may.schedule && classes.length > 0 ? (['session'] as const) : []),
  ];
  const kind = kinds.find((one) => one === asked) ?? 'booking';
  const [atDate, atTime] = (query.get('at') ?? '').split('T');
  const wanted = query.get('date');
  const date = isDate(atDate) ? atDate : isDate(wanted) ? wanted : shown;
  const { timeZone } = calendar;
  const now = timeOf(new Date().toISOString(), 'es-AR', timeZone);
  const time = atTime && /^\d\d:\d\d/.test(atTime) ? atTime.slice(0, 5) : now;
  const bookable = services.filter(({ capacity }) => capacity <= 1);
  const choices = serviceChoices(bookable, locale);
  const what = choices.find(({ value }) => value === query.get('what'))?.value ?? choices[0]?.value ?? '';
  const [serviceId = '', variantId = ''] = what.split(' ');
  const asWho = query.get('who') ?? own ?? '';
  const isPlaced =
    kind === 'session' ||
    (kind === 'booking' && bookable.some(({ id, place }) => id === serviceId && place === 'location'));
  const places = isPlaced ? locations.map(({ id, name }) => ({ value: id, label: name })) : [];
  const where = placeOf(
    places,
    query.get('where'),
    calendar.providers.find(({ id }) => id === asWho),
  );
  const people = [
    ...calendar.providers
      .filter(({ id }) => may.book || id === own)
      .filter(({ locationIds }) => kind !== 'booking' || !where || locationIds.includes(where))
      .map(({ id, name }) => ({ value: id, label: name })),
    ...(kind === 'block' && may.schedule
      ? [...unitNames(calendar, locale)].map(([id, label]) => ({ value: `unit ${id}`, label }))
      : []),
  ];
  const who = people.some(({ value }) => value === asWho)
    ? asWho
    : kind === 'block'
      ? (people[0]?.value ?? '')
      : '';
  const starts =
    kind === 'booking' && serviceId
      ? await freeStarts(
          locals,
          {
            items: [{ serviceId, variantId, ...(who && !who.startsWith('unit') ? { providerId: who } : {}) }],
            locationId: where,
          },
          date,
          { locale, timeZone },
        )
      : [];
  return {
    kind,
    kinds,
    date,
    time,
    until: plusHour(time),
    who,
    people,
    where,
    places: places.length > 1 ? places : [],
    what,
    services: choices,
    classes: classes.map((service) => ({ value: service.id, label: nameOf(service, locale) })),
    starts,
    start: nearest(starts, instantOf(`${date}T${time}`, timeZone)),
    key: crypto.randomUUID(),
    known: may.readClients ? await chosenClient(locals, businessId, query.get('client')) : null,
    searches: may.readClients,
  };
}
