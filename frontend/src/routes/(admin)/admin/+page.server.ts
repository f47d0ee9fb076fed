import { error } from '@sveltejs/kit';
import { overviewView } from '#lib/features/overview/overview-view.ts';
import { periodOf, PERIODS } from '#lib/features/overview/period.ts';
import { shortDay, todayIn } from '#lib/i18n/dates.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { PageServerLoad } from './$types';

const names = {
  today: m.over_today,
  '7': () => m.over_last({ days: 7 }),
  '30': () => m.over_last({ days: 30 }),
  '90': () => m.over_last({ days: 90 }),
  own: m.over_own,
};

export const load: PageServerLoad = async (event) => {
  event.depends('turnero:overview');
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const me = requireAllowed(event, ({ permissions }) => permissions.includes('user:read'));
  if (!me.permissions.includes('booking:read')) error(403, 'Forbidden', { code: 'FORBIDDEN' });
  const { api, locale } = locals;
  const period = periodOf(url.searchParams, todayIn(tenant.locale.timeZone));
  const { from, to } = period;
  const businessId = url.searchParams.get('businessId') || undefined;
  const [overview, attention, businesses] = await Promise.all([
    api('GET /insights/overview', { query: { from, to, businessId, compare: 'previous' } }),
    api('GET /insights/attention'),
    api('GET /manage/businesses', { query: { limit: 100 } }),
  ]);
  const { previous } = overview.data;
  const rest = businessId === undefined ? '' : `&businessId=${businessId}`;
  const more = (count: number) => (count > 99 ? '99+' : String(count));
  const { applications, pending, failedMessages, failedRefunds } = attention.data;
  const waiting = [
    { count: applications, text: m.over_applications, href: '/admin/businesses#applications' },
    { count: pending, text: m.over_pending, href: '/admin/bookings?state=pending' },
    { count: failedRefunds, text: m.over_failed_refunds, href: '/admin/money' },
    { count: failedMessages, text: m.over_failed_messages, href: '/admin/messages?state=failed' },
  ];
  return {
    period,
    periods: PERIODS.filter((key) => key !== 'own').map((key) => ({
      key,
      text: names[key](),
      href: `?period=${key}${rest}`,
    })),
    businessId: businessId ?? '',
    businesses: businesses.data.map(({ id, name }) => ({ value: id, label: name })),
    waiting: waiting
      .filter(({ count }) => count > 0)
      .map(({ count, text, href }) => ({ href, text: text({ count: more(count) }) })),
    compared: previous
      ? m.over_compared({ from: shortDay(previous.from, locale), to: shortDay(previous.to, locale) })
      : '',
    csv: `/admin/overview.csv?from=${from}&to=${to}${rest}`,
    ...overviewView(overview.data, tenant, locale),
  };
};
