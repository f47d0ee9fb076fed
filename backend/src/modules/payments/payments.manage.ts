import type { App } from '../../app.ts';
import { inTransaction, type Ctx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { pageOf } from '../../lib/pagination.ts';
import { list200 } from '../../plugins/envelope.ts';
import { seenMoney } from '../ledger/ledger.access.ts';
import {
  managedPayment,
  managedPaymentsQuery,
  type ManagedPayment,
  type ManagedPaymentsQuery,
} from './payments.manage.contract.ts';
import { viewPayments } from './payments.rows.ts';

/** Payments of all bookings together, the newest first. @throws FORBIDDEN, NOT_FOUND, BAD_CURSOR */
function listManagedPayments(
  ctx: Ctx,
  { businessId, state, kind, provider, from, to, ...request }: ManagedPaymentsQuery,
): Promise<{ data: ManagedPayment[]; nextCursor: string | null }> {
  // Ids are in the order of time.
  const page = pageOf(request, { field: 'id', direction: 'desc', kind: 'text' });
  const seen = seenMoney(ctx, businessId);
  return inTransaction(ctx, async ({ db, tenant }) => {
    const rows = await db.payment.findMany({
      where: {
        tenantId: tenant.id,
        ...(state && { state }),
        ...(kind && { kind }),
        ...(provider && { provider }),
        ...((from ?? to) && { createdAt: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
        ...(seen && { booking: { businessId: { in: seen } } }),
        AND: [page.where],
      },
      orderBy: page.orderBy,
      take: page.take,
      select: {
        id: true,
        booking: {
          select: {
            code: true,
            businessId: true,
            business: { select: { name: true } },
            customer: { select: { name: true } },
          },
        },
      },
    });
    const { data, nextCursor } = page.finish(rows, ({ id }) => id);
    const bookings = new Map(data.map(({ id, booking }) => [id, booking]));
    const payments = await viewPayments({ sql: sqlOf(db), tenant }, [...bookings.keys()]);
    const shown = payments.toReversed().flatMap((payment) => {
      const booking = bookings.get(payment.id);
      if (!booking) return [];
      const back = payment.refunds.reduce(
        (sum, refund) => (refund.state === 'failed' ? sum : sum + refund.amount),
        0,
      );
      return {
        ...payment,
        bookingCode: booking.code,
        businessId: booking.businessId,
        businessName: booking.business.name,
        customerName: booking.customer?.name ?? null,
        left: payment.state === 'completed' ? Math.max(0, payment.price.amount - back) : 0,
      };
    });
    return { data: shown, nextCursor };
  });
}

/** Payments for those who look after money. */
export async function managedPaymentRoutes(app: App): Promise<void> {
  app.get(
    '/manage/payments',
    {
      config: { access: 'money:read', scope: 'any' },
      schema: {
        tags: ['Payments'],
        operationId: 'listManagedPayments',
        summary: 'The payments of a business, or of all that you may see, the newest first',
        querystring: managedPaymentsQuery,
        response: list200(managedPayment),
      },
    },
    (request) => listManagedPayments(request.ctx, request.query),
  );
}
