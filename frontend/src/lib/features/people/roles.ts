import type { Locale } from '#lib/i18n/locale.ts';
import type { PublicTenant, Role } from '#lib/api/types.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';

const names: Record<Exclude<Role, 'customer' | 'provider'>, () => string> = {
  reception: m.role_reception,
  manager: m.role_manager,
  owner: m.role_owner,
  admin: m.role_admin,
};

/** Roles in the order of what they may do, as they are offered. */
export const roles = [
  'customer',
  'provider',
  'reception',
  'manager',
  'owner',
  'admin',
] as const satisfies Role[];

/** A role by the vertical's own word where it has one: a barber, a player. */
export function roleName(role: Role, tenant: Pick<PublicTenant, 'terminology'>, locale: Locale): string {
  if (role === 'customer' || role === 'provider') return heading(tenant, locale, role, 'one');
  return names[role]();
}
