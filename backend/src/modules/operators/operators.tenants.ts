import type { Db } from '../../lib/database.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import { asOperator, fail, readAsOperator, type OperatorCtx } from './operators.context.ts';
import type { OperatorTenant } from './operators.contract.ts';

/** Every tenant of the installation, the oldest first. */
export async function listTenants(
  ctx: OperatorCtx,
  request: PageRequest,
): Promise<{ data: OperatorTenant[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  const rows = await readAsOperator(ctx, (db) =>
    db.tenant.findMany({ where: page.where, orderBy: page.orderBy, take: page.take }),
  );
  const { data, nextCursor } = page.finish(rows, (row) => row.createdAt);
  return {
    nextCursor,
    data: data.map(({ id, slug, name, vertical, createdAt, suspendedAt, suspensionReason }) => ({
      id,
      slug,
      name,
      vertical,
      url: tenantUrl(ctx.deps.env, { slug }),
      createdAt: createdAt.toISOString(),
      suspension: suspendedAt && { at: suspendedAt.toISOString(), reason: suspensionReason },
    })),
  };
}

/** What changes for a tenant from outside reaches its sockets and caches like its own events do. */
async function announce(
  ctx: OperatorCtx,
  db: Db,
  kind: 'tenant.suspended' | 'tenant.resumed',
  tenantId: string,
) {
  // createMany: the operator's role may add to the outbox, but not read it back.
  await db.outboxEvent.createMany({
    data: [{ tenantId, kind, payload: { tenantId }, requestId: ctx.requestId }],
  });
}

/** Closes a tenant's site, at once and for everybody. Suspending what is suspended changes nothing. @throws NOT_FOUND */
export async function suspendTenant(
  ctx: OperatorCtx,
  tenantId: string,
  reason: string | null,
): Promise<void> {
  const deed = { action: 'tenant.suspended', tenantId, details: { reason } };
  await asOperator(ctx, deed, async (db) => {
    const { count } = await db.tenant.updateMany({
      where: { id: tenantId, suspendedAt: null },
      data: { suspendedAt: new Date(), suspendedBy: ctx.operator?.id ?? null, suspensionReason: reason },
    });
    if (count > 0) await announce(ctx, db, 'tenant.suspended', tenantId);
    else if ((await db.tenant.count({ where: { id: tenantId } })) === 0) throw fail('NOT_FOUND');
  });
}

/** Opens it again. @throws NOT_FOUND */
export async function resumeTenant(ctx: OperatorCtx, tenantId: string): Promise<void> {
  await asOperator(ctx, { action: 'tenant.resumed', tenantId }, async (db) => {
    const { count } = await db.tenant.updateMany({
      where: { id: tenantId, suspendedAt: { not: null } },
      data: { suspendedAt: null, suspendedBy: null, suspensionReason: null },
    });
    if (count > 0) await announce(ctx, db, 'tenant.resumed', tenantId);
    else if ((await db.tenant.count({ where: { id: tenantId } })) === 0) throw fail('NOT_FOUND');
  });
}
