import { redirect } from '@sveltejs/kit';
import { readRules, RULE_FIELDS } from '#lib/features/coupons/coupon-form.ts';
import { couponState, couponValues, rulesOf, worthOf } from '#lib/features/coupons/coupon-view.ts';
import { readFields, refuse, refuseFields } from '#lib/server/forms.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { localized } from '#lib/i18n/text.ts';
import { heading } from '#lib/theme/terms.ts';
import { m } from '#lib/i18n/words.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const requireWriter = (event: Pick<RequestEvent, 'locals' | 'url'>) =>
  requireAllowed(event, ({ permissions }) => permissions.includes('catalogue:write'));

export const load: PageServerLoad = async (event) => {
  const { locals, params } = event;
  const tenant = requireTenant(locals);
  requireWriter(event);
  const { api, locale } = locals;
  const { data: coupon } = await api('GET /coupons/{id}', { path: { id: params.id } });
  const { businessId } = coupon;
  const services = businessId ? (await api('GET /services', { query: { businessId, limit: 100 } })).data : [];
  const { timeZone, currency } = tenant.locale;
  const place = { locale, timeZone, currency, now: new Date() };
  return {
    code: coupon.code,
    worth: worthOf(coupon, locale),
    state: couponState(coupon, place.now),
    rules: rulesOf(coupon, place),
    uses: m.coupon_used({ count: coupon.uses }),
    values: couponValues(coupon, place),
    currency,
    service: heading(tenant, locale, 'service'),
    services: services.map(({ id, name }) => ({
      id,
      name: localized(name, locale),
      chosen: coupon.serviceIds.includes(id),
    })),
  };
};

export const actions: Actions = {
  change: async (event) => {
    requireWriter(event);
    const { timeZone, currency } = requireTenant(event.locals).locale;
    const { locale, api } = event.locals;
    const data = await event.request.clone().formData();
    const serviceIds = data.getAll('serviceIds').map(String);
    const values = await readFields(event.request, RULE_FIELDS);
    const read = readRules(values, { locale, timeZone, currency });
    if ('errors' in read) return refuseFields('coupon', values, read.errors);
    try {
      await api('PATCH /coupons/{id}', {
        path: { id: event.params.id },
        body: { ...read.rules, serviceIds },
      });
    } catch (error) {
      return refuse('coupon', values, error);
    }
    return { id: 'coupon', done: true, message: m.coupon_saved() };
  },
  end: async (event) => {
    requireWriter(event);
    try {
      await event.locals.api('DELETE /coupons/{id}', { path: { id: event.params.id } });
    } catch (error) {
      return refuse('end', {}, error);
    }
    redirect(303, '/admin/coupons');
  },
};
