import { randomUUIDv7 } from 'node:crypto';
import { inTransaction, type Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { refuse } from '../catalogue/catalogue.words.ts';
import type { TimeOff, TimeOffBody } from './schedules.contract.ts';
import { lockOwner, mayChange, requireOwner, type SubjectKind } from './schedules.owners.ts';
import type { Stranded } from './stranded.contract.ts';
import { rescheduling } from './stranded.ts';

const select = {
  id: true,
  startsAt: true,
  endsAt: true,
  startDate: true,
  endDate: true,
  reason: true,
  createdAt: true,
} as const;

interface Row {
  id: string;
  startsAt: Date | null;
  endsAt: Date | null;
  startDate: Date | null;
  endDate: Date | null;
  reason: string | null;
}

function view({ id, startsAt, endsAt, startDate, endDate, reason }: Row): TimeOff {
  return {
    id,
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    startDate: startDate?.toISOString().slice(0, 10) ?? null,
    endDate: endDate?.toISOString().slice(0, 10) ?? null,
    reason,
  };
}

/** When a provider is away or a unit out of use, what was entered last first. @throws NOT_FOUND */
export async function listTimeOff(
  ctx: Ctx,
  kind: SubjectKind,
  id: string,
  request: PageRequest,
): Promise<{ data: TimeOff[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    const owner = await requireOwner(ctx, 'schedule:read', kind, id);
    const rows = await ctx.db.timeOff.findMany({
      where: { tenantId: ctx.tenant.id, subjectId: id, AND: page.where },
      orderBy: page.orderBy,
      take: page.take,
      select,
    });
    const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
    const isTold = mayChange(ctx, owner);
    return {
      data: data.map((row) => ({ ...view(row), ...(!isTold && { reason: null }) })),
      nextCursor,
    };
  });
}

/** @throws VALIDATION for neither or both forms, or half of one */
function requireOneForm({ startsAt, endsAt, startDate, endDate }: TimeOffBody): void {
  const said = [startsAt, endsAt, startDate, endDate].map((text) => text !== undefined).join();
  if (['true,true,false,false', 'false,false,true,true'].includes(said)) return;
  refuse([{ field: 'startsAt', message: 'Say startsAt and endsAt, or startDate and endDate.' }]);
}

/**
 * Takes a provider or a unit off work (scheduling rules, section 3, step 4).
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION, STRANDS_BOOKINGS
 */
export async function addTimeOff(
  ctx: ChangeCtx,
  kind: SubjectKind,
  id: string,
  body: TimeOffBody,
  acceptStranded: boolean,
): Promise<TimeOff & { stranded: Stranded }> {
  const owner = await requireOwner(ctx, 'schedule:write', kind, id);
  requireOneForm(body);
  await lockOwner(ctx, owner);
  const { reason = null } = body;
  const dateOf = (text: string | undefined) => (text === undefined ? null : new Date(text));
  const row: Row = {
    id: randomUUIDv7(),
    startsAt: dateOf(body.startsAt),
    endsAt: dateOf(body.endsAt),
    startDate: dateOf(body.startDate),
    endDate: dateOf(body.endDate),
    reason,
  };
  const stranded = await rescheduling(
    ctx,
    owner.touched,
    { acceptStranded, isOwn: owner.isOwn },
    async () => {
      await ctx.db.timeOff.createMany({ data: { ...row, tenantId: ctx.tenant.id, subjectId: id } });
    },
  );
  const after = view(row);
  const { businessId } = owner.belonging;
  await ctx.note({
    businessId,
    action: 'time-off.added',
    entityId: row.id,
    after: { ...after, kind, of: id },
  });
  return { ...after, stranded };
}

/** @throws NOT_FOUND, FORBIDDEN */
export async function removeTimeOff(ctx: ChangeCtx, timeOffId: string): Promise<void> {
  const key = { tenantId_id: { tenantId: ctx.tenant.id, id: timeOffId } };
  const row = await ctx.db.timeOff.findUnique({
    where: key,
    select: { ...select, subjectId: true, subject: { select: { kind: true } } },
  });
  if (!row) throw fail('NOT_FOUND');
  const kind = row.subject.kind === 'provider' ? 'provider' : 'resource-unit';
  const { belonging } = await requireOwner(ctx, 'schedule:write', kind, row.subjectId);
  await ctx.db.timeOff.deleteMany({ where: { tenantId: ctx.tenant.id, id: timeOffId } });
  const before = { ...view(row), kind, of: row.subjectId };
  await ctx.note({
    businessId: belonging.businessId,
    action: 'time-off.removed',
    entityId: timeOffId,
    before,
  });
}
