import { ApiError } from '#lib/api/error.ts';
import type { DemoTenant } from '#lib/api/types.ts';

/** The demo tenants with their addresses; empty where the installation is not a demo. */
export async function demoTenants(locals: App.Locals): Promise<DemoTenant[]> {
  if (locals.site.kind !== 'installation' || !locals.site.demo) return [];
  try {
    const { data } = await locals.api('GET /demo');
    return data.tenants;
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}
