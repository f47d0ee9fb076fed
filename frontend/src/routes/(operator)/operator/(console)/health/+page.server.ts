import { healthParts, migrationRows } from '#lib/features/operator/health-view.ts';
import { m } from '#lib/i18n/words.ts';
import { requireOperator } from '#lib/server/guards.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  requireOperator(locals);
  const { api, locale } = locals;
  const { data: health } = await api('GET /operator/health');
  const parts = healthParts(health, Date.now(), locale);
  return {
    parts,
    bad: parts
      .filter(({ status }) => status === 'failed')
      .map(({ name }) => name)
      .join(', '),
    columns: [
      { key: 'name', label: m.op_part() },
      { key: 'status', label: m.op_state() },
      { key: 'detail', label: m.op_part_detail() },
    ],
    versions: [
      { label: m.op_version_app(), value: health.version },
      { label: 'Node.js', value: health.node },
      { label: 'PostgreSQL', value: health.postgres },
    ],
    migrations: migrationRows(health, locale),
    migrationColumns: [
      { key: 'name', label: m.op_migration() },
      { key: 'applied', label: m.op_applied() },
    ],
  };
};
