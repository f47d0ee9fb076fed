import { fail, failWith } from '../../lib/errors.ts';
import { dateOf } from '../../scheduling/days.ts';
import { segmentsFor } from '../../scheduling/segments.ts';
import type { Instant, LocalDay, RequestedService, Rules, Segment } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { resolveSettings } from '../settings/settings.resolve.ts';
import type { Settings, Vertical } from '../verticals/verticals.contract.ts';
import { choose, type Choice, type WishedItem } from './availability.choices.ts';
import { availabilityErrors, MOST_DAYS, USUAL_DAYS } from './availability.contract.ts';
import type { LocationRow, Offer, ProviderRow, UnitRow } from './availability.offer.ts';
import { rulesOf } from './availability.rules.ts';

/** What is asked of the schedule: one service, a visit, or the sessions of a class. */
export interface Ask {
  /** In their order. A class or departure stands alone. */
  items: readonly WishedItem[];
  /** Needed where a service is done at a location and the business has several; without effect elsewhere. */
  locationId?: string | undefined;
  /** Local days in the zone of the location, else of the tenant, both inclusive. Left out: today, and 13 days on. */
  from?: LocalDay | undefined;
  to?: LocalDay | undefined;
  /** Whose limits count; nobody's for a guest. */
  customerId?: string | undefined;
  /** A booking that is being moved: its own time, seats and count do not stand in its way. */
  exceptBookingId?: string | undefined;
  /** Whether services count that customers do not see yet: for staff who look. */
  drafts?: boolean | undefined;
}

/** One service asked for, with its choices. */
export interface LoadedItem extends Choice {
  settings: Settings;
  /** Of the whole service with its choices, without buffers. */
  minutes: number;
}

/** A question understood: all that follows from the offer alone. */
export interface Plan {
  items: [LoadedItem, ...LoadedItem[]];
  services: RequestedService[];
  rules: Rules;
  /** Null where no service is done at a location. */
  location: LocationRow | null;
  timeZone: string;
  now: Instant;
  /** Local days, both inclusive. */
  from: LocalDay;
  to: LocalDay;
  /** Everybody who may take one of the items, by id. */
  providers: ProviderRow[];
  units: UnitRow[];
}

/** Nothing can be booked farther ahead, and nobody needs to know what once was free. */
const FARTHEST_DAYS = 400;

const failAvailability = failWith(availabilityErrors);
const refuse = (code: 'NOT_FOUND' | 'VALIDATION', field: string, message: string) =>
  fail(code, { details: [{ field, message }] });

function locationOf({ services, locations }: Offer, id: string | undefined): LocationRow | null {
  if (services.every(({ place }) => place !== 'location')) return null;
  if (id === undefined && locations.length > 1) {
    const names = locations.map((location) => `${location.id} (${location.name})`).join(', ');
    throw failAvailability('LOCATION_REQUIRED', {
      details: [{ field: 'locationId', message: `is one of: ${names}` }],
    });
  }
  const found = id === undefined ? locations[0] : locations.find((location) => location.id === id);
  if (!found) throw refuse('NOT_FOUND', 'locationId', 'is not one of the business');
  return found;
}

function rangeOf(ask: Ask, today: LocalDay): { from: LocalDay; to: LocalDay } {
  const from = ask.from ?? today;
  const to = ask.to ?? from + USUAL_DAYS - 1;
  if (from > to) {
    throw ask.from === undefined
      ? refuse('VALIDATION', 'to', `is before ${dateOf(from)}, which is today`)
      : refuse('VALIDATION', 'from', `is after ${dateOf(to)}`);
  }
  if (Math.abs(from - today) > FARTHEST_DAYS)
    throw refuse('VALIDATION', 'from', `is more than ${FARTHEST_DAYS} days from today`);
  if (to - from >= MOST_DAYS) throw refuse('VALIDATION', 'to', `makes more than ${MOST_DAYS} days`);
  return { from, to };
}

function settingsOf(
  vertical: Vertical,
  { settings }: Offer,
  location: LocationRow | null,
  serviceId: string,
): Settings {
  const owners = new Set([null, location?.id, serviceId]);
  return resolveSettings(
    vertical,
    settings.filter(({ ownerId }) => owners.has(ownerId)),
  ).value;
}

function segmentsOf(
  { segments, needs }: Offer,
  { service, variant, addOns, inputs, takes }: Choice,
): Segment[] {
  const resourcesOf = (segmentId: string | null) =>
    needs
      .filter((need) => need.serviceId === service.id && need.segmentId === segmentId)
      .map(({ type, quantity }) => ({ type, quantity }));
  return segmentsFor({
    minutes: variant.minutes,
    segments: segments
      .filter(({ serviceId }) => serviceId === service.id)
      .map(({ id, minutes, takesProvider }) => ({
        minutes,
        provider: takesProvider,
        resources: resourcesOf(id),
      })),
    resources: resourcesOf(null),
    providers: service.providersRequired,
    inputs: inputs.map(({ minutesPerUnit, value }) => ({ minutesPerUnit, n: value })),
    addOnMinutes: addOns.reduce((sum, { minutes, quantity }) => sum + minutes * quantity, 0),
    takes,
  });
}

function requestedOf(offer: Offer, choice: Choice): RequestedService {
  const { providersRequired: providers, bufferBefore, bufferAfter } = choice.service;
  const segments = segmentsOf(offer, choice);
  return { segments, providers, bufferBefore, bufferAfter, providerIds: choice.providerIds };
}

/** The minute of a question: later rather than earlier, so that what is offered is still in time. */
const minuteOf = (at: Date): Instant => Math.ceil(at.getTime() / 60_000);

/**
 * Understands a question.
 * @param at when it is asked
 * @throws NOT_FOUND, VALIDATION, LOCATION_REQUIRED naming the field: "variantId" of one service, "items.1.variantId" of a
 *   visit
 */
export function planOf(offer: Offer, vertical: Vertical, ask: Ask, at: Date): Plan {
  const location = locationOf(offer, ask.locationId);
  const choices = choose(offer, ask.items, location);
  const services = choices.map((choice) => requestedOf(offer, choice));
  const items = choices.map((choice, index): LoadedItem => ({
    ...choice,
    settings: settingsOf(vertical, offer, location, choice.service.id),
    minutes: services[index]?.segments.reduce((sum, { minutes }) => sum + minutes, 0) ?? 0,
  })) as Plan['items'];
  const short = items.find(({ takes = Infinity, minutes }) => takes < minutes);
  if (short) throw refuse('VALIDATION', 'minutes', `must be at least ${short.minutes}`);
  if (items.length > 1 && !items[0].settings.features.visits)
    throw refuse('VALIDATION', 'items', 'is more than one: here each service is booked by itself');
  const timeZone = location?.timeZone ?? vertical.locale.timeZone;
  const now = minuteOf(at);
  const able = new Set(items.flatMap(({ providerIds }) => providerIds));
  return {
    items,
    services,
    rules: rulesOf(
      items[0].settings.scheduling,
      items.map(({ settings }) => settings.scheduling),
    ),
    location,
    timeZone,
    now,
    ...rangeOf(ask, zoneOf(timeZone).toLocal(now).day),
    providers: offer.providers.filter(({ id }) => able.has(id)),
    units: offer.units.filter(({ locationId }) => !location || locationId === location.id),
  };
}

/** The same question, asked again while the same is offered. @throws VALIDATION naming the field: its days may be past */
export function planAgain(plan: Plan, ask: Ask, at: Date): Plan {
  const now = minuteOf(at);
  return { ...plan, now, ...rangeOf(ask, zoneOf(plan.timeZone).toLocal(now).day) };
}
