import type { Prisma } from '../../../generated/prisma/client.ts';
import type { TxCtx } from '../../lib/context.ts';

export interface AuditEntry {
  /** What was done, as noun and past verb: "role.granted". */
  action: string;
  /** The kind of thing it was done to: "user". */
  entity: string;
  entityId: string | null;
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
}

/** Notes who changed what, in the transaction of the change; the database refuses to alter it later. */
export async function audit(ctx: TxCtx, entry: AuditEntry): Promise<void> {
  await ctx.db.auditEvent.create({
    data: { ...entry, tenantId: ctx.tenant.id, actorKind: ctx.actor.kind, requestId: ctx.requestId },
    select: { id: true },
  });
}
