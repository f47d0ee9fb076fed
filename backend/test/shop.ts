import { inTransaction } from '../src/lib/context.ts';
import type { Db } from '../src/lib/database.ts';
import type { TestTenant } from './harness.ts';

/** A business whose rules are plain: UTC if nothing else is said, every quarter of an hour from 08:00 to 20:00, no notice, no limits. */
export interface Shop {
  businessId: string;
  locationId: string;
  /** Ana, Beto, ... in the order of their priority. */
  providerIds: string[];
  /** By key, see SERVICES. */
  services: Record<ServiceKey, string>;
  /** Units by the key of their type. */
  units: Record<'chair' | 'basin', string[]>;
}

interface ServiceKind {
  minutes: number;
  providers: number;
  capacity?: number;
  resources?: ('chair' | 'basin')[];
  buffer?: number;
}

const SERVICES = {
  cut: { minutes: 30, providers: 1 },
  padded: { minutes: 30, providers: 1, buffer: 10 },
  chair: { minutes: 30, providers: 0, resources: ['chair'] },
  basin: { minutes: 30, providers: 0, resources: ['basin'] },
  both: { minutes: 30, providers: 0, resources: ['chair', 'basin'] },
  /** The same, in the other order. */
  crossed: { minutes: 30, providers: 0, resources: ['basin', 'chair'] },
  crew: { minutes: 60, providers: 2, resources: ['chair'] },
  class: { minutes: 60, providers: 1, capacity: 10 },
} as const satisfies Record<string, ServiceKind>;
export type ServiceKey = keyof typeof SERVICES;

const PRICE = 1_000;

async function addService(
  db: Db,
  of: { tenantId: string; businessId: string },
  key: ServiceKey,
): Promise<string> {
  const { minutes, providers, capacity = 1, buffer = 0 }: ServiceKind = SERVICES[key];
  const { id } = await db.service.create({
    data: {
      ...of,
      slug: key,
      name: { en: key },
      category: 'all',
      capacity,
      providersRequired: providers,
      bufferAfterMinutes: buffer,
      publishedAt: new Date(),
    },
  });
  const variant = { tenantId: of.tenantId, serviceId: id, key: 'usual', name: { en: 'Usual' }, minutes };
  await db.serviceVariant.create({ data: { ...variant, priceAmount: PRICE } });
  return id;
}

/** @param settings of the tenant, beside what makes the shop plain */
export async function createShop(
  { ctx }: Pick<TestTenant, 'ctx'>,
  {
    slug = 'shop',
    providers = 1,
    chairs = 1,
    timeZone = 'UTC',
    scheduling = {},
    features = {},
    policies = {},
  } = {},
): Promise<Shop> {
  return inTransaction(ctx, async ({ db, tenant: { id: tenantId } }) => {
    const business = { tenantId, slug, name: slug, publishedAt: new Date() };
    const { id: businessId } = await db.business.create({ data: business });
    const of = { tenantId, businessId };
    const place = { ...of, slug: 'centre', name: 'Centre', timeZone, keepsHours: false };
    const { id: locationId } = await db.location.create({ data: place });
    const plain = {
      slotInterval: 15,
      packing: 'all',
      minNoticeMinutes: 0,
      customerActive: 1_000,
      closedOnHolidays: false,
      assignment: 'priority',
    };
    await db.setting.create({
      data: { ...of, value: { scheduling: { ...plain, ...scheduling }, features, policies } },
    });

    const services = {} as Shop['services'];
    for (const key of Object.keys(SERVICES) as ServiceKey[]) services[key] = await addService(db, of, key);

    const units: Shop['units'] = { chair: [], basin: [] };
    const types = { chair: '', basin: '' };
    for (const key of ['chair', 'basin'] as const) {
      const { id: resourceTypeId } = await db.resourceType.upsert({
        where: { tenantId_key: { tenantId, key } },
        create: { tenantId, key, name: { en: key } },
        update: {},
      });
      types[key] = resourceTypeId;
      for (let number = 1; number <= (key === 'chair' ? chairs : 1); number += 1) {
        const { id } = await db.subject.create({
          data: { tenantId, kind: 'resource_unit', keepsHours: false },
        });
        await db.resourceUnit.create({ data: { tenantId, id, resourceTypeId, locationId, number } });
        units[key].push(id);
      }
    }
    for (const [name, { resources = [] }] of Object.entries(SERVICES) as [ServiceKey, ServiceKind][])
      for (const key of resources)
        await db.serviceRequirement.create({
          data: { tenantId, serviceId: services[name], resourceTypeId: types[key], quantity: 1 },
        });

    const providerIds: string[] = [];
    for (let priority = 0; priority < providers; priority += 1) {
      const { id } = await db.subject.create({ data: { tenantId, kind: 'provider' } });
      await db.provider.create({
        data: { ...of, id, slug: `provider-${priority}`, name: `Provider ${priority}`, priority },
      });
      await db.providerLocation.create({ data: { tenantId, providerId: id, locationId } });
      await db.providerService.createMany({
        data: (['cut', 'padded', 'crew', 'class'] as const).map((key) => ({
          tenantId,
          providerId: id,
          serviceId: services[key],
        })),
      });
      await db.weeklyHours.createMany({
        data: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
          tenantId,
          subjectId: id,
          weekday,
          startMinute: 480,
          endMinute: 1_200,
        })),
      });
      providerIds.push(id);
    }
    return { businessId, locationId, providerIds, services, units };
  });
}

/** A class with its provider's time taken. @returns its id */
export async function createSession(
  { ctx }: Pick<TestTenant, 'ctx'>,
  { services, locationId, providerIds }: Shop,
  startsAt: string,
  capacity = 10,
): Promise<string> {
  return inTransaction(ctx, async ({ db, tenant: { id: tenantId } }) => {
    const starts = new Date(startsAt);
    const ends = new Date(starts.getTime() + 3_600_000);
    const { id } = await db.classSession.create({
      data: {
        tenantId,
        serviceId: services.class,
        locationId,
        providerId: providerIds[0] ?? null,
        startsAt: starts,
        endsAt: ends,
        capacity,
      },
    });
    await db.$executeRaw`
      INSERT INTO allocations (tenant_id, subject_id, period, state, class_session_id)
      SELECT ${tenantId}::uuid, s::uuid, tstzrange(${starts}, ${ends}), 'blocked', ${id}::uuid
      FROM unnest(${providerIds.slice(0, 1)}::text[]) AS s`;
    return id;
  });
}

/** Tomorrow at a time of day, as an instant: what is asked for must be in the future. */
export function tomorrow(time: string, days = 1): string {
  const date = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return `${date}T${time}:00Z`;
}
