import { randomUUIDv7 } from 'node:crypto';
import type { Prisma } from '../generated/prisma/client.ts';
import { inTransaction } from '../src/lib/context.ts';
import type { TestTenant } from './harness.ts';

type Hours = readonly (readonly [weekday: number, startMinute: number, endMinute: number])[];

export interface OfferPlan {
  timeZone?: string;
  /** Of the location; left out: open all day. */
  opening?: Hours;
  service?: Partial<Prisma.ServiceUncheckedCreateInput>;
  minutes?: number;
  price?: number;
  /** What the tenant's file says otherwise for this service. */
  settings?: object;
  /** The working hours of each provider. */
  providers?: readonly Hours[];
  /** More of each provider, in their order. */
  details?: readonly Partial<Prisma.ProviderUncheckedCreateInput>[];
}

export interface TestOffer {
  businessId: string;
  locationId: string;
  serviceId: string;
  variantId: string;
  /** In order of id. */
  providerIds: string[];
}

/** From 9 to 17 o'clock on every day of the week. */
export const EVERY_DAY: Hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => [weekday, 540, 1020] as const);

/** Nothing of the vertical's customs: starts at each half hour, up to a year ahead, at once. */
const PLAIN = {
  slotInterval: 30,
  packing: 'all',
  minNoticeMinutes: 0,
  maxAdvanceDays: 366,
  customerActive: 1000,
  closedOnHolidays: false,
};

/** A business with one location and one service of 60 minutes, done by the providers. */
export async function createOffer(
  { ctx }: Pick<TestTenant, 'ctx'>,
  plan: OfferPlan = {},
): Promise<TestOffer> {
  const {
    timeZone = 'UTC',
    opening,
    minutes = 60,
    price = 1000,
    providers = [EVERY_DAY],
    details = [],
  } = plan;
  const [businessId = '', locationId = '', serviceId = '', variantId = '', ...providerIds] = Array.from(
    { length: 4 + providers.length },
    () => randomUUIDv7(),
  ).sort();
  const of = { tenantId: ctx.tenant.id };
  const rowsOf = (hours: Hours) =>
    hours.map(([weekday, startMinute, endMinute]) => ({ ...of, weekday, startMinute, endMinute }));
  await inTransaction(ctx, async ({ db }) => {
    await db.business.create({
      data: { ...of, id: businessId, slug: businessId, name: 'Business', publishedAt: new Date() },
    });
    await db.location.create({
      data: {
        ...of,
        id: locationId,
        businessId,
        slug: 'l',
        name: 'Place',
        timeZone,
        keepsHours: opening !== undefined,
      },
    });
    await db.service.create({
      data: {
        ...of,
        id: serviceId,
        businessId,
        slug: 's',
        name: { en: 'Service' },
        category: 'c',
        publishedAt: new Date(),
        ...plan.service,
      },
    });
    await db.serviceVariant.create({
      data: {
        ...of,
        id: variantId,
        serviceId,
        key: 'v',
        name: { en: 'Variant' },
        minutes,
        priceAmount: price,
      },
    });
    await db.setting.create({
      data: { ...of, serviceId, value: { scheduling: PLAIN, priceRules: [], ...plan.settings } },
    });
    await db.subject.createMany({
      data: providerIds.map((id) => ({ ...of, id, kind: 'provider' as const })),
    });
    await db.provider.createMany({
      data: providerIds.map((id, index) => ({
        ...of,
        id,
        businessId,
        slug: `p${index}`,
        name: `Provider ${index}`,
        ...details[index],
      })),
    });
    await db.providerLocation.createMany({
      data: providerIds.map((providerId) => ({ ...of, providerId, locationId })),
    });
    await db.providerService.createMany({
      data: providerIds.map((providerId) => ({ ...of, providerId, serviceId })),
    });
    await db.weeklyHours.createMany({
      data: [
        ...rowsOf(opening ?? []).map((row) => ({ ...row, locationId })),
        ...providers.flatMap((hours, index) =>
          rowsOf(hours).map((row) => ({ ...row, subjectId: providerIds[index] ?? '' })),
        ),
      ],
    });
  });
  return { businessId, locationId, serviceId, variantId, providerIds };
}

/**
 * Takes time of a provider or resource unit, as a block does.
 * @param from ISO instant @param to ISO instant
 * @param holdSeconds how long it is only held, by the database's clock; left out: for good
 */
export async function takeTime(
  { ctx }: Pick<TestTenant, 'ctx'>,
  subjectId: string,
  [from, to]: readonly [string, string],
  holdSeconds?: number,
): Promise<void> {
  await inTransaction(ctx, async ({ db, tenant }) => {
    const block = await db.block.create({
      data: { tenantId: tenant.id, subjectId, startsAt: from, endsAt: to },
    });
    await db.$executeRaw`
      INSERT INTO allocations (tenant_id, subject_id, period, state, expires_at, block_id)
      VALUES (${tenant.id}::uuid, ${subjectId}::uuid, tstzrange(${from}::timestamptz, ${to}::timestamptz),
        ${holdSeconds === undefined ? 'blocked' : 'held'}::allocation_state,
        now() + make_interval(secs => ${holdSeconds ?? null}::float8), ${block.id}::uuid)`;
  });
}
