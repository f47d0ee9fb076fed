import type { Me } from '#lib/api/types.ts';
import { m } from '#lib/i18n/words.ts';

/** The areas of staff that someone may enter. */
export function areasOf(me: Pick<Me, 'roles' | 'permissions'>): { href: string; text: string }[] {
  const areas = [];
  if (me.roles.some((role) => role !== 'customer')) areas.push({ href: '/provider', text: m.nav_provider() });
  if (me.permissions.includes('user:read')) areas.push({ href: '/admin', text: m.nav_admin() });
  return areas;
}
