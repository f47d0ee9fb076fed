import type { PublicTenant, Tenant } from '#lib/api/types.ts';

type SiteOf<T> =
  | { kind: 'tenant'; tenant: T }
  | { kind: 'installation'; demo: boolean }
  | { kind: 'suspended'; tenant: T | null }
  | { kind: 'unknown'; host: string }
  | { kind: 'unavailable'; tenant: T | null };

/** What the host of a request stands for. */
export type Site = SiteOf<Tenant>;

/** The same as pages get it. */
export type PublicSite = SiteOf<PublicTenant>;

/** The tenant whose brand a page wears, also while it is suspended or its API does not answer. */
export function brandOf<T>(site: SiteOf<T>): T | null {
  return 'tenant' in site ? site.tenant : null;
}

export function siteName(site: SiteOf<{ name: string }>): string {
  return brandOf(site)?.name ?? 'Turnero';
}
