import type { Prisma } from '../../generated/prisma/client.ts';
import type { DemoBusiness, ServiceType, Vertical } from '../modules/verticals/verticals.contract.ts';
import { expandHours } from '../modules/verticals/verticals.hours.ts';
import { seedId } from './seed-ids.ts';

/** Rows of a demo tenant, by table, in the order in which foreign keys allow them. */
export interface CatalogueRows {
  resourceType: Prisma.ResourceTypeCreateManyInput[];
  business: Prisma.BusinessCreateManyInput[];
  location: Prisma.LocationCreateManyInput[];
  subject: Prisma.SubjectCreateManyInput[];
  resourceUnit: Prisma.ResourceUnitCreateManyInput[];
  service: Prisma.ServiceCreateManyInput[];
  serviceVariant: Prisma.ServiceVariantCreateManyInput[];
  serviceAddOn: Prisma.ServiceAddOnCreateManyInput[];
  serviceSegment: Prisma.ServiceSegmentCreateManyInput[];
  serviceRequirement: Prisma.ServiceRequirementCreateManyInput[];
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
    for (const { type, count, name } of place.resources) {
      for (let unit = 0; unit < count; unit += 1) {
        const number = (counted.get(type) ?? 0) + 1;
        counted.set(type, number);
        const id = of('unit', place.slug, type, String(number));
        rows.subject.push({ tenantId, id, kind: 'resource_unit', keepsHours: false });
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
    if (type) addService(rows, { tenantId, businessId, position, type, prices: offer.prices });
  }

  const served = demo.services
    .map((offer) => offer.type)
    .filter((key) => (types.get(key)?.requires.providers ?? 0) > 0);
  for (const [priority, person] of demo.providers.entries()) {
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
      priority,
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

interface NewService {
  tenantId: string;
  businessId: string;
  position: number;
  type: ServiceType;
  /** Own prices by variant key, in minor units. */
  prices: Record<string, number>;
}

function addService(rows: CatalogueRows, { tenantId, businessId, position, type, prices }: NewService): void {
  const serviceId = seedId(businessId, 'service', type.key);
  const typeOf = (key: string) => seedId(tenantId, 'type', key);
  rows.service.push({
    tenantId,
    id: serviceId,
    businessId,
    templateKey: type.key,
    slug: type.key,
    name: type.name,
    description: type.description,
    category: type.category,
    position,
    providersRequired: type.requires.providers,
    bufferBeforeMinutes: type.buffers.before,
    bufferAfterMinutes: type.buffers.after,
    publishedAt: new Date(),
  });
  for (const [index, variant] of type.variants.entries()) {
    rows.serviceVariant.push({
      tenantId,
      id: seedId(serviceId, 'variant', variant.key),
      serviceId,
      key: variant.key,
      name: variant.name,
      position: index,
      minutes: variant.minutes,
      priceAmount: prices[variant.key] ?? variant.price,
    });
  }
  for (const [index, addOn] of type.addOns.entries()) {
    rows.serviceAddOn.push({
      tenantId,
      id: seedId(serviceId, 'add-on', addOn.key),
      serviceId,
      key: addOn.key,
      name: addOn.name,
      position: index,
      minutes: addOn.minutes,
      priceAmount: addOn.price,
      maxQuantity: addOn.maxQuantity,
    });
  }
  for (const [index, segment] of (type.segments ?? []).entries()) {
    const segmentId = seedId(serviceId, 'segment', String(index));
    rows.serviceSegment.push({
      tenantId,
      id: segmentId,
      serviceId,
      position: index,
      minutes: segment.minutes,
      takesProvider: segment.provider,
    });
    for (const need of segment.resources) {
      rows.serviceRequirement.push({
        tenantId,
        serviceId,
        segmentId,
        resourceTypeId: typeOf(need.type),
        quantity: need.quantity,
      });
    }
  }
  if (type.segments) return;
  for (const need of type.requires.resources) {
    rows.serviceRequirement.push({
      tenantId,
      serviceId,
      resourceTypeId: typeOf(need.type),
      quantity: need.quantity,
    });
  }
}
