import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { scopesOf } from '../identity/permissions.ts';

/** The businesses whose money may be seen: null for all of the tenant. A ledger knows no locations. @throws FORBIDDEN, NOT_FOUND */
export function seenMoney({ actor }: Ctx, businessId: string | undefined): string[] | null {
  const scopes = scopesOf(actor, 'money:read');
  if (scopes === 'everywhere') return businessId === undefined ? null : [businessId];
  const own = scopes.flatMap((scope) =>
    scope.businessId !== null && scope.locationId === null ? [scope.businessId] : [],
  );
  if (own.length === 0) throw fail('FORBIDDEN');
  if (businessId === undefined) return own;
  if (!own.includes(businessId)) throw fail('NOT_FOUND');
  return [businessId];
}
