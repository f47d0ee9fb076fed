import { tenantPage } from '#lib/features/operator/tenant-view.ts';
import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { readFields, refuse } from '#lib/server/forms.ts';
import { requireOperator } from '#lib/server/guards.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  requireOperator(locals);
  const { api, locale } = locals;
  const path = { id: params.id };
  const [{ data: tenant }, { data: usage }, { data: verticals }] = await Promise.all([
    api('GET /operator/tenants/{id}', { path }),
    api('GET /operator/tenants/{id}/usage', { path }),
    api('GET /operator/verticals'),
  ]);
  const email = url.searchParams.get('created');
  const words = { name: tenant.name, email: email ?? '' };
  const created = usage.businesses > 0 ? m.op_created(words) : m.op_created_plain(words);
  // The file of a vertical may be gone; then its key is all that is known.
  const { name } = verticals.find(({ key }) => key === tenant.vertical) ?? {};
  const vertical = name ? localized(name, locale) : tenant.vertical;
  return { ...tenantPage(tenant, usage, { locale, vertical }), created: email ? created : null };
};

type Event = Parameters<NonNullable<Actions[string]>>[0] & { params: { id: string } };

/** Does one thing about the tenant of the page, and says so. */
async function change(
  { locals, params, request }: Event,
  form: string,
  work: (
    api: App.Locals['api'],
    path: { id: string },
    fields: Record<'host' | 'choose' | 'reason' | 'name', string>,
  ) => Promise<unknown>,
  done: (fields: Record<'host' | 'choose' | 'reason' | 'name', string>) => string,
) {
  requireOperator(locals);
  const fields = await readFields(request, ['host', 'choose', 'reason', 'name']);
  try {
    await work(locals.api, { id: params.id }, fields);
  } catch (error) {
    return refuse(form, { host: fields.host }, error);
  }
  return { id: form, done: true, message: done(fields) };
}

export const actions: Actions = {
  suspend: (event) =>
    change(
      event,
      'tenant',
      (api, path, { reason }) =>
        api('POST /operator/tenants/{id}/suspension', { path, body: reason ? { reason } : {} }),
      ({ name }) => m.tenant_suspended({ name }),
    ),
  resume: (event) =>
    change(
      event,
      'tenant',
      (api, path) => api('DELETE /operator/tenants/{id}/suspension', { path }),
      ({ name }) => m.tenant_resumed({ name }),
    ),
  addDomain: (event) =>
    change(
      event,
      'domains',
      (api, path, { host }) => api('POST /operator/tenants/{id}/domains', { path, body: { host } }),
      ({ host }) => m.op_domain_given({ host }),
    ),
  removeDomain: (event) =>
    change(
      event,
      'domains',
      (api, path, { host }) =>
        api('DELETE /operator/tenants/{id}/domains/{host}', { path: { ...path, host } }),
      ({ host }) => m.op_domain_taken_away({ host }),
    ),
  chooseDomain: (event) =>
    change(
      event,
      'domains',
      (api, path, { choose }) =>
        api('PUT /operator/tenants/{id}/primary-domain', { path, body: { host: choose || null } }),
      () => m.op_domain_chosen(),
    ),
};
