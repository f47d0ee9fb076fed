import type { Prisma } from '../../../generated/prisma/client.ts';
import { pictureSelect, viewPicture } from '../media/media.views.ts';
import type { DurationInput } from '../verticals/verticals.catalogue.ts';
import type { Listed, Sold } from './catalogue.prices.ts';
import type { Business, LocalizedText, Provider, Service } from './catalogue.contract.ts';

/** What is shown of each row: one statement a table, whatever the number of rows. */
export const locationSelect = {
  id: true,
  slug: true,
  name: true,
  address: true,
  latitude: true,
  longitude: true,
  timeZone: true,
} satisfies Prisma.LocationSelect;

const hoursSelect = {
  where: { validFrom: null, validTo: null },
  orderBy: [{ weekday: 'asc' }, { startMinute: 'asc' }],
  select: { weekday: true, startMinute: true, endMinute: true },
} satisfies Prisma.Location$weeklyHoursArgs;

export const locationWithHours = {
  ...locationSelect,
  weeklyHours: hoursSelect,
} satisfies Prisma.LocationSelect;

const inOrder = { where: { deletedAt: null }, orderBy: { position: 'asc' as const } };

export const serviceSelect = {
  id: true,
  businessId: true,
  slug: true,
  name: true,
  description: true,
  category: true,
  providersRequired: true,
  capacity: true,
  place: true,
  durationInputs: true,
  serviceVariants: {
    ...inOrder,
    select: { id: true, key: true, name: true, minutes: true, priceAmount: true },
  },
  serviceAddOns: {
    ...inOrder,
    select: { id: true, key: true, name: true, minutes: true, priceAmount: true, maxQuantity: true },
  },
} satisfies Prisma.ServiceSelect;

export const providerSelect = {
  id: true,
  businessId: true,
  slug: true,
  name: true,
  title: true,
  bio: true,
  portrait: { select: { media: { select: pictureSelect } } },
  providerServices: {
    where: { service: { deletedAt: null, publishedAt: { not: null } } },
    select: { serviceId: true },
  },
  providerLocations: { where: { location: { deletedAt: null } }, select: { locationId: true } },
  subject: { select: { weeklyHours: hoursSelect } },
} satisfies Prisma.ProviderSelect;

type LocationRow = Prisma.LocationGetPayload<{ select: typeof locationSelect }>;
type ServiceRow = Prisma.ServiceGetPayload<{ select: typeof serviceSelect }>;
type ProviderRow = Prisma.ProviderGetPayload<{ select: typeof providerSelect }>;

const texts = (value: Prisma.JsonValue) => value as LocalizedText;

export function viewLocation(row: LocationRow): Business['locations'][number] {
  const { line = '', city = '', region = '', postalCode = '' } = row.address as Record<string, string>;
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    address: { line, city, region, postalCode },
    point:
      row.latitude === null || row.longitude === null
        ? null
        : { latitude: row.latitude, longitude: row.longitude },
    timeZone: row.timeZone,
  };
}

export const soldOf = ({ id, businessId, place, durationInputs }: ServiceRow): Sold => ({
  ...{ id, businessId, place },
  durationInputs: durationInputs as DurationInput[],
});

/** @param currency the tenant's; prices are stored as minor units of it */
export function viewService(service: ServiceRow, currency: string, listed: Listed): Service {
  const { serviceVariants, serviceAddOns, ...row } = service;
  const spanOf = listed(soldOf(service));
  const priced = (amount: bigint) => ({ amount: Number(amount), currency });
  return {
    ...row,
    name: texts(row.name),
    description: texts(row.description),
    place: row.place as Service['place'],
    durationInputs: (row.durationInputs as DurationInput[]).map(({ name, pricePerUnit, ...input }) => ({
      ...input,
      name: name as LocalizedText,
      pricePerUnit: { amount: pricePerUnit, currency },
    })),
    variants: serviceVariants.map(({ priceAmount, ...variant }) => {
      const { least, most } = spanOf(Number(priceAmount));
      return {
        ...variant,
        name: texts(variant.name),
        price: priced(priceAmount),
        priceFrom: { amount: least, currency },
        ...(most > least && { priceUpTo: { amount: most, currency } }),
      };
    }),
    addOns: serviceAddOns.map(({ priceAmount, ...addOn }) => ({
      ...addOn,
      name: texts(addOn.name),
      price: priced(priceAmount),
    })),
  };
}

export function viewProvider(provider: ProviderRow): Provider {
  const { providerServices, providerLocations, subject, portrait, ...row } = provider;
  return {
    ...row,
    title: texts(row.title),
    bio: texts(row.bio),
    portrait: portrait && viewPicture(portrait.media),
    serviceIds: providerServices.map(({ serviceId }) => serviceId),
    locationIds: providerLocations.map(({ locationId }) => locationId),
    weeklyHours: subject.weeklyHours,
  };
}
