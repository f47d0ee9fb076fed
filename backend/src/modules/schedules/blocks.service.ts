import { randomUUIDv7 } from 'node:crypto';
import { inTransaction, type Ctx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { instantOf } from '../../scheduling/days.ts';
import { given, type ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { refuse } from '../catalogue/catalogue.words.ts';
import { takingErrors, type Block, type BlockBody, type BlockChange } from './blocks.contract.ts';
import { takenBetween, takeTime } from './schedules.allocations.ts';
import { lockOwner, mayChange, requireOwner, type Owner, type SubjectKind } from './schedules.owners.ts';
import { nameBookings } from './stranded.ts';

const fail = failWith({ ...commonErrors, ...takingErrors });

const select = { id: true, startsAt: true, endsAt: true, reason: true } as const;

interface Row {
  id: string;
  startsAt: Date;
  endsAt: Date;
  reason: string | null;
}

const view = ({ startsAt, endsAt, ...row }: Row): Block => ({
  ...row,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
});

/** The blocks of a provider or a unit, by their start. @throws NOT_FOUND */
export async function listBlocks(
  ctx: Ctx,
  kind: SubjectKind,
  id: string,
  { from, to, ...request }: PageRequest & { from?: string | undefined; to?: string | undefined },
): Promise<{ data: Block[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'startsAt', direction: 'asc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    const owner = await requireOwner(ctx, 'schedule:read', kind, id);
    const rows = await ctx.db.block.findMany({
      where: {
        tenantId: ctx.tenant.id,
        subjectId: id,
        ...(from && { endsAt: { gt: new Date(from) } }),
        ...(to && { startsAt: { lt: new Date(to) } }),
        AND: page.where,
      },
      orderBy: page.orderBy,
      take: page.take,
      select,
    });
    const { data, nextCursor } = page.finish(rows, ({ startsAt }) => startsAt);
    const isTold = mayChange(ctx, owner);
    return {
      data: data.map((row) => ({ ...view(row), ...(!isTold && { reason: null }) })),
      nextCursor,
    };
  });
}

/**
 * Takes time for nobody: a block is an allocation, so nothing else fits there. It may lie outside working time.
 * @throws NOT_FOUND, FORBIDDEN, TIME_TAKEN
 */
export async function addBlock(
  ctx: ChangeCtx,
  kind: SubjectKind,
  id: string,
  { startsAt, endsAt, reason = null }: BlockBody,
): Promise<Block> {
  const owner = await requireOwner(ctx, 'schedule:write', kind, id);
  const { businessId } = owner.belonging;
  const [from, to] = [instantOf(startsAt), instantOf(endsAt)];
  await lockOwner(ctx, owner);
  const taken = await takenBetween(ctx, [id], [from, to]);
  if (taken.length > 0) throw fail('TIME_TAKEN', { data: nameBookings(ctx, businessId, taken, owner) });
  const row = { id: randomUUIDv7(), startsAt: new Date(startsAt), endsAt: new Date(endsAt), reason };
  await ctx.db.block.createMany({ data: { ...row, tenantId: ctx.tenant.id, subjectId: id } });
  await takeTime(ctx, [{ subjectId: id, from, to, blockId: row.id }]);
  const after = view(row);
  await ctx.note({ businessId, action: 'block.added', entityId: row.id, after: { ...after, kind, of: id } });
  return after;
}

/** A block, and whose it is, for whoever may change it. @throws NOT_FOUND, FORBIDDEN */
async function findOwn(ctx: ChangeCtx, id: string): Promise<{ owner: Owner; kind: SubjectKind; row: Row }> {
  const found = await ctx.db.block.findUnique({
    where: { tenantId_id: { tenantId: ctx.tenant.id, id } },
    select: { ...select, subjectId: true, subject: { select: { kind: true } } },
  });
  if (!found) throw fail('NOT_FOUND');
  const { subject, subjectId, ...row } = found;
  const kind = subject.kind === 'provider' ? 'provider' : 'resource-unit';
  return { owner: await requireOwner(ctx, 'schedule:write', kind, subjectId), kind, row };
}

/**
 * Moves a block in the time of the same subject, or makes it longer or shorter. Its own time does not stand in its way.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION, TIME_TAKEN
 */
export async function changeBlock(ctx: ChangeCtx, blockId: string, change: BlockChange): Promise<Block> {
  const { db, tenant } = ctx;
  const { owner } = await findOwn(ctx, blockId);
  await lockOwner(ctx, owner);
  // Again, now that nobody else can change it.
  const { row } = await findOwn(ctx, blockId);
  const { startsAt, endsAt, reason } = { ...view(row), ...given(change) };
  if (Date.parse(startsAt) >= Date.parse(endsAt))
    refuse([{ field: 'endsAt', message: 'is not after the start' }]);
  const [from, to] = [instantOf(startsAt), instantOf(endsAt)];
  const { businessId } = owner.belonging;
  const taken = await takenBetween(ctx, [owner.id], [from, to], { blockId });
  if (taken.length > 0) throw fail('TIME_TAKEN', { data: nameBookings(ctx, businessId, taken, owner) });
  const of = { tenantId: tenant.id, blockId };
  await db.allocation.deleteMany({ where: of });
  const data = { startsAt: new Date(startsAt), endsAt: new Date(endsAt), reason };
  await db.block.updateMany({ where: { tenantId: tenant.id, id: blockId }, data });
  await takeTime(ctx, [{ subjectId: owner.id, from, to, blockId }]);
  const after = view({ id: blockId, ...data });
  await ctx.note({ businessId, action: 'block.changed', entityId: blockId, before: view(row), after });
  return after;
}

/** Frees its time. @throws NOT_FOUND, FORBIDDEN */
export async function removeBlock(ctx: ChangeCtx, blockId: string): Promise<void> {
  const { owner, kind, row } = await findOwn(ctx, blockId);
  await lockOwner(ctx, owner);
  // Its allocation goes with it, by foreign key.
  await ctx.db.block.deleteMany({ where: { tenantId: ctx.tenant.id, id: blockId } });
  await ctx.note({
    businessId: owner.belonging.businessId,
    action: 'block.removed',
    entityId: blockId,
    before: { ...view(row), kind, of: owner.id },
  });
}
