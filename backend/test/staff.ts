import { inTransaction } from '../src/lib/context.ts';
import { signedIn, type Browser } from './browser.ts';
import type { TestApp, TestTenant } from './harness.ts';
import { createShop, type Shop } from './shop.ts';

export type Someone = Browser & { id: string };

/** Two shops of tenant a and one of tenant b, with whoever may, and may not, change the first one. */
export interface Staff {
  shop: Shop;
  admin: Someone;
  /** Of the shop. */
  owner: Someone;
  reception: Someone;
  /** Of the shop's one location only. */
  branch: Someone;
  /** Provider 0 of the shop. */
  provider: Someone;
  customer: Someone;
  /** Manager of another shop of the tenant. */
  neighbour: Someone;
  /** Admin of the other tenant. */
  foreigner: Someone;
}

export async function createStaff(
  t: TestApp,
  options: Parameters<typeof createShop>[1] = {},
): Promise<Staff> {
  const [shop, other] = [
    await createShop(t.a, { slug: 'shop', ...options }),
    await createShop(t.a, { slug: 'other' }),
  ];
  const { businessId, locationId } = shop;
  const someone = (name: string, ...grants: Parameters<typeof signedIn>[3] & object) =>
    signedIn(t, t.a, `${name}@example.com`, grants);
  const provider = await someone('provider', { role: 'provider', businessId });
  await inTransaction(t.a.ctx, ({ db, tenant }) =>
    db.provider.updateMany({
      where: { tenantId: tenant.id, id: shop.providerIds[0] ?? '' },
      data: { userId: provider.id },
    }),
  );
  return {
    shop,
    provider,
    admin: await someone('admin', { role: 'admin' }),
    owner: await someone('owner', { role: 'owner', businessId }),
    reception: await someone('reception', { role: 'reception', businessId }),
    branch: await someone('branch', { role: 'manager', businessId, locationId }),
    customer: await someone('customer', { role: 'customer' }),
    neighbour: await someone('neighbour', { role: 'manager', businessId: other.businessId }),
    foreigner: await signedIn(t, t.b, 'admin@example.com', [{ role: 'admin' }]),
  };
}

/** What was noted about one thing, the oldest first. */
export function historyOf({ ctx }: Pick<TestTenant, 'ctx'>, entityId: string) {
  return inTransaction(ctx, ({ db, tenant }) =>
    db.auditEvent.findMany({
      where: { tenantId: tenant.id, entityId },
      orderBy: { id: 'asc' },
      select: { action: true, before: true, after: true, createdBy: true },
    }),
  );
}

/** How often it was announced that a business's free time has changed. */
export async function announced({ ctx }: Pick<TestTenant, 'ctx'>, businessId: string): Promise<number> {
  return inTransaction(ctx, ({ db, tenant }) =>
    db.outboxEvent.count({
      where: { tenantId: tenant.id, kind: 'schedule.changed', payload: { equals: { businessId } } },
    }),
  );
}

interface Booked {
  serviceId?: string;
  providerId?: string | null;
  unitIds?: string[];
  /** Instants. */
  from: string;
  to: string;
  /** Minutes around. */
  buffer?: number;
  state?: 'held' | 'pending' | 'confirmed' | 'cancelled';
  expiresAt?: Date;
  /** The booking has a seat in it instead of anybody's time. */
  classSessionId?: string;
  seat?: number;
}

let codes = 0;

/** A booking at a shop, by SQL: with whoever, whenever, without asking whether it would be offered. @returns its id */
export async function book(
  { ctx }: Pick<TestTenant, 'ctx'>,
  { businessId, locationId, providerIds, services }: Shop,
  { from, to, buffer = 0, state = 'confirmed', expiresAt, unitIds = [], classSessionId, ...rest }: Booked,
): Promise<string> {
  const { providerId = providerIds[0] ?? null, serviceId = services.cut, seat = 1 } = rest;
  const times = { startsAt: new Date(from), endsAt: new Date(to) };
  return inTransaction(ctx, async ({ db, tenant: { id: tenantId } }) => {
    const customer = await db.customer.create({ data: { tenantId, name: 'Ana Paz' } });
    codes += 1;
    const { id } = await db.booking.create({
      data: {
        tenantId,
        code: `T${codes}`,
        state,
        customerId: customer.id,
        businessId,
        locationId,
        timeZone: 'UTC',
        ...times,
        expiresAt: expiresAt ?? null,
        currency: 'ARS',
        totalAmount: 0,
        source: 'test',
      },
    });
    const item = await db.bookingItem.create({
      data: {
        tenantId,
        bookingId: id,
        position: 0,
        serviceId,
        providerId,
        classSessionId: classSessionId ?? null,
        ...times,
      },
    });
    if (classSessionId) {
      const { capacity } = await db.classSession.findUniqueOrThrow({
        where: { tenantId_id: { tenantId, id: classSessionId } },
        select: { capacity: true },
      });
      const seated = { classSessionId, capacity, number: seat, bookingItemId: item.id };
      await db.seat.create({ data: { tenantId, ...seated, state, expiresAt: expiresAt ?? null } });
      return id;
    }
    const padded = (time: Date, sign: number) => new Date(time.getTime() + sign * buffer * 60_000);
    for (const subjectId of [...(providerId ? [providerId] : []), ...unitIds]) {
      await db.$executeRaw`
        INSERT INTO allocations (tenant_id, subject_id, period, state, expires_at, booking_item_id)
        VALUES (${tenantId}::uuid, ${subjectId}::uuid,
          tstzrange(${padded(times.startsAt, -1)}, ${padded(times.endsAt, 1)}), ${state}::allocation_state,
          ${expiresAt ?? null}, ${item.id}::uuid)`;
    }
    return id;
  });
}
