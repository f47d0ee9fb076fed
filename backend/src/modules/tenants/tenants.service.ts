import { fail } from '../../lib/errors.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { Verticals } from '../verticals/verticals.service.ts';
import { brandOf } from './tenants.brand.ts';
import type { TenantView } from './tenants.contract.ts';

/** The facts of a tenant that its host alone tells; see the SQL function resolve_tenant. */
export interface ResolvedTenant {
  id: string;
  slug: string;
  name: string;
  vertical: string;
  suspended: boolean;
}

/** What the tenant's own site is made from: its row and its vertical's file. */
export function viewTenant(tenant: ResolvedTenant, vertical: Vertical): TenantView {
  return {
    id: tenant.id,
    slug: tenant.slug,
    name: tenant.name,
    suspended: tenant.suspended,
    vertical: vertical.vertical,
    mode: vertical.marketplace.mode,
    listing: vertical.marketplace.listing,
    tagline: vertical.tagline,
    description: vertical.description,
    locale: vertical.locale,
    terminology: vertical.terminology,
    categories: vertical.categories,
    branding: brandOf(vertical),
  };
}

/**
 * The file a tenant is made from.
 * @throws UNAVAILABLE when it has been taken away from under a tenant
 */
export function verticalOf(verticals: Verticals, tenant: { vertical: string }): Vertical {
  const vertical = verticals.get(tenant.vertical);
  if (!vertical) throw fail('UNAVAILABLE');
  return vertical;
}
