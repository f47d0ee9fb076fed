import { error, redirect } from '@sveltejs/kit';
import type { Me, Operator, Tenant } from '#lib/api/types.ts';

/** The tenant of a page that only tenants have. @throws 404, 403 or 503, by what the host stands for. */
export function requireTenant(locals: App.Locals): Tenant {
  const { site } = locals;
  if (site.kind === 'tenant') return site.tenant;
  if (site.kind === 'suspended') error(403, 'Suspended', { code: 'TENANT_SUSPENDED' });
  if (site.kind === 'unavailable') error(503, 'Unavailable', { code: 'UNAVAILABLE' });
  error(404, 'Not found', { code: site.kind === 'unknown' ? 'TENANT_UNKNOWN' : 'TENANT_NONE' });
}

/** Whoever is signed in. @throws a redirect to the sign-in page, which leads back here. */
export function requireMe({ locals, url }: { locals: App.Locals; url: URL }): Me {
  requireTenant(locals);
  // Read always, so that a layout's guard runs again on every page of its area.
  const here = url.pathname + url.search;
  if (!locals.me) redirect(303, `/login?next=${encodeURIComponent(here)}`);
  return locals.me;
}

/** Someone whom `allowed` lets in. @throws as requireMe, and 403. */
export function requireAllowed(event: { locals: App.Locals; url: URL }, allowed: (me: Me) => boolean): Me {
  const me = requireMe(event);
  if (!allowed(me)) error(403, 'Forbidden', { code: 'FORBIDDEN' });
  return me;
}

/** The operator, on the host of the installation. @throws 404 elsewhere, a redirect when signed out. */
export function requireOperator(locals: App.Locals): Operator {
  requireInstallation(locals);
  if (!locals.operator) redirect(303, '/operator/login');
  return locals.operator;
}

export function requireInstallation(locals: App.Locals): void {
  if (locals.site.kind === 'unavailable') error(503, 'Unavailable', { code: 'UNAVAILABLE' });
  if (locals.site.kind !== 'installation') error(404, 'Not found', { code: 'NOT_FOUND' });
}

/** Where whoever has just signed in goes, if nowhere else: customers to what is free, others to what is theirs. */
export const landingOf = ({ roles }: Pick<Me, 'roles'>): string =>
  roles.every((role) => role === 'customer') ? '/' : '/account';

/** A path of our own to go to next; anything else, such as another host, becomes the fallback. */
export function safeNext(wanted: string | null, fallback = '/account'): string {
  return wanted && /^\/(?![/\\])/.test(wanted) ? wanted : fallback;
}
