import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlState } from '../../lib/database.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { audit } from '../audit/audit.service.ts';
import { requireBusiness } from '../catalogue/catalogue.access.ts';
import { given } from '../catalogue/catalogue.changes.ts';
import { can } from '../identity/permissions.ts';
import { couponErrors, type CouponChange, type CouponView, type NewCoupon } from './coupons.contract.ts';

const fail = failWith({ ...commonErrors, ...couponErrors });

/** Whoever writes what a business offers makes its coupons; those of the tenant, whoever writes all of it. */
async function demandCoupons(ctx: TxCtx, businessId: string | null): Promise<void> {
  if (businessId !== null) await requireBusiness(ctx, 'catalogue:write', businessId);
  else if (!can(ctx.actor, 'catalogue:write')) throw fail('FORBIDDEN');
}

const select = {
  id: true,
  businessId: true,
  code: true,
  name: true,
  basisPoints: true,
  amount: true,
  currency: true,
  validFrom: true,
  validTo: true,
  leastTotal: true,
  totalUses: true,
  customerUses: true,
  firstVisit: true,
  uses: true,
  services: { select: { serviceId: true } },
} as const satisfies Prisma.CouponSelect;
type Row = Prisma.CouponGetPayload<{ select: typeof select }>;

function viewCoupon({
  amount,
  currency,
  services,
  name,
  leastTotal,
  validFrom,
  validTo,
  ...row
}: Row): CouponView {
  return {
    ...row,
    name: name as CouponView['name'],
    amount: amount === null ? null : { amount: Number(amount), currency: currency ?? '' },
    leastTotal: Number(leastTotal),
    validFrom: validFrom?.toISOString() ?? null,
    validTo: validTo?.toISOString() ?? null,
    serviceIds: services.map(({ serviceId }) => serviceId),
  };
}

/** Services of the business; of a coupon of the tenant, any. @throws NOT_FOUND */
async function demandServices(ctx: TxCtx, businessId: string | null, ids: readonly string[]): Promise<void> {
  const unique = [...new Set(ids)];
  const count = await ctx.db.service.count({
    where: {
      tenantId: ctx.tenant.id,
      id: { in: unique },
      deletedAt: null,
      ...(businessId && { businessId }),
    },
  });
  if (count < unique.length)
    throw fail('NOT_FOUND', { details: [{ field: 'serviceIds', message: 'are services of the business' }] });
}

async function writeServices(ctx: TxCtx, couponId: string, ids: readonly string[]): Promise<void> {
  const tenantId = ctx.tenant.id;
  await ctx.db.couponService.deleteMany({ where: { tenantId, couponId } });
  const data = [...new Set(ids)].map((serviceId) => ({ tenantId, couponId, serviceId }));
  await ctx.db.couponService.createMany({ data });
}

/** What the database refuses, in words. */
function explained(error: unknown): unknown {
  const state = sqlState(error);
  const text = String(error);
  if (state === '23505' || text.includes('coupons_code_once') || text.includes('Unique constraint'))
    return fail('COUPON_CODE_TAKEN');
  if (text.includes('coupons_used')) return fail('COUPON_USED_MORE');
  if (text.includes('coupons_validity'))
    return fail('VALIDATION', { details: [{ field: 'validTo', message: 'is after validFrom' }] });
  return error;
}

async function explaining<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw explained(error);
  }
}

/** @throws FORBIDDEN, NOT_FOUND, COUPON_CODE_TAKEN */
export async function createCoupon(
  ctx: TxCtx,
  currency: string,
  { businessId: of, serviceIds = [], amount, ...rest }: NewCoupon,
): Promise<CouponView> {
  const businessId = of ?? null;
  await demandCoupons(ctx, businessId);
  await demandServices(ctx, businessId, serviceIds);
  const { id } = await explaining(
    ctx.db.coupon.create({
      data: {
        tenantId: ctx.tenant.id,
        businessId,
        ...(amount !== undefined && { amount, currency }),
        ...given(rest),
      },
      select: { id: true },
    }),
  );
  await writeServices(ctx, id, serviceIds);
  const made = viewCoupon(await find(ctx, id));
  await audit(ctx, { action: 'coupon.created', entity: 'coupon', entityId: id, after: made });
  return made;
}

/** @throws NOT_FOUND */
async function find(ctx: TxCtx, id: string): Promise<Row> {
  const row = await ctx.db.coupon.findFirst({
    where: { tenantId: ctx.tenant.id, id, deletedAt: null },
    select,
  });
  if (!row) throw fail('NOT_FOUND');
  return row;
}

/** One that the actor may write. @throws NOT_FOUND, FORBIDDEN */
async function reach(ctx: TxCtx, id: string): Promise<Row> {
  const row = await find(ctx, id);
  await demandCoupons(ctx, row.businessId);
  return row;
}

/** @throws NOT_FOUND, FORBIDDEN */
export function showCoupon(ctx: Ctx, id: string): Promise<CouponView> {
  return inTransaction(ctx, async (ctx) => viewCoupon(await reach(ctx, id)));
}

/** Of a business, or those for all; the newest first. @throws NOT_FOUND, FORBIDDEN */
export function listCoupons(
  ctx: Ctx,
  { businessId = null, ...request }: PageRequest & { businessId?: string | null | undefined },
): Promise<{ data: CouponView[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    await demandCoupons(ctx, businessId);
    const rows = await ctx.db.coupon.findMany({
      where: { tenantId: ctx.tenant.id, businessId, deletedAt: null, AND: page.where },
      orderBy: page.orderBy,
      take: page.take,
      select: { ...select, createdAt: true },
    });
    const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
    return { nextCursor, data: data.map(({ createdAt, ...row }) => viewCoupon(row)) };
  });
}

/** Bookings made with it keep their price. @throws NOT_FOUND, FORBIDDEN, COUPON_USED_MORE */
export function changeCoupon(
  ctx: Ctx,
  id: string,
  { serviceIds, ...change }: CouponChange,
): Promise<CouponView> {
  return inTransaction(ctx, async (ctx) => {
    const row = await reach(ctx, id);
    const where = { tenantId_id: { tenantId: ctx.tenant.id, id } };
    await explaining(ctx.db.coupon.update({ where, data: given(change), select: { id: true } }));
    if (serviceIds) {
      await demandServices(ctx, row.businessId, serviceIds);
      await writeServices(ctx, id, serviceIds);
    }
    const after = viewCoupon(await find(ctx, id));
    await audit(ctx, {
      action: 'coupon.changed',
      entity: 'coupon',
      entityId: id,
      before: viewCoupon(row),
      after,
    });
    return after;
  });
}

/** Nobody can use it any more; bookings made with it keep their price. @throws NOT_FOUND, FORBIDDEN */
export function removeCoupon(ctx: Ctx, id: string): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const row = await reach(ctx, id);
    const where = { tenantId_id: { tenantId: ctx.tenant.id, id } };
    await ctx.db.coupon.update({ where, data: { deletedAt: ctx.now() }, select: { id: true } });
    await audit(ctx, { action: 'coupon.removed', entity: 'coupon', entityId: id, before: viewCoupon(row) });
  });
}
