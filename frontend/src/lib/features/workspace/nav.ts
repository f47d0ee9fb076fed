import type { Permission, Tenant } from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { heading } from '#lib/theme/terms.ts';
import type { IconName } from '#lib/ui/icon/Icon.svelte';

export interface NavItem {
  href: string;
  text: string;
  icon: IconName;
}

type Wanted = NavItem & { needs?: Permission };
type May = (permission: Permission) => boolean;

const allowed = (items: Wanted[], may: May): NavItem[] =>
  items.filter(({ needs }) => !needs || may(needs)).map(({ needs: _, ...item }) => item);

/** The provider's workspace. The first four stand in a phone's bar, so they are what a day is made of. */
export const providerNav = (may: May, tenant: Pick<Tenant, 'terminology'>, locale: Locale): NavItem[] =>
  allowed(
    [
      { href: '/provider', text: m.work_today(), icon: 'sun' },
      { href: '/provider/calendar', text: m.work_calendar(), icon: 'calendar-days' },
      {
        href: '/provider/clients',
        text: heading(tenant, locale, 'customer'),
        icon: 'users',
        needs: 'booking:read',
      },
      { href: '/provider/hours', text: m.work_hours(), icon: 'clock' },
      {
        href: '/provider/services',
        text: heading(tenant, locale, 'service'),
        icon: 'layers',
        needs: 'catalogue:write',
      },
      { href: '/provider/money', text: m.work_money(), icon: 'wallet', needs: 'money:read' },
      { href: '/provider/team', text: m.work_team(), icon: 'user-round-cog', needs: 'catalogue:write' },
      {
        href: '/provider/locations',
        text: heading(tenant, locale, 'location'),
        icon: 'store',
        needs: 'catalogue:write',
      },
      { href: '/provider/profile', text: m.work_profile(), icon: 'id-card' },
    ],
    may,
  );

export const adminNav = (may: May, tenant: Pick<Tenant, 'terminology'>, locale: Locale): NavItem[] =>
  allowed(
    [
      { href: '/admin', text: m.admin_overview(), icon: 'layout-dashboard' },
      {
        href: '/admin/bookings',
        text: heading(tenant, locale, 'booking'),
        icon: 'ticket',
        needs: 'booking:read',
      },
      {
        href: '/admin/businesses',
        text: heading(tenant, locale, 'business'),
        icon: 'store',
        needs: 'tenant:manage',
      },
      {
        href: '/admin/customers',
        text: heading(tenant, locale, 'customer'),
        icon: 'users',
        needs: 'booking:read',
      },
      { href: '/admin/money', text: m.work_money(), icon: 'wallet', needs: 'money:read' },
      { href: '/admin/coupons', text: m.admin_coupons(), icon: 'percent', needs: 'money:write' },
      { href: '/admin/brand', text: m.admin_brand(), icon: 'palette', needs: 'tenant:manage' },
      { href: '/admin/rules', text: m.admin_rules(), icon: 'sliders-horizontal', needs: 'tenant:manage' },
      { href: '/admin/messages', text: m.admin_messages(), icon: 'mail', needs: 'booking:read' },
      { href: '/admin/people', text: m.admin_people(), icon: 'shield-check', needs: 'user:read' },
      { href: '/admin/api-keys', text: m.admin_keys(), icon: 'key-round', needs: 'user:manage' },
      { href: '/admin/audit', text: m.admin_audit(), icon: 'scroll-text', needs: 'audit:read' },
    ],
    may,
  );

export const operatorNav = (): NavItem[] => [
  { href: '/operator', text: m.op_sites(), icon: 'building-2' },
  { href: '/operator/verticals', text: m.operator_verticals(), icon: 'layers' },
  { href: '/operator/jobs', text: m.operator_jobs(), icon: 'activity' },
  { href: '/operator/health', text: m.operator_health(), icon: 'server' },
];

/** Whether a page is the item's, or below it. The first item of an area stands for its own page only. */
export const isHere = ({ href }: NavItem, path: string, home: string): boolean =>
  path === href || (href !== home && path.startsWith(`${href}/`));
