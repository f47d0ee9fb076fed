import type { TenantDetails, TenantUsage } from '#lib/api/types.ts';
import { formatDate, formatDateTime } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { formatBytes } from './bytes.ts';

const DEEDS: Record<string, () => string> = {
  'tenant.created': m.op_deed_tenant_created,
  'tenant.opened': m.op_deed_tenant_opened,
  'tenant.suspended': m.op_deed_tenant_suspended,
  'tenant.resumed': m.op_deed_tenant_resumed,
  'domain.added': m.op_deed_domain_added,
  'domain.removed': m.op_deed_domain_removed,
  'domain.chosen': m.op_deed_domain_chosen,
};

/**
 * The page of a tenant, as text.
 * @param vertical what its vertical is called
 */
export function tenantPage(
  tenant: TenantDetails,
  usage: TenantUsage,
  { locale, vertical }: { locale: Locale; vertical: string },
) {
  const number = new Intl.NumberFormat(locale);
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const { suspension, customs } = tenant;
  return {
    tenant: {
      name: tenant.name,
      url: tenant.url,
      host: new URL(tenant.url).host,
      vertical,
      since: m.tenant_since({ date: formatDate(tenant.createdAt, locale) }),
      customs: Object.values(customs).join(' · '),
      suspended:
        suspension && [formatDate(suspension.at, locale), suspension.reason].filter(Boolean).join(' · '),
    },
    domains: tenant.domains,
    totals: [
      { label: m.op_businesses(), value: number.format(usage.businesses) },
      { label: m.op_bookings(), value: number.format(usage.bookings) },
      { label: m.op_total_users(), value: number.format(usage.users) },
      { label: m.op_storage(), value: formatBytes(usage.storageBytes, locale) },
    ],
    months: usage.months.map(({ month: key, bookings, users, messages }) => ({
      id: key,
      month: month.format(new Date(`${key}-01T00:00:00Z`)),
      bookings: number.format(bookings),
      users: number.format(users),
      messages: number.format(messages),
    })),
    columns: [
      { key: 'month', label: m.op_month() },
      { key: 'bookings', label: m.op_bookings(), end: true },
      { key: 'users', label: m.op_users(), end: true },
      { key: 'messages', label: m.op_messages(), end: true },
    ],
    deeds: tenant.deeds.map(({ action, details, by, at }) => ({
      what: [DEEDS[action]?.() ?? action, details['host'] ?? details['reason']].filter(Boolean).join(': '),
      who: [formatDateTime(at, locale), by].filter(Boolean).join(' · '),
    })),
  };
}
