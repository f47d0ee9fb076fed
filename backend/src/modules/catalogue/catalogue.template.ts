import type { Prisma } from '../../../generated/prisma/client.ts';
import type { Db } from '../../lib/database.ts';
import type { ServiceType, SettingsLayer } from '../verticals/verticals.contract.ts';

/** Rows of one service, by table, in the order in which foreign keys allow them. */
export interface ServiceRows {
  service: Prisma.ServiceCreateManyInput[];
  serviceVariant: Prisma.ServiceVariantCreateManyInput[];
  serviceAddOn: Prisma.ServiceAddOnCreateManyInput[];
  serviceSegment: Prisma.ServiceSegmentCreateManyInput[];
  serviceRequirement: Prisma.ServiceRequirementCreateManyInput[];
  setting: Prisma.SettingCreateManyInput[];
}

interface NewService {
  tenantId: string;
  businessId: string;
  /** The id that the service gets. */
  serviceId: string;
  slug: string;
  /** Among the services of the business, from 0. */
  position: number;
  /** Own prices by variant key, in minor units; variants not named keep the usual price. */
  prices: Readonly<Record<string, number>>;
  /** Null: a draft. */
  publishedAt: Date | null;
  /** The id of each of its rows; segments are called "0", "1", ... */
  idOf: (kind: 'variant' | 'add-on' | 'segment', key: string) => string;
  /** The id of the tenant's resource type of this key. */
  resourceTypeId: (key: string) => string;
}

/** What a service type says otherwise than the layers before its own: its row of `settings`. */
export function settingsFrom({ scheduling, fixedStarts, approval, deposit }: ServiceType): SettingsLayer {
  const rules = {
    ...scheduling,
    ...(fixedStarts && { fixedStarts }),
    ...(approval !== undefined && { approval }),
  };
  return {
    ...(Object.keys(rules).length > 0 && { scheduling: rules }),
    ...(deposit && { policies: { deposit } }),
  };
}

/** The rows of a service made from a service type of the vertical's file; a later change of the file does not touch them. */
export function serviceRowsFrom(type: ServiceType, making: NewService): ServiceRows {
  const { tenantId, businessId, serviceId, slug, position, prices, publishedAt, idOf, resourceTypeId } =
    making;
  const settings = settingsFrom(type);
  const segments = (type.segments ?? []).map((segment, index) => ({
    ...segment,
    id: idOf('segment', String(index)),
    position: index,
  }));
  const needs = [
    ...type.requires.resources.map((need) => ({ ...need, segmentId: null })),
    ...segments.flatMap(({ id, resources }) => resources.map((need) => ({ ...need, segmentId: id }))),
  ];
  return {
    service: [
      {
        tenantId,
        id: serviceId,
        businessId,
        templateKey: type.key,
        slug,
        name: type.name,
        description: type.description,
        category: type.category,
        position,
        capacity: type.capacity,
        providersRequired: type.requires.providers,
        bufferBeforeMinutes: type.buffers.before,
        bufferAfterMinutes: type.buffers.after,
        durationInputs: type.durationInputs,
        place: type.place,
        intakeForm: type.intakeForm ?? null,
        publishedAt,
      },
    ],
    serviceVariant: type.variants.map(({ key, name, minutes, price }, index) => ({
      tenantId,
      id: idOf('variant', key),
      serviceId,
      key,
      name,
      position: index,
      minutes,
      priceAmount: prices[key] ?? price,
    })),
    serviceAddOn: type.addOns.map(({ key, name, minutes, price, maxQuantity }, index) => ({
      tenantId,
      id: idOf('add-on', key),
      serviceId,
      key,
      name,
      position: index,
      minutes,
      priceAmount: price,
      maxQuantity,
    })),
    serviceSegment: segments.map(({ id, position, minutes, provider }) => ({
      tenantId,
      id,
      serviceId,
      position,
      minutes,
      takesProvider: provider,
    })),
    serviceRequirement: needs.map(({ type, quantity, segmentId }) => ({
      tenantId,
      serviceId,
      segmentId,
      resourceTypeId: resourceTypeId(type),
      quantity,
    })),
    setting: Object.keys(settings).length > 0 ? [{ tenantId, serviceId, value: settings }] : [],
  };
}

/** Writes them, parents first: one statement a table. */
export async function insertServices(db: Db, rows: ServiceRows): Promise<void> {
  await db.service.createMany({ data: rows.service });
  await db.serviceVariant.createMany({ data: rows.serviceVariant });
  await db.serviceAddOn.createMany({ data: rows.serviceAddOn });
  await db.serviceSegment.createMany({ data: rows.serviceSegment });
  await db.serviceRequirement.createMany({ data: rows.serviceRequirement });
  await db.setting.createMany({ data: rows.setting });
}
