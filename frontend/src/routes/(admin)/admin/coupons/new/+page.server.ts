import { redirect } from '@sveltejs/kit';
import { readRules, readWorth, RULE_FIELDS } from '#lib/features/coupons/coupon-form.ts';
import { readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const requireWriter = (event: Pick<RequestEvent, 'locals' | 'url'>) =>
  requireAllowed(event, ({ permissions }) => permissions.includes('catalogue:write'));

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event;
  const tenant = requireTenant(locals);
  requireWriter(event);
  const { data } = await locals.api('GET /manage/businesses', { query: { limit: 100 } });
  return {
    business: heading(tenant, locals.locale, 'business', 'one'),
    chosen: url.searchParams.get('business') ?? '',
    currency: tenant.locale.currency,
    businesses: [
      { value: '', label: m.people_everywhere() },
      ...data.map(({ id, name }) => ({ value: id, label: name })),
    ],
    key: crypto.randomUUID(),
  };
};

export const actions: Actions = {
  default: async (event) => {
    requireWriter(event);
    const { timeZone, currency } = requireTenant(event.locals).locale;
    const { locale, api } = event.locals;
    const values = await readFields(event.request, [
      'code',
      'kind',
      'worth',
      'businessId',
      'key',
      ...RULE_FIELDS,
    ]);
    const { code, businessId, key } = values;
    const worth = readWorth(values, currency);
    const read = readRules(values, { locale, timeZone, currency });
    const errors = {
      ...(/^[a-z0-9][a-z0-9-]{2,31}$/i.test(code) ? {} : { code: m.coupon_code_wrong() }),
      ...(worth ? {} : { worth: m.coupon_worth_wrong() }),
      ...('errors' in read ? read.errors : {}),
    };
    if (Object.keys(errors).length > 0 || 'errors' in read) return refuseFields('coupon', values, errors);
    try {
      await api('POST /coupons', {
        body: { code, ...worth, ...(businessId && { businessId }), ...read.rules },
        headers: { 'idempotency-key': key },
      });
    } catch (error) {
      return refuse('coupon', values, error);
    }
    redirect(303, `/admin/coupons${businessId ? `?business=${businessId}` : ''}`);
  },
};
