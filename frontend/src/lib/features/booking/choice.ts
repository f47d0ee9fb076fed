import type { AvailabilityQuestion, BusinessPage, Service } from '#lib/api/types.ts';
import { readSlot } from '#lib/features/slots/slots-view.ts';
import { isDate } from '#lib/i18n/dates.ts';

/** Services of one visit, at most. */
export const MOST_SERVICES = 8;

export type ChosenItem = {
  service: Service;
  variant: Service['variants'][number];
  /** Quantities by the add-on's id. */
  addOns: Map<string, number>;
  inputs: Map<string, number>;
  /** Left out: whoever is free. */
  providerId?: string | undefined;
};

/** All that was chosen so far. It lives in the address of the page: what reload, back and a link keep. */
export type Choice = {
  items: ChosenItem[];
  /** Only where there are several. */
  locationId?: string | undefined;
  seats: number;
  date?: string | undefined;
  /** The month that is looked at, `2026-03`. */
  month?: string | undefined;
  start?: string | undefined;
  sessionId?: string | undefined;
  /** Key of a rhythm, and how many dates. */
  repeat?: string | undefined;
  count: number;
};

const whole = (text: string | null, least: number, most: number, usual: number) => {
  const number = Number(text);
  return text && Number.isInteger(number) && number >= least && number <= most ? number : usual;
};

/** Whether somebody can be asked for a service: they do it, and work where it is done. */
export const isAble = (
  { serviceIds, locationIds }: Pick<BusinessPage['providers'][number], 'serviceIds' | 'locationIds'>,
  { id, place }: Pick<Service, 'id' | 'place'>,
  locationId: string | undefined,
): boolean =>
  serviceIds.includes(id) && (place !== 'location' || !locationId || locationIds.includes(locationId));

const askedFor = (params: URLSearchParams, { id }: Service) =>
  params.get(`provider.${id}`) ?? params.get('provider');

function readItem(
  service: Service,
  params: URLSearchParams,
  { providers }: BusinessPage,
  locationId: string | undefined,
): ChosenItem | undefined {
  const wanted = params.getAll('variant');
  const variant = service.variants.find(({ id }) => wanted.includes(id)) ?? service.variants[0];
  if (!variant) return undefined;
  const addOns = service.addOns.flatMap(({ id, maxQuantity }): [string, number][] => {
    const quantity = whole(params.get(`addon.${id}`), 1, maxQuantity, 0);
    return quantity > 0 ? [[id, quantity]] : [];
  });
  const inputs = service.durationInputs.map(({ key, min, max, default: usual }): [string, number] => [
    key,
    whole(params.get(`input.${key}`), min, max, usual),
  ]);
  const wantedId = askedFor(params, service);
  const provider = providers.find((one) => one.id === wantedId && isAble(one, service, locationId));
  return {
    service,
    variant,
    addOns: new Map(addOns),
    inputs: new Map(inputs),
    providerId: provider?.id,
  };
}

/** Whether it is sold by the seat, at times that are set. */
export const isSession = ({ capacity }: Service) => capacity > 1;

function servicesIn(params: URLSearchParams, { services }: BusinessPage): Service[] {
  const ids = [...new Set(params.getAll('service'))].slice(0, MOST_SERVICES);
  const known = ids.flatMap((id) => services.find((service) => service.id === id) ?? []);
  const [only] = services;
  if (known.length === 0) return services.length === 1 && only ? [only] : [];
  // A class is booked by itself, and a visit is done in one kind of place.
  const session = known.find(isSession);
  return session ? [session] : known.filter(({ place }) => place === known[0]?.place);
}

/** Where the services are done: as the address says, or where whoever is asked for does them, or anybody. */
function locationIn(
  params: URLSearchParams,
  { locations, providers }: BusinessPage,
  services: readonly Service[],
): string | undefined {
  const isDoneAt = (id: string) => (service: Service) => {
    const able = providers.filter((one) => isAble(one, service, undefined));
    const asked = able.filter((one) => one.id === askedFor(params, service));
    return (
      service.providersRequired === 0 ||
      (asked.length > 0 ? asked : able).some((one) => isAble(one, service, id))
    );
  };
  const location =
    locations.find(({ id }) => id === params.get('location')) ??
    locations.find(({ id }) => services.every(isDoneAt(id))) ??
    locations[0];
  return location?.id;
}

/** What an address says, as far as it can be had here; the rest is left out rather than refused. */
export function readChoice(params: URLSearchParams, business: BusinessPage): Choice {
  const services = servicesIn(params, business);
  const locationId = locationIn(params, business, services);
  const items = services.flatMap((service) => readItem(service, params, business, locationId) ?? []);
  const placed = items.some(({ service }) => service.place === 'location') && business.locations.length > 1;
  const slot = readSlot(params.getAll('start').at(-1) ?? null);
  const date = slot?.start.slice(0, 10) ?? params.get('date');
  const month = params.get('month');
  const most = Math.max(1, ...items.map(({ service }) => service.capacity));
  return {
    items,
    locationId: placed ? locationId : undefined,
    seats: whole(params.get('seats'), 1, most, 1),
    date: isDate(date) ? date : undefined,
    month: isDate(`${month}-01`) ? (month ?? undefined) : undefined,
    start: slot?.start,
    sessionId: slot?.sessionId ?? params.get('session') ?? undefined,
    repeat: params.get('repeat') ?? undefined,
    count: whole(params.get('count'), 2, 52, 6),
  };
}

/** The location of a choice, also where there is only one; none where a business has none. */
export const locationOf = (
  { locations }: BusinessPage,
  { locationId }: Choice,
): BusinessPage['locations'][number] | undefined =>
  locations.find(({ id }) => id === locationId) ?? locations[0];

function providersOf(items: readonly ChosenItem[]): [string, string][] {
  const [first] = items;
  const same = items.every(({ providerId }) => providerId === first?.providerId);
  if (same) return first?.providerId ? [['provider', first.providerId]] : [];
  return items.flatMap(({ service, providerId }): [string, string][] =>
    providerId ? [[`provider.${service.id}`, providerId]] : [],
  );
}

/** A choice as pairs of an address, and of hidden fields. */
export function choicePairs(choice: Choice): [string, string][] {
  const { items, locationId, seats, date, month, start, sessionId, repeat, count } = choice;
  const itemPairs = items.flatMap(({ service, variant, addOns, inputs }): [string, string][] => [
    ['service', service.id],
    ...(service.variants.length > 1 ? [['variant', variant.id] as [string, string]] : []),
    ...[...addOns].map(([id, quantity]): [string, string] => [`addon.${id}`, String(quantity)]),
    ...[...inputs].map(([key, value]): [string, string] => [`input.${key}`, String(value)]),
  ]);
  const rest = Object.entries({ location: locationId, date, month, start, session: sessionId, repeat });
  return [
    ...itemPairs,
    ...providersOf(items),
    ...rest.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])),
    ...(seats > 1 ? [['seats', String(seats)] as [string, string]] : []),
    ...(repeat ? [['count', String(count)] as [string, string]] : []),
  ];
}

/** The link to the same choice with something changed. */
export function choiceHref(choice: Choice, change: Partial<Choice> = {}): string {
  return `?${new URLSearchParams(choicePairs({ ...choice, ...change }))}`;
}

/** With another service, variant or person the time that is asked for stays, as long as it is free. */
export const same = { repeat: undefined } as const;
/** On another day or at another place the time is chosen again. */
export const anew = { ...same, start: undefined, sessionId: undefined } as const;

export function itemsAsked({ items }: Choice): AvailabilityQuestion['items'] {
  return items.map(({ service, variant, addOns, inputs, providerId }) => ({
    serviceId: service.id,
    variantId: variant.id,
    ...(addOns.size > 0 ? { addOns: [...addOns].map(([id, quantity]) => ({ id, quantity })) } : {}),
    ...(inputs.size > 0 ? { inputs: Object.fromEntries(inputs) } : {}),
    ...(providerId ? { providerId } : {}),
  }));
}

/** What `/availability`, `/holds` and `/series` all want to know. */
export function wantedOf(choice: Choice) {
  const { locationId, seats } = choice;
  return { items: itemsAsked(choice), ...(locationId ? { locationId } : {}), seats };
}
