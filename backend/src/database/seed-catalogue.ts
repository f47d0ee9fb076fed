import type { Prisma } from '../../generated/prisma/client.ts';
import { serviceRowsFrom, type ServiceRows } from '../modules/catalogue/catalogue.template.ts';
import type { DemoBusiness, Vertical } from '../modules/verticals/verticals.contract.ts';
import { expandHours } from '../modules/verticals/verticals.hours.ts';
import { seedId } from './seed-ids.ts';

/** Rows of a demo tenant, by table, in the order in which foreign keys allow them. */
export interface CatalogueRows extends ServiceRows {
  resourceType: Prisma.ResourceTypeCreateManyInput[];
  business: Prisma.BusinessCreateManyInput[];
  location: Prisma.LocationCreateManyInput[];
  subject: Prisma.SubjectCreateManyInput[];
  resourceUnit: Prisma.ResourceUnitCreateManyInput[];
  provider: Prisma.ProviderCreateManyInput[];
  providerLocation: Prisma.ProviderLocationCreateManyInput[];
  providerService: Prisma.ProviderServiceCreateManyInput[];
  weeklyHours: Prisma.WeeklyHoursCreateManyInput[];
}

/** The rows that a vertical's `demo` describes for one tenant; the same input gives the same rows. */
export function catalogueRows(tenantId: string, vertical: Vertical): CatalogueRows {
  const rows: CatalogueRows = {
    resourceType: [],
    business: [],
    location: [],
    subject: [],
    resourceUnit: [],
    service: [],
    serviceVariant: [],
    serviceAddOn: [],
    serviceSegment: [],
    serviceRequirement: [],
    setting: [],
    provider: [],
    providerLocation: [],
    providerService: [],
    weeklyHours: [],
  };
  for (const { key, name } of vertical.resourceTypes) {
    rows.resourceType.push({ tenantId, id: seedId(tenantId, 'type', key), key, name });
  }
  for (const business of vertical.demo.businesses) addBusiness(rows, tenantId, vertical, business);
  return rows;
}

function addBusiness(rows: CatalogueRows, tenantId: string, vertical: Vertical, demo: DemoBusiness): void {
  const businessId = seedId(tenantId, 'business', demo.slug);
  const of = (...path: string[]) => seedId(businessId, ...path);
  const typeOf = (key: string) => seedId(tenantId, 'type', key);
  rows.business.push({
    tenantId,
    id: businessId,
    slug: demo.slug,
    name: demo.name,
    description: demo.description,
    phone: demo.phone,
    publishedAt: new Date(),
  });

  for (const place of demo.locations) {
    const locationId = of('location', place.slug);
    rows.location.push({
      tenantId,
      id: locationId,
      businessId,
      slug: place.slug,
      name: place.name,
      address: { ...place.address, country: vertical.locale.country },
      latitude: place.point.latitude,
      longitude: place.point.longitude,
      timeZone: place.timeZone ?? vertical.locale.timeZone,
    });
    for (const interval of expandHours(place.hours))
      rows.weeklyHours.push({ tenantId, locationId, ...interval });
    const counted = new Map<string, number>();
    for (const { type, count, name, hours } of place.resources) {
      for (let unit = 0; unit < count; unit += 1) {
        const number = (counted.get(type) ?? 0) + 1;
        counted.set(type, number);
        const id = of('unit', place.slug, type, String(number));
        rows.subject.push({ tenantId, id, kind: 'resource_unit', keepsHours: hours !== undefined });
        for (const interval of expandHours(hours ?? []))
          rows.weeklyHours.push({ tenantId, subjectId: id, ...interval });
        rows.resourceUnit.push({
          tenantId,
          id,
          resourceTypeId: typeOf(type),
          locationId,
          number,
          name: name ?? {},
        });
      }
    }
  }

  const types = new Map(vertical.serviceTypes.map((type) => [type.key, type]));
  for (const [position, offer] of demo.services.entries()) {
    const type = types.get(offer.type);
    if (!type) continue;
    const serviceId = of('service', type.key);
    const made = serviceRowsFrom(type, {
      tenantId,
      businessId,
      serviceId,
      slug: type.key,
      position,
      prices: offer.prices,
      publishedAt: new Date(),
      idOf: (kind, key) => seedId(serviceId, kind, key),
      resourceTypeId: typeOf,
    });
    rows.service.push(...made.service);
    rows.serviceVariant.push(...made.serviceVariant);
    rows.serviceAddOn.push(...made.serviceAddOn);
    rows.serviceSegment.push(...made.serviceSegment);
    rows.serviceRequirement.push(...made.serviceRequirement);
    rows.setting.push(...made.setting);
  }

  const served = demo.services
    .map((offer) => offer.type)
    .filter((key) => (types.get(key)?.requires.providers ?? 0) > 0);
  for (const [index, person] of demo.providers.entries()) {
    const id = of('provider', person.slug);
    rows.subject.push({ tenantId, id, kind: 'provider' });
    rows.provider.push({
      tenantId,
      id,
      businessId,
      slug: person.slug,
      name: person.name,
      title: person.title,
      bio: person.bio,
      level: person.level ?? null,
      priority: person.priority ?? index,
      timeZone: person.timeZone ?? null,
    });
    const place = person.location ?? demo.locations[0]?.slug ?? '';
    rows.providerLocation.push({ tenantId, providerId: id, locationId: of('location', place) });
    for (const key of person.services ?? served) {
      rows.providerService.push({ tenantId, providerId: id, serviceId: of('service', key) });
    }
    for (const interval of expandHours(person.hours))
      rows.weeklyHours.push({ tenantId, subjectId: id, ...interval });
  }
}
