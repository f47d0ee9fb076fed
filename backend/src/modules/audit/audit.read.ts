import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import { can } from '../identity/permissions.ts';
import type { AuditEvent, AuditQuery } from './audit.contract.ts';

type Names = Map<string, string>;

/** What the things of a page are called: a statement for each kind of thing on it. */
async function namesOf({ db, tenant }: TxCtx, rows: readonly { entity: string; entityId: string | null }[]) {
  const idsOf = (...entities: string[]) =>
    rows.flatMap(({ entity, entityId }) =>
      entityId !== null && entities.includes(entity) ? [entityId] : [],
    );
  const within = (ids: string[]) => ({ where: { tenantId: tenant.id, id: { in: ids } } });
  const select = { id: true, name: true } as const;
  const all = [
    await db.user.findMany({ ...within(idsOf('user')), select }),
    await db.business.findMany({ ...within(idsOf('business')), select }),
    await db.location.findMany({ ...within(idsOf('location')), select }),
    await db.provider.findMany({ ...within(idsOf('provider')), select }),
    await db.apiKey.findMany({ ...within(idsOf('apiKey')), select }),
  ];
  const names: Names = new Map(all.flat().map(({ id, name }) => [id, name]));
  const bookings = await db.booking.findMany({
    ...within(idsOf('booking')),
    select: { id: true, code: true },
  });
  for (const { id, code } of bookings) names.set(id, code);
  return names;
}

/**
 * Who changed what, the newest first. It is the whole tenant's: owners of one business among others do not read it here.
 * @throws FORBIDDEN, BAD_CURSOR
 */
export async function listAuditEvents(
  ctx: Ctx,
  { actorId, action, entity, entityId, from, to, ...request }: AuditQuery,
): Promise<{ data: AuditEvent[]; nextCursor: string | null }> {
  if (!can(ctx.actor, 'audit:read')) throw fail('FORBIDDEN');
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  const actions: Prisma.AuditEventWhereInput =
    action === undefined ? {} : { OR: [{ action }, { action: { startsWith: `${action}.` } }] };
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db.auditEvent.findMany({
      where: {
        tenantId: ctx.tenant.id,
        ...(actorId !== undefined && { createdBy: actorId }),
        ...(entity !== undefined && { entity }),
        ...(entityId !== undefined && { entityId }),
        ...((from !== undefined || to !== undefined) && {
          createdAt: { ...(from && { gte: new Date(from) }), ...(to && { lt: new Date(to) }) },
        }),
        AND: [page.where, actions],
      },
      orderBy: page.orderBy,
      take: page.take,
    });
    const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
    const people = await ctx.db.user.findMany({
      where: { tenantId: ctx.tenant.id, id: { in: data.flatMap(({ createdBy }) => createdBy ?? []) } },
      select: { id: true, name: true },
    });
    const who = new Map(people.map((person) => [person.id, person]));
    const names = await namesOf(ctx, data);
    return {
      nextCursor,
      data: data.map(({ createdAt, createdBy, ...row }) => ({
        id: row.id,
        at: createdAt.toISOString(),
        action: row.action,
        entity: row.entity,
        entityId: row.entityId,
        entityName: (row.entityId !== null && names.get(row.entityId)) || null,
        before: row.before as AuditEvent['before'],
        after: row.after as AuditEvent['after'],
        actorKind: row.actorKind,
        actor: (createdBy !== null && who.get(createdBy)) || null,
        requestId: row.requestId,
      })),
    };
  });
}
