import type { LayerName } from '@turnero/backend/contracts/settings';
import { readWhere, whereOf } from '#lib/features/rules/layers.server.ts';
import { inheritRule, saveRules } from '#lib/features/rules/save.server.ts';
import { sectionNames } from '#lib/features/rules/rule-words.ts';
import { rulesOf } from '#lib/features/rules/rules-view.server.ts';
import { sections, type SectionName } from '#lib/features/rules/schema.server.ts';
import { requirePermission } from '#lib/server/admin.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import type { Actions, PageServerLoad } from './$types';

const sectionOf = (url: URL): SectionName => {
  const asked = url.searchParams.get('section');
  return [...sections.keys()].find((name) => name === asked) ?? 'scheduling';
};

export const load: PageServerLoad = async (event) => {
  requirePermission(event, 'tenant:manage');
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  const { locale } = locals;
  const section = sectionOf(url);
  const control = sections.get(section);
  const asked = whereOf(url.searchParams);
  const [{ data: settings }, where] = await Promise.all([
    locals.api('GET /settings', { query: asked.query }),
    readWhere(locals, asked),
  ]);
  const words: Partial<Record<LayerName, 'business' | 'location' | 'service'>> = {
    business: 'business',
    location: 'location',
    service: 'service',
  };
  const nameOf = (layer: string) => heading(tenant, locale, words[layer as LayerName] ?? 'business', 'one');
  const spoken = { locale, currency: tenant.locale.currency };
  const link = (name: string) => {
    const params = new URLSearchParams(url.search);
    params.set('section', name);
    return `?${params}`;
  };
  return {
    section,
    sections: [...sections.keys()].map((name) => ({
      name,
      text: sectionNames[name]?.() ?? name,
      href: link(name),
    })),
    where,
    // Actions know by it what the form is about.
    address: url.search,
    rules: control ? rulesOf(section, control, settings, { layer: asked.layer, nameOf }, spoken) : [],
  };
};

export const actions: Actions = {
  save: async (event) => {
    requirePermission(event, 'tenant:manage');
    return saveRules(event, sectionOf(event.url), whereOf(event.url.searchParams));
  },
  inherit: async (event) => {
    requirePermission(event, 'tenant:manage');
    return inheritRule(event, sectionOf(event.url), whereOf(event.url.searchParams));
  },
};
