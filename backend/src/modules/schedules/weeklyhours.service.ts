import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { refuse } from '../catalogue/catalogue.words.ts';
import type { WeeklyHours, WeeklyHoursBody } from './schedules.contract.ts';
import { lockOwner, requireOwner, type Owner, type OwnerKind } from './schedules.owners.ts';
import { weeklyOverlaps } from './schedules.overlaps.ts';
import type { Stranded } from './stranded.contract.ts';
import { rescheduling } from './stranded.ts';

const dateOrNull = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;

async function read({ db, tenant }: TxCtx, { kind, id, column }: Owner): Promise<WeeklyHours> {
  const key = { where: { tenantId_id: { tenantId: tenant.id, id } }, select: { keepsHours: true } };
  const { keepsHours } =
    kind === 'location' ? await db.location.findUniqueOrThrow(key) : await db.subject.findUniqueOrThrow(key);
  if (!keepsHours) return { intervals: null };
  const rows = await db.weeklyHours.findMany({
    where: { tenantId: tenant.id, ...column },
    orderBy: [{ weekday: 'asc' }, { startMinute: 'asc' }, { validFrom: 'asc' }],
    select: { weekday: true, startMinute: true, endMinute: true, validFrom: true, validTo: true },
  });
  return {
    intervals: rows.map(({ validFrom, validTo, ...interval }) => ({
      ...interval,
      validFrom: dateOrNull(validFrom),
      validTo: dateOrNull(validTo),
    })),
  };
}

/** @throws NOT_FOUND */
export async function showWeeklyHours(ctx: Ctx, kind: OwnerKind, id: string): Promise<WeeklyHours> {
  return inTransaction(ctx, async (ctx) => read(ctx, await requireOwner(ctx, 'schedule:read', kind, id)));
}

async function replace({ db, tenant }: TxCtx, owner: Owner, { intervals }: WeeklyHoursBody): Promise<void> {
  const of = { tenantId: tenant.id, ...owner.column };
  const data = { keepsHours: intervals !== null };
  const row = { where: { tenantId: tenant.id, id: owner.id }, data };
  await (owner.kind === 'location' ? db.location.updateMany(row) : db.subject.updateMany(row));
  await db.weeklyHours.deleteMany({ where: of });
  await db.weeklyHours.createMany({
    data: (intervals ?? []).map(({ validFrom, validTo, ...interval }) => ({
      ...of,
      ...interval,
      validFrom: validFrom && new Date(validFrom),
      validTo: validTo && new Date(validTo),
    })),
  });
}

/**
 * Replaces the weekly hours of a place, a provider or a unit (scheduling rules, section 3). Intervals of one date may not
 * overlap; where one reaches into the next day's they are joined.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION naming the interval, STRANDS_BOOKINGS
 */
export async function setWeeklyHours(
  ctx: ChangeCtx,
  kind: OwnerKind,
  id: string,
  body: WeeklyHoursBody,
  acceptStranded: boolean,
): Promise<WeeklyHours & { stranded: Stranded }> {
  const owner = await requireOwner(ctx, 'schedule:write', kind, id);
  if (kind === 'provider' && body.intervals === null)
    refuse([{ field: 'intervals', message: 'is null, but a provider without hours is never at work' }]);
  refuse(weeklyOverlaps(body.intervals ?? []));
  await lockOwner(ctx, owner);
  const before = await read(ctx, owner);
  const stranded = await rescheduling(ctx, owner.touched, { acceptStranded, isOwn: owner.isOwn }, () =>
    replace(ctx, owner, body),
  );
  const after = await read(ctx, owner);
  const { businessId } = owner.belonging;
  await ctx.note({ businessId, action: `${kind}.hours.changed`, entityId: id, before, after });
  return { ...after, stranded };
}
