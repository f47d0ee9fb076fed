import type { TxCtx } from '../../lib/context.ts';

/**
 * Writes a business's row anew. By that a booking that is being made, and whoever answers from what was loaded before, notices
 * that it holds no more: `businessStamp` of availability.offer.ts.
 * @param businessId null: every one of the tenant
 */
export async function stampBusiness({ db, tenant }: TxCtx, businessId: string | null): Promise<void> {
  await db.$executeRaw`
    UPDATE businesses SET phone = phone
    WHERE tenant_id = ${tenant.id}::uuid AND (${businessId}::uuid IS NULL OR id = ${businessId}::uuid)`;
}
