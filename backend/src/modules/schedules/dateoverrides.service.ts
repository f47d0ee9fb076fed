import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { refuse } from '../catalogue/catalogue.words.ts';
import type { DateOverride, DateOverrideBody } from './schedules.contract.ts';
import { lockOwner, mayChange, requireOwner, type Owner, type OwnerKind } from './schedules.owners.ts';
import { dayOverlaps } from './schedules.overlaps.ts';
import type { Stranded } from './stranded.contract.ts';
import { rescheduling } from './stranded.ts';

const select = { id: true, date: true, intervals: true, reason: true } as const;

interface Row {
  id: string;
  date: Date;
  intervals: unknown;
  reason: string | null;
}

function view({ date, intervals, reason }: Row): DateOverride {
  return {
    date: date.toISOString().slice(0, 10),
    intervals: (intervals as [number, number][]).map(([startMinute, endMinute]) => ({
      startMinute,
      endMinute,
    })),
    reason,
  };
}

/** The date overrides of a place, a provider or a unit, by date. @throws NOT_FOUND */
export async function listDateOverrides(
  ctx: Ctx,
  kind: OwnerKind,
  id: string,
  { from, to, ...request }: PageRequest & { from?: string | undefined; to?: string | undefined },
): Promise<{ data: DateOverride[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'date', direction: 'asc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    const owner = await requireOwner(ctx, 'schedule:read', kind, id);
    const rows = await ctx.db.dateOverride.findMany({
      where: {
        tenantId: ctx.tenant.id,
        ...owner.column,
        date: { ...(from && { gte: new Date(from) }), ...(to && { lte: new Date(to) }) },
        AND: page.where,
      },
      orderBy: page.orderBy,
      take: page.take,
      select,
    });
    const { data, nextCursor } = page.finish(rows, ({ date }) => date);
    const isTold = mayChange(ctx, owner);
    return {
      data: data.map((row) => ({ ...view(row), ...(!isTold && { reason: null }) })),
      nextCursor,
    };
  });
}

const whereOf = ({ tenant }: TxCtx, { column }: Owner, date: string) => ({
  tenantId: tenant.id,
  ...column,
  date: new Date(date),
});

async function read(ctx: TxCtx, owner: Owner, date: string): Promise<DateOverride | undefined> {
  const row = await ctx.db.dateOverride.findFirst({ where: whereOf(ctx, owner, date), select });
  return row ? view(row) : undefined;
}

interface OfDate {
  /** Of the place, provider or unit. */
  id: string;
  date: string;
}

/**
 * Says what the hours of one local date are instead of the weekly ones (scheduling rules, section 3, step 1).
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION naming the interval, STRANDS_BOOKINGS
 */
export async function setDateOverride(
  ctx: ChangeCtx,
  kind: OwnerKind,
  { id, date }: OfDate,
  { intervals, reason = null }: DateOverrideBody,
  acceptStranded: boolean,
): Promise<DateOverride & { stranded: Stranded }> {
  const owner = await requireOwner(ctx, 'schedule:write', kind, id);
  refuse(dayOverlaps(intervals));
  await lockOwner(ctx, owner);
  const before = await read(ctx, owner, date);
  const where = whereOf(ctx, owner, date);
  const stored = intervals.map(({ startMinute, endMinute }) => [startMinute, endMinute]);
  const stranded = await rescheduling(
    ctx,
    owner.touched,
    { acceptStranded, isOwn: owner.isOwn },
    async () => {
      await ctx.db.dateOverride.deleteMany({ where });
      await ctx.db.dateOverride.createMany({ data: { ...where, intervals: stored, reason } });
    },
  );
  const after = { date, intervals, reason };
  await ctx.note({
    businessId: owner.belonging.businessId,
    action: `${kind}.date-override.set`,
    entityId: id,
    ...(before && { before }),
    after,
  });
  return { ...after, stranded };
}

/**
 * Lets the weekly hours hold again on a local date.
 * @throws NOT_FOUND, FORBIDDEN, STRANDS_BOOKINGS
 */
export async function removeDateOverride(
  ctx: ChangeCtx,
  kind: OwnerKind,
  { id, date }: OfDate,
  acceptStranded: boolean,
): Promise<{ stranded: Stranded }> {
  const owner = await requireOwner(ctx, 'schedule:write', kind, id);
  await lockOwner(ctx, owner);
  const before = await read(ctx, owner, date);
  if (!before) throw fail('NOT_FOUND');
  const stranded = await rescheduling(
    ctx,
    owner.touched,
    { acceptStranded, isOwn: owner.isOwn },
    async () => {
      await ctx.db.dateOverride.deleteMany({ where: whereOf(ctx, owner, date) });
    },
  );
  await ctx.note({
    businessId: owner.belonging.businessId,
    action: `${kind}.date-override.removed`,
    entityId: id,
    before,
  });
  return { stranded };
}
