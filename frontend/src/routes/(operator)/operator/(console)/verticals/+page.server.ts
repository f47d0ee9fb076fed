import { localized } from '#lib/i18n/text.ts';
import { m } from '#lib/i18n/words.ts';
import { requireOperator } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  requireOperator(locals);
  const { api, locale } = locals;
  const { data } = await api('GET /operator/verticals');
  return {
    verticals: data.map(({ key, name, locales, colors, services, tenants, findings, changed }) => ({
      id: key,
      name: localized(name, locale),
      languages: locales.join(', '),
      accent: colors.accent,
      second: colors.second,
      services,
      tenants,
      isGood: findings.length === 0,
      check: findings.length === 0 ? m.op_check_good() : m.op_check_bad({ count: String(findings.length) }),
      changed,
    })),
    columns: [
      { key: 'name', label: m.op_vertical() },
      { key: 'look', label: m.op_look(), wide: true },
      { key: 'services', label: m.op_services(), end: true },
      { key: 'tenants', label: m.op_sites(), end: true },
      { key: 'languages', label: m.op_languages(), wide: true },
      { key: 'check', label: m.op_check() },
    ],
  };
};
