import { randomUUID } from 'node:crypto';
import { createUser } from '../../backend/test/browser.ts';
import type { TestDatabase } from '../../backend/test/database.ts';
import { createShop, type Shop } from '../../backend/test/shop.ts';
import { closeDeps, openDeps } from '../../backend/src/deps.ts';
import { systemCtx } from '../../backend/src/lib/context.ts';

export interface Site {
  tenantId: string;
  /** Where something can be booked. */
  shop: Shop;
}

/** One tenant, `a`, with one shop. @param email of its one account, where there is to be one */
export async function createSite(
  { env }: Pick<TestDatabase, 'env'>,
  { email, providers = 1 }: { email?: string; providers?: number } = {},
): Promise<Site> {
  const deps = await openDeps(env, 'test');
  const tenant = { id: randomUUID(), slug: 'a', name: 'Tenant A', vertical: 'barbershop' };
  await deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, (db) =>
    db.tenant.create({ data: tenant }),
  );
  const ctx = systemCtx(deps, tenant, 'test');
  if (email) await createUser({ env }, { ctx }, email);
  const shop = await createShop({ ctx }, { providers });
  await closeDeps(deps);
  return { tenantId: tenant.id, shop };
}
