import { fail } from '../../lib/errors.ts';
import type { Prisma } from '../../../generated/prisma/client.ts';
import type { Tenant } from '../../lib/context.ts';
import { dressedAs } from '../brand/brand.dress.ts';
import type { HeldBrand } from '../brand/brand.held.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { Verticals } from '../verticals/verticals.service.ts';
import { brandOf } from './tenants.brand.ts';
import type { TenantCustoms, TenantView } from './tenants.contract.ts';
import { accustomed } from './tenants.customs.ts';

/** The facts of a tenant that its host alone tells; see the SQL function resolve_tenant. */
export interface ResolvedTenant extends Tenant {
  suspended: boolean;
}

/** What every process needs to know of a tenant, wherever it found its id. */
export const tenantSelect = {
  id: true,
  slug: true,
  name: true,
  vertical: true,
  customs: true,
  domains: { where: { primarySince: { not: null } }, select: { host: true } },
} as const satisfies Prisma.TenantSelect;

/** A row of `tenantSelect` as the tenant it is. */
export const tenantOf = ({
  domains,
  customs,
  ...facts
}: Prisma.TenantGetPayload<{ select: typeof tenantSelect }>): Tenant => ({
  id: facts.id,
  slug: facts.slug,
  name: facts.name,
  vertical: facts.vertical,
  customs,
  host: domains[0]?.host ?? null,
});

/** What the tenant's own site is made from: its row, its vertical's file and its brand. */
export function viewTenant(
  tenant: ResolvedTenant,
  file: Vertical,
  { version, value, logo }: HeldBrand,
): TenantView {
  const vertical = dressedAs(file, value);
  const branding = brandOf(vertical);
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
    seo: vertical.seo,
    branding: { ...branding, version, logo: { ...branding.logo, picture: logo?.picture ?? null } },
  };
}

/**
 * The file a tenant is made from, with the tenant's own customs.
 * @throws UNAVAILABLE when it has been taken away from under a tenant
 */
export function verticalOf(verticals: Verticals, tenant: Pick<Tenant, 'vertical' | 'customs'>): Vertical {
  const vertical = verticals.get(tenant.vertical);
  if (!vertical) throw fail('UNAVAILABLE');
  return accustomed(vertical, tenant.customs as TenantCustoms | undefined);
}
