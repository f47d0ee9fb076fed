import type { Deps } from '../deps.ts';
import { inPrepared, systemCtx, type Tenant } from '../lib/context.ts';
import type { Db } from '../lib/database.ts';
import { insertServices } from '../modules/catalogue/catalogue.template.ts';
import { addPaymentAccount } from '../modules/payments/payments.accounts.ts';
import type { Vertical } from '../modules/verticals/verticals.contract.ts';
import type { CatalogueRows } from './seed-catalogue.ts';
import { seedId } from './seed-ids.ts';
import { insertSessions, sessionRows } from './seed-sessions.ts';

/** Writes the rows, parents first: one statement a table. */
export async function insertCatalogue(db: Db, rows: CatalogueRows): Promise<void> {
  await db.resourceType.createMany({ data: rows.resourceType });
  await db.business.createMany({ data: rows.business });
  await db.location.createMany({ data: rows.location });
  await db.subject.createMany({ data: rows.subject });
  await db.resourceUnit.createMany({ data: rows.resourceUnit });
  await insertServices(db, rows);
  await db.provider.createMany({ data: rows.provider });
  await db.providerLocation.createMany({ data: rows.providerLocation });
  await db.providerService.createMany({ data: rows.providerService });
  await db.weeklyHours.createMany({ data: rows.weeklyHours });
}

/**
 * Gives a tenant whose row is there what its site is made of: units, businesses with their services, hours and
 * timetables. All or nothing, and once: a tenant that has resources or businesses already stays as it is.
 * @param vertical its `demo.businesses` are those that are made
 * @param also what belongs to the same transaction, such as its first people
 */
export async function furnishTenant(
  deps: Deps,
  tenant: Tenant,
  vertical: Vertical,
  rows: CatalogueRows,
  also: (db: Db) => Promise<void>,
): Promise<void> {
  const tenantId = tenant.id;
  await deps.database.transaction(
    { tenantId, actorId: null },
    async (db) => {
      const [businesses, people] = [
        await db.business.count({ where: { tenantId } }),
        await db.user.count({ where: { tenantId } }),
      ];
      if (businesses + people > 0) return;
      await insertCatalogue(db, rows);
      await insertSessions(db, tenantId, sessionRows(tenantId, vertical, deps.clock()));
      await also(db);
    },
    { timeoutMs: 60_000 },
  );
}

/** Lets a tenant take payments of play money, until it has an account with a company. */
export async function addSandbox(deps: Deps, tenant: Tenant): Promise<void> {
  await inPrepared(systemCtx(deps, tenant, 'seed'), (ctx) =>
    addPaymentAccount(ctx, deps, {
      id: seedId(tenant.id, 'payment account', 'sandbox'),
      credentials: 'sandbox',
      position: 0,
    }),
  );
}
