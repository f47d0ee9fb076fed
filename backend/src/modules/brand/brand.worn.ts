import type { Tenant } from '../../lib/context.ts';
import type { Database } from '../../lib/database.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { Verticals } from '../verticals/verticals.service.ts';
import { dressedAs } from './brand.dress.ts';
import { readHeldBrand } from './brand.held.ts';

/** A tenant's vertical in its own brand, for jobs: read each time, since jobs hear no events. */
export async function wornBy(database: Database, verticals: Verticals, tenant: Tenant): Promise<Vertical> {
  const { value } = await readHeldBrand(database, tenant.id);
  return dressedAs(verticalOf(verticals, tenant), value);
}
