import type { Deps } from '../../backend/src/deps.ts';
import { readAsOperator, type OperatorCtx } from '../../backend/src/modules/operators/operators.context.ts';
import type { TenantCustoms } from '../../backend/src/modules/tenants/tenants.contract.ts';
import { nearestName } from '../../backend/src/modules/verticals/verticals.nearest.ts';
import { Told } from '../launch/steps.mjs';

/** Whoever may run commands on this machine acts as an operator, under no name. */
export const operatorOf = (deps: Deps): OperatorCtx => ({
  deps,
  operator: null,
  requestId: 'command',
  ip: '',
  userAgent: null,
});

/** The tenant of a slug. @throws Told with the nearest name */
export async function tenantAt(deps: Deps, slug: string | undefined) {
  const tenants = await readAsOperator(operatorOf(deps), (db) =>
    db.tenant.findMany({ select: { id: true, slug: true, name: true, vertical: true, customs: true } }),
  );
  const found = tenants.find((tenant) => tenant.slug === slug);
  if (found) return { ...found, customs: found.customs as TenantCustoms };
  const near = nearestName(
    slug ?? '',
    tenants.map((tenant) => tenant.slug),
  );
  throw new Told(
    slug === undefined
      ? 'Say which tenant, by its slug: npm run tenant -- list'
      : `There is no tenant "${slug}"; ${near === undefined ? 'npm run tenant -- list shows them' : `did you mean "${near}"?`}`,
  );
}
