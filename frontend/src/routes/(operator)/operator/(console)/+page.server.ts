import { formatDate } from '#lib/i18n/format.ts';
import { localized } from '#lib/i18n/text.ts';
import { requireOperator } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireOperator(locals);
  const { api, locale } = locals;
  const cursor = url.searchParams.get('cursor') ?? undefined;
  const search = url.searchParams.get('search')?.trim() || undefined;
  const state = url.searchParams.get('state') || undefined;
  const [{ data, nextCursor }, { data: verticals }] = await Promise.all([
    api('GET /operator/tenants', { query: { cursor, search, state } }),
    api('GET /operator/verticals'),
  ]);
  const names = new Map(verticals.map(({ key, name }) => [key, localized(name, locale)]));
  return {
    search: search ?? '',
    state: state ?? '',
    nextCursor,
    tenants: data.map(({ id, name, url, vertical, createdAt, suspension }) => ({
      id,
      name,
      host: new URL(url).host,
      vertical: names.get(vertical) ?? vertical,
      since: formatDate(createdAt, locale),
      suspended:
        suspension && [formatDate(suspension.at, locale), suspension.reason].filter(Boolean).join(' · '),
    })),
    columns: [
      { key: 'name', label: m.op_name() },
      { key: 'host', label: m.op_address() },
      { key: 'vertical', label: m.op_vertical() },
      { key: 'since', label: m.op_since(), wide: true },
      { key: 'state', label: m.op_state() },
    ],
  };
};
