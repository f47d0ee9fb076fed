import { redirect } from '@sveltejs/kit';
import { locales } from '#lib/i18n/locale.ts';
import { languageName, localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { checkFields, readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireOperator } from '#lib/server/guards.ts';
import { readNewTenant, TENANT_FIELDS } from '#lib/features/operator/new-tenant.ts';
import { DEMO } from '$app/env/private';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireOperator(locals);
  const { api, locale } = locals;
  const { data: verticals } = await api('GET /operator/verticals');
  const asVertical = { value: '', label: m.op_as_vertical() };
  return {
    isDemo: DEMO,
    wanted: url.searchParams.get('vertical') ?? '',
    example: `barrio.${url.host}`,
    verticals: verticals
      .map(({ key, name, currency }) => ({ value: key, label: `${localized(name, locale)} (${currency})` }))
      .toSorted((one, other) => one.label.localeCompare(other.label, locale)),
    locales: [asVertical, ...locales.map((value) => ({ value, label: languageName(value, locale) }))],
    modes: [
      asVertical,
      { value: 'single', label: m.op_mode_single() },
      { value: 'marketplace', label: m.op_mode_marketplace() },
    ],
    zones: Intl.supportedValuesOf('timeZone'),
  };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    requireOperator(locals);
    const fields = await readFields(request, TENANT_FIELDS);
    const { name, slug, vertical, adminName, email } = fields;
    const errors = checkFields({ name, slug, vertical, adminName, email });
    if (slug && !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug))
      return refuseFields('tenant', fields, { ...errors, slug: m.op_field_slug() });
    if (errors) return refuseFields('tenant', fields, errors);
    let id: string;
    try {
      const made = await locals.api('POST /operator/tenants', { body: readNewTenant(fields) });
      id = made.data.id;
    } catch (error) {
      return refuse('tenant', fields, error);
    }
    redirect(303, `/operator/tenants/${id}?created=${encodeURIComponent(email)}`);
  },
};
