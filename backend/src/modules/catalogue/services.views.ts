import type { Prisma } from '../../../generated/prisma/client.ts';
import type { DurationInput, ServiceType } from '../verticals/verticals.catalogue.ts';
import type { LocalizedText, Vertical } from '../verticals/verticals.contract.ts';
import type { LocalizedText as Words } from './catalogue.contract.ts';
import type { ManagedService, ManagedServiceType } from './services.contract.ts';

const inOrder = { where: { deletedAt: null }, orderBy: { position: 'asc' as const } };
const priced = { id: true, key: true, name: true, minutes: true, priceAmount: true } as const;
const needs = {
  orderBy: { resourceType: { key: 'asc' as const } },
  select: { quantity: true, resourceType: { select: { key: true } } },
};

export const managedSelect = {
  id: true,
  businessId: true,
  templateKey: true,
  slug: true,
  name: true,
  description: true,
  category: true,
  position: true,
  capacity: true,
  providersRequired: true,
  bufferBeforeMinutes: true,
  bufferAfterMinutes: true,
  durationInputs: true,
  place: true,
  intakeForm: true,
  publishedAt: true,
  createdAt: true,
  updatedAt: true,
  serviceVariants: { ...inOrder, select: priced },
  serviceAddOns: { ...inOrder, select: { ...priced, maxQuantity: true } },
  serviceSegments: {
    orderBy: { position: 'asc' },
    select: { minutes: true, takesProvider: true, serviceRequirements: needs },
  },
  serviceRequirements: { ...needs, where: { segmentId: null } },
} satisfies Prisma.ServiceSelect;

export type ServiceRow = Prisma.ServiceGetPayload<{ select: typeof managedSelect }>;

/** What can be edited of a service, as the vertical's file would say it; prices in minor units. */
export type ServiceDraft = Omit<ServiceType, 'fixedStarts' | 'scheduling' | 'approval' | 'deposit'>;

const texts = (value: Prisma.JsonValue) => value as LocalizedText;
const viewNeeds = (rows: ServiceRow['serviceRequirements']) =>
  rows.map(({ quantity, resourceType }) => ({ type: resourceType.key, quantity }));

export function draftOf(row: ServiceRow): ServiceDraft {
  return {
    key: row.templateKey ?? row.slug,
    name: texts(row.name),
    description: texts(row.description),
    category: row.category,
    variants: row.serviceVariants.map(({ key, name, minutes, priceAmount }) => ({
      key,
      name: texts(name),
      minutes,
      price: Number(priceAmount),
    })),
    addOns: row.serviceAddOns.map(({ key, name, minutes, priceAmount, maxQuantity }) => ({
      key,
      name: texts(name),
      minutes,
      price: Number(priceAmount),
      maxQuantity,
    })),
    segments:
      row.serviceSegments.length === 0
        ? undefined
        : row.serviceSegments.map(({ minutes, takesProvider, serviceRequirements }) => ({
            minutes,
            provider: takesProvider,
            resources: viewNeeds(serviceRequirements),
          })),
    requires: { providers: row.providersRequired, resources: viewNeeds(row.serviceRequirements) },
    buffers: { before: row.bufferBeforeMinutes, after: row.bufferAfterMinutes },
    durationInputs: row.durationInputs as DurationInput[],
    capacity: row.capacity,
    place: row.place as ServiceDraft['place'],
    intakeForm: row.intakeForm ?? undefined,
  };
}

const EDITED = [
  'name',
  'description',
  'category',
  'variants',
  'addOns',
  'segments',
  'requires',
  'buffers',
  'durationInputs',
  'capacity',
  'place',
  'intakeForm',
] as const satisfies (keyof ServiceDraft)[];

const byText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** Text by which two values are the same: without prices, which are a business's own, and whatever order means nothing. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => {
    if (key === 'price' || key === 'pricePerUnit') return undefined;
    if (Array.isArray(part)) {
      const list: readonly unknown[] = part;
      return key === 'resources' ? list.toSorted(byText) : list;
    }
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).toSorted(byText));
  });

function differences(draft: ServiceDraft, type: ServiceType | undefined): string[] {
  if (!type) return [];
  return EDITED.filter((field) => textOf(draft[field]) !== textOf(type[field]));
}

export function viewManagedService(row: ServiceRow, { locale, serviceTypes }: Vertical): ManagedService {
  const { key: _key, variants, addOns, durationInputs, ...draft } = draftOf(row);
  const money = (amount: number) => ({ amount, currency: locale.currency });
  const ids = (rows: { id: string }[], index: number) => rows[index]?.id ?? '';
  return {
    ...draft,
    id: row.id,
    businessId: row.businessId,
    templateKey: row.templateKey,
    slug: row.slug,
    name: row.name as Words,
    description: row.description as Words,
    position: row.position,
    variants: variants.map(({ price, name, ...variant }, index) => ({
      id: ids(row.serviceVariants, index),
      ...variant,
      name: name as Words,
      price: money(price),
    })),
    addOns: addOns.map(({ price, name, ...addOn }, index) => ({
      id: ids(row.serviceAddOns, index),
      ...addOn,
      name: name as Words,
      price: money(price),
    })),
    segments: draft.segments ?? null,
    durationInputs: durationInputs.map(({ pricePerUnit, name, ...input }) => ({
      ...input,
      name: name as Words,
      pricePerUnit: money(pricePerUnit),
    })),
    intakeForm: row.intakeForm,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    differsIn: differences(
      draftOf(row),
      serviceTypes.find(({ key }) => key === row.templateKey),
    ),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function viewServiceTypes({ locale, serviceTypes }: Vertical): ManagedServiceType[] {
  return serviceTypes.map(({ key, name, description, category, variants }) => ({
    key,
    name: name as Words,
    description: description as Words,
    category,
    variants: variants.map(({ price, name, ...variant }) => ({
      ...variant,
      name: name as Words,
      price: { amount: price, currency: locale.currency },
    })),
  }));
}
