import { DEMO } from '$app/env/private';
import type { Tenant } from '#lib/api/types.ts';
import { ApiError } from '#lib/api/error.ts';
import type { Site } from '#lib/site.ts';
import type { ServerApi } from './api.ts';

/** Brands last seen, so that a page can say "not now" in the tenant's own colours while the API is away. */
const lastSeen = new Map<string, Tenant>();
const remembered = 1000;

function remember(host: string, tenant: Tenant): void {
  lastSeen.delete(host);
  lastSeen.set(host, tenant);
  const oldest = lastSeen.size > remembered ? lastSeen.keys().next().value : undefined;
  if (oldest !== undefined) lastSeen.delete(oldest);
}

/** Asks the API what a host stands for. Never throws: a silent API is a kind of site too. */
export async function resolveSite(api: ServerApi, host: string): Promise<Site> {
  try {
    const { data: tenant } = await api('GET /tenant');
    remember(host, tenant);
    return tenant.suspended ? { kind: 'suspended', tenant } : { kind: 'tenant', tenant };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const tenant = lastSeen.get(host) ?? null;
    if (error.code === 'TENANT_NONE') return { kind: 'installation', demo: DEMO };
    if (error.code === 'TENANT_UNKNOWN') return { kind: 'unknown', host };
    if (error.code === 'TENANT_SUSPENDED') return { kind: 'suspended', tenant };
    return { kind: 'unavailable', tenant };
  }
}
