import { redirect, type RequestEvent } from '@sveltejs/kit';
import { priceRulesIn, serviceChangeIn } from '#lib/features/setup/service-form.ts';
import { m } from '#lib/i18n/words.ts';
import { refuse, refuseFields } from '#lib/server/forms.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { changing, fieldsIn } from '#lib/server/setup.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';

async function ask(event: RequestEvent) {
  const tenant = requireTenant(event.locals);
  const workspace = await requireWorkspaceTo(event, 'catalogue:write');
  const data = await event.request.formData();
  const path = { id: event.params.id ?? '' };
  return { tenant, workspace, data, path, fields: fieldsIn(data) };
}

async function save(event: RequestEvent) {
  const { tenant, fields, path } = await ask(event);
  const { api, locale } = event.locals;
  const [{ data: service }, { data: types }] = await Promise.all([
    api('GET /manage/services/{id}', { path }),
    api('GET /manage/resource-types'),
  ]);
  const { body, errors } = serviceChangeIn(fields, service, {
    locale,
    locales: tenant.locale.supported,
    currency: tenant.locale.currency,
    resourceTypes: types.map(({ key }) => key),
  });
  if (Object.keys(errors).length > 0) return refuseFields('service', fields, errors);
  try {
    await api('PATCH /services/{id}', { path, body });
  } catch (error) {
    return refuse('service', fields, error);
  }
  return { id: 'service', done: true, message: m.svc_saved() };
}

async function publish(event: RequestEvent, method: 'DELETE' | 'POST') {
  const { path } = await ask(event);
  try {
    await event.locals.api(`${method} /services/{id}/publication`, { path });
  } catch (error) {
    return refuse('publication', {}, error);
  }
  return { id: 'publication', done: true, message: method === 'POST' ? m.svc_shown() : m.svc_hidden() };
}

/** Who does it: only those for whom that changes are written. */
async function people(event: RequestEvent) {
  const { workspace, data, path } = await ask(event);
  const { api } = event.locals;
  const chosen = new Set(data.getAll('people'));
  const { data: all } = await api('GET /manage/providers', {
    query: { businessId: workspace.business.id, limit: 100 },
  });
  const context = { data, timeZone: workspace.timeZone, done: m.svc_people_saved() };
  return changing(event, 'people', context, async (query) => {
    for (const { id, serviceIds } of all) {
      if (serviceIds.includes(path.id) === chosen.has(id)) continue;
      const others = serviceIds.filter((one) => one !== path.id);
      const body = { serviceIds: chosen.has(id) ? [...others, path.id] : others };
      await api('PATCH /providers/{id}', { path: { id }, query, body });
    }
  });
}

async function rules(event: RequestEvent) {
  const { tenant, fields, path } = await ask(event);
  const { api, locale } = event.locals;
  const { data: settings } = await api('GET /settings', { query: { serviceId: path.id } });
  const before = settings.value.priceRules.map(({ key, name }) => ({ key, name: { ...name } }));
  const { currency } = tenant.locale;
  const { rules: priceRules, errors } = priceRulesIn(fields, { locale, currency, before });
  if (Object.keys(errors).length > 0) return refuseFields('rules', fields, errors);
  try {
    await api('PUT /settings', { body: { serviceId: path.id, value: { priceRules } } });
  } catch (error) {
    return refuse('rules', fields, error);
  }
  return { id: 'rules', done: true, message: m.svc_rules_saved() };
}

async function remove(event: RequestEvent) {
  const { workspace, data, path } = await ask(event);
  const context = { data, timeZone: workspace.timeZone, done: '' };
  const answer = await changing(event, 'remove', context, (query) =>
    event.locals.api('DELETE /services/{id}', { path, query }),
  );
  if ('done' in answer) redirect(303, '/provider/services?removed=1');
  return answer;
}

export const actions = {
  save,
  publish: (event: RequestEvent) => publish(event, 'POST'),
  unpublish: (event: RequestEvent) => publish(event, 'DELETE'),
  people,
  rules,
  remove,
};
