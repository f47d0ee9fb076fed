import { loadPayments, refundPayment } from '#lib/features/money/payments.server.ts';
import { requireTenant } from '#lib/server/guards.ts';
import { requireWorkspaceTo } from '#lib/server/workspace.ts';
import { heading } from '#lib/theme/terms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const tenant = requireTenant(event.locals);
  const { business, may } = await requireWorkspaceTo(event, 'money:read');
  return {
    list: await loadPayments(event, business.id),
    customer: heading(tenant, event.locals.locale, 'customer', 'one'),
    mayRefund: may('money:write'),
  };
};

export const actions: Actions = {
  refund: async (event) => {
    await requireWorkspaceTo(event, 'money:write');
    return refundPayment(event);
  },
};
