import type { Deps } from '../deps.ts';
import { systemCtx, type Tenant } from '../lib/context.ts';
import type { Db } from '../lib/database.ts';
import { hashPassword } from '../modules/identity/identity.passwords.ts';
import { catchUp } from '../modules/insights/insights.catchup.ts';
import { refreshSearch } from '../modules/search/search.refresh.ts';
import type { Vertical } from '../modules/verticals/verticals.contract.ts';
import { addSandbox, furnishTenant } from './create-tenant.ts';
import { catalogueRows } from './seed-catalogue.ts';
import { DEMO_OPERATOR, DEMO_PASSWORD, demoPeople, demoSummary, type DemoSummary } from './demo.ts';
import { seedBookings } from './seed-bookings.ts';
import { seedId } from './seed-ids.ts';

const tenantIdOf = (vertical: Vertical) => seedId('tenant', vertical.demo.tenant.slug);

async function seedPeople(db: Db, tenantId: string, vertical: Vertical, passwordHash: string): Promise<void> {
  const businessId = seedId(tenantId, 'business', vertical.demo.businesses[0]?.slug ?? '');
  const people = demoPeople(vertical).map((person) => ({
    ...person,
    id: seedId(tenantId, 'user', person.role),
  }));
  await db.user.createMany({
    data: people.map(({ id, name, email }) => ({
      tenantId,
      id,
      name,
      email,
      locale: vertical.locale.default,
      passwordHash,
      emailVerifiedAt: new Date(),
    })),
  });
  await db.customer.createMany({
    data: people.map(({ id, name, email }) => ({
      tenantId,
      id: seedId(id, 'customer'),
      userId: id,
      name,
      email,
      locale: vertical.locale.default,
    })),
  });
  await db.roleGrant.createMany({
    data: people.flatMap(({ id, role }) => [
      { tenantId, userId: id, role: 'customer' as const },
      ...(role === 'customer'
        ? []
        : [{ tenantId, userId: id, role, ...(role === 'admin' ? {} : { businessId }) }]),
    ]),
  });
  const provider = people.find(({ role }) => role === 'provider');
  const slug = vertical.demo.businesses[0]?.providers[0]?.slug;
  if (!provider || !slug) return;
  await db.provider.update({
    where: { tenantId_id: { tenantId, id: seedId(businessId, 'provider', slug) } },
    data: { userId: provider.id },
    select: { id: true },
  });
}

/** Whether the address of its demo is somebody else's: a live tenant's, or the example of another vertical. */
async function isTaken(deps: Deps, { vertical, demo }: Vertical): Promise<boolean> {
  const there = await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.findUnique({ where: { slug: demo.tenant.slug }, select: { id: true, vertical: true } }),
  );
  return there !== null && (there.id !== seedId('tenant', demo.tenant.slug) || there.vertical !== vertical);
}

async function seedTenant(deps: Deps, vertical: Vertical, passwordHash: string): Promise<Tenant> {
  const tenantId = tenantIdOf(vertical);
  const { slug, name } = vertical.demo.tenant;
  await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, async (db) => {
    await db.tenant.upsert({
      where: { id: tenantId },
      create: { id: tenantId, slug, name, vertical: vertical.vertical },
      update: {},
      select: { id: true },
    });
  });
  const tenant = { id: tenantId, slug, name, vertical: vertical.vertical };
  // Bookings are transactions of their own.
  await furnishTenant(deps, tenant, vertical, catalogueRows(tenantId, vertical), (db) =>
    seedPeople(db, tenantId, vertical, passwordHash),
  );
  await addSandbox(deps, tenant);
  return tenant;
}

/**
 * Builds a demo tenant from every vertical's file, and one operator. What is there already stays as it is, so
 * a second run changes nothing.
 */
export async function seed(deps: Deps): Promise<DemoSummary> {
  const passwordHash = await hashPassword(DEMO_PASSWORD, deps.env);
  await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, async (db) => {
    await db.operator.upsert({
      where: { email: DEMO_OPERATOR },
      create: { email: DEMO_OPERATOR, name: 'Valeria Paz', passwordHash },
      update: {},
      select: { id: true },
    });
  });
  const tenants: { tenant: Tenant; vertical: Vertical }[] = [];
  for (const vertical of deps.verticals.values())
    if (!(await isTaken(deps, vertical)))
      tenants.push({ tenant: await seedTenant(deps, vertical, passwordHash), vertical });
  await seedBookings(deps, tenants);
  for (const { tenant, vertical } of tenants) {
    const ctx = systemCtx(deps, tenant, 'seed');
    await refreshSearch(ctx, vertical, null);
    await catchUp(ctx, vertical, { isWhole: true });
  }
  return demoSummary(
    tenants.map(({ vertical }) => vertical),
    deps.env.PUBLIC_URL,
  );
}
