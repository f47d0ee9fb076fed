import { accountRow } from '#lib/features/money/ledger-view.ts';
import { COMPANIES, isCompany, keysOf } from '#lib/features/money/account-keys.ts';
import { readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireAllowed } from '#lib/server/guards.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const requireManager = (event: Pick<RequestEvent, 'locals' | 'url'>) =>
  requireAllowed(event, ({ permissions }) => permissions.includes('tenant:manage'));

export const load: PageServerLoad = async (event) => {
  requireManager(event);
  const { data } = await event.locals.api('GET /payment-accounts');
  const wanted = event.url.searchParams.get('add') ?? '';
  return {
    accounts: data.map(accountRow),
    companies: COMPANIES.map(({ key, name }) => ({ key, name })),
    adding: COMPANIES.find(({ key }) => key === wanted) ?? null,
    key: crypto.randomUUID(),
  };
};

export const actions: Actions = {
  add: async (event) => {
    requireManager(event);
    const company = event.url.searchParams.get('add') ?? '';
    if (!isCompany(company)) return refuseFields('add', {}, {});
    const { fields } = COMPANIES.find(({ key }) => key === company) ?? COMPANIES[0];
    const { key, ...values } = await readFields(event.request, ['key', ...fields.map(({ name }) => name)]);
    // Keys are secrets: they are never given back to a page.
    const empty = fields
      .filter(({ name }) => values[name] === '')
      .map(({ name }) => [name, m.field_required()]);
    if (empty.length > 0) return refuseFields('add', {}, Object.fromEntries(empty) as Record<string, string>);
    try {
      await event.locals.api('POST /payment-accounts', {
        body: { keys: keysOf(company, values) },
        headers: { 'idempotency-key': key ?? '' },
      });
    } catch (error) {
      return refuse('add', {}, error);
    }
    return { id: 'add', done: true, message: m.account_added() };
  },
  change: async (event) => {
    requireManager(event);
    const { id, position, active } = await readFields(event.request, ['id', 'position', 'active']);
    try {
      await event.locals.api('PATCH /payment-accounts/{id}', {
        path: { id },
        body: position === '' ? { isActive: active === 'true' } : { position: Number(position) },
      });
    } catch (error) {
      return refuse('accounts', {}, error);
    }
    return { id: 'accounts', done: true, message: m.account_changed() };
  },
};
