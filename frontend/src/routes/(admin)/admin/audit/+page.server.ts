import { auditView, kindsOf } from '#lib/features/audit/audit-view.ts';
import { startOfDay } from '#lib/features/audit/day.ts';
import { addDays, isDate, todayIn } from '#lib/i18n/dates.ts';
import { requirePermission } from '#lib/server/admin.ts';
import { requireTenant } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requirePermission(event, 'audit:read');
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const { timeZone } = tenant.locale;
  const asked = (name: string) => url.searchParams.get(name)?.trim() || undefined;
  const day = (name: string) => {
    const text = asked(name);
    return isDate(text) ? text : undefined;
  };
  const [from, to] = [day('from'), day('to')];
  const [actorId, action, cursor] = [asked('who'), asked('what'), asked('cursor')];
  const [{ data, nextCursor }, people] = await Promise.all([
    locals.api('GET /audit-events', {
      query: {
        limit: 50,
        cursor,
        actorId,
        action,
        from: from && startOfDay(from, timeZone),
        to: to && startOfDay(addDays(to, 1), timeZone),
      },
    }),
    locals.api('GET /users', { query: { limit: 100 } }),
  ]);
  return {
    days: auditView(data, tenant, locals.locale),
    nextCursor,
    isFirst: cursor === undefined,
    asked: { who: actorId ?? '', what: action ?? '', from: from ?? '', to: to ?? '' },
    today: todayIn(timeZone),
    // Customers do not change what is noted here.
    people: people.data
      .filter(({ id, roles }) => id === actorId || roles.some(({ role }) => role !== 'customer'))
      .map(({ id, name }) => ({ value: id, label: name })),
    kinds: Object.entries(kindsOf(tenant, locals.locale))
      .map(([value, label]) => ({ value, label }))
      .toSorted((a, b) => a.label.localeCompare(b.label, locals.locale)),
  };
};
