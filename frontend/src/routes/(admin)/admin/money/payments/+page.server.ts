import { loadPayments, refundPayment } from '#lib/features/money/payments.server.ts';
import { requireAllowed, requireTenant } from '#lib/server/guards.ts';
import { heading } from '#lib/theme/terms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const tenant = requireTenant(event.locals);
  const { permissions } = requireAllowed(event, (me) => me.permissions.includes('money:read'));
  const { locale } = event.locals;
  return {
    list: await loadPayments(event, undefined),
    customer: heading(tenant, locale, 'customer', 'one'),
    business: heading(tenant, locale, 'business', 'one'),
    mayRefund: permissions.includes('money:write'),
    mayManage: permissions.includes('tenant:manage'),
  };
};

export const actions: Actions = {
  refund: (event) => {
    requireAllowed(event, ({ permissions }) => permissions.includes('money:write'));
    return refundPayment(event);
  },
};
