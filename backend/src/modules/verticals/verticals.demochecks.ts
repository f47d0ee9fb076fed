import type { DemoBusiness, DemoLocation, ServiceType, Vertical } from './verticals.contract.ts';
import {
  type Found,
  hours,
  mistake,
  type Path,
  reference,
  suggest,
  unique,
  zone,
} from './verticals.findings.ts';
import { liesWithin } from './verticals.hours.ts';
import { unitsAt, unitsNeeded } from './verticals.needs.ts';
import { sessionChecks } from './verticals.sessionchecks.ts';

function* place(vertical: Vertical, location: DemoLocation, path: Path): Found {
  yield* zone(vertical, [...path, 'timeZone']);
  yield* hours(vertical, [...path, 'hours']);
  for (const [index, units] of location.resources.entries()) {
    const at = [...path, 'resources', index];
    yield* reference(vertical, [...at, 'type'], vertical.resourceTypes, 'resourceTypes');
    if (units.hours !== undefined) yield* hours(vertical, [...at, 'hours']);
  }
}

/** Whether one of these service types happens at a location, so that its opening hours matter. */
function servesAt(vertical: Vertical, types: readonly string[]): boolean {
  return vertical.serviceTypes.some(({ key, place }) => place === 'location' && types.includes(key));
}

function* people(vertical: Vertical, business: DemoBusiness, path: Path): Found {
  const slugs = business.locations.map(({ slug }) => slug);
  const offered = business.services
    .map(({ type }) => type)
    .filter((type) =>
      vertical.serviceTypes.some(({ key, requires }) => key === type && requires.providers > 0),
    );
  for (const [index, person] of business.providers.entries()) {
    const at = [...path, 'providers', index];
    yield* hours(vertical, [...at, 'hours']);
    yield* zone(vertical, [...at, 'timeZone']);
    if (person.level !== undefined) {
      yield* reference(vertical, [...at, 'level'], vertical.providerLevels, 'providerLevels');
    }
    const where = business.locations.find(({ slug }) => slug === (person.location ?? slugs[0]));
    if (where === undefined) {
      const remedy = suggest(person.location ?? '', slugs, "the business's locations");
      yield mistake(vertical, [...at, 'location'], 'is no location of this business', remedy);
    } else if (servesAt(vertical, person.services ?? offered) && !liesWithin(person.hours, where.hours)) {
      yield mistake(
        vertical,
        [...at, 'hours'],
        `reaches beyond the opening hours of ${where.slug}`,
        'Shorten it.',
      );
    }
    for (const [position, type] of (person.services ?? []).entries()) {
      if (offered.includes(type)) continue;
      const message = 'is nothing that this business sells and a provider does';
      const remedy = suggest(type, offered, "the business's services");
      yield mistake(vertical, [...at, 'services', position], message, remedy);
    }
  }
}

/** A service that nobody there does, or for which no place has the things, would never have a slot. */
function* served(vertical: Vertical, business: DemoBusiness, service: ServiceType, path: Path): Found {
  const doing = business.providers.filter(({ services }) => services?.includes(service.key) ?? true).length;
  if (doing < service.requires.providers) {
    const remedy = `Let ${String(service.requires.providers)} of its providers do it, or do not sell it.`;
    yield mistake(vertical, path, 'is done by too few of its providers', remedy);
  }
  const needed = [...unitsNeeded(service)];
  const fits = (location: DemoLocation) => needed.every(([type, count]) => unitsAt(location, type) >= count);
  if (!business.locations.some(fits)) {
    const list = needed.map(([type, count]) => `${String(count)} ${type}`).join(' and ');
    yield mistake(vertical, path, `needs ${list}, which none of its locations has`, 'Add the units there.');
  }
}

function* offers(vertical: Vertical, business: DemoBusiness, path: Path): Found {
  for (const [index, offer] of business.services.entries()) {
    const at = [...path, 'services', index];
    yield* reference(vertical, [...at, 'type'], vertical.serviceTypes, 'serviceTypes');
    const service = vertical.serviceTypes.find(({ key }) => key === offer.type);
    if (service === undefined) continue;
    const variants = service.variants.map(({ key }) => key);
    for (const variant of Object.keys(offer.prices).filter((each) => !variants.includes(each))) {
      const remedy = suggest(variant, variants, `the variants of ${offer.type}`);
      yield mistake(vertical, [...at, 'prices', variant], `is no variant of ${offer.type}`, remedy);
    }
    yield* served(vertical, business, service, at);
    if (service.capacity > 1 && !business.sessions.some(({ type }) => type === service.key)) {
      const remedy = "Add one to the business's sessions.";
      yield mistake(vertical, [...at, 'type'], 'is sold by seats, but is in no timetable', remedy);
    }
  }
}

/** What the contract cannot say of the demo: everything named is there, and everything sold can be served. */
export function* demoChecks(vertical: Vertical): Found {
  yield* unique(vertical, ['demo', 'businesses'], 'slug');
  for (const [index, business] of vertical.demo.businesses.entries()) {
    const path = ['demo', 'businesses', index];
    yield* unique(vertical, [...path, 'locations'], 'slug');
    yield* unique(vertical, [...path, 'providers'], 'slug');
    yield* unique(vertical, [...path, 'services'], 'type');
    for (const [position, location] of business.locations.entries()) {
      yield* place(vertical, location, [...path, 'locations', position]);
    }
    yield* people(vertical, business, path);
    yield* offers(vertical, business, path);
    yield* sessionChecks(vertical, business, path);
  }
}
