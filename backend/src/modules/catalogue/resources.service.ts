import type { Prisma } from '../../../generated/prisma/client.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { lockSubjects } from '../schedules/schedules.locks.ts';
import type { Stranded } from '../schedules/stranded.contract.ts';
import { removing } from '../schedules/stranded.ts';
import { fail, requireLocation, requireResourceUnit, seenBusinesses } from './catalogue.access.ts';
import { given, type ChangeCtx } from './catalogue.changes.ts';
import { foreignWords, refuse, unknownKey } from './catalogue.words.ts';
import type { ManagedResourceUnit, NewResourceUnit, ResourceUnitChange } from './resources.contract.ts';

const select = {
  id: true,
  locationId: true,
  number: true,
  name: true,
  createdAt: true,
  updatedAt: true,
  location: { select: { businessId: true } },
  resourceType: { select: { key: true } },
} satisfies Prisma.ResourceUnitSelect;

type Row = Prisma.ResourceUnitGetPayload<{ select: typeof select }>;

function view({ location, resourceType, createdAt, updatedAt, ...row }: Row): ManagedResourceUnit {
  return {
    ...row,
    businessId: location.businessId,
    type: resourceType.key,
    name: row.name as ManagedResourceUnit['name'],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

const keyOf = (ctx: TxCtx, id: string) => ({ tenantId_id: { tenantId: ctx.tenant.id, id } });
const read = async (ctx: TxCtx, id: string) =>
  view(await ctx.db.resourceUnit.findUniqueOrThrow({ where: keyOf(ctx, id), select }));

/** The units of the businesses one works at, or of one location, in the order in which they came. */
export async function listResourceUnits(
  ctx: Ctx,
  { locationId, ...request }: PageRequest & { locationId?: string | undefined },
): Promise<{ data: ManagedResourceUnit[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  const rows = await inTransaction(ctx, ({ db, tenant }) =>
    db.resourceUnit.findMany({
      where: {
        tenantId: tenant.id,
        deletedAt: null,
        location: { deletedAt: null, business: { deletedAt: null, id: seenBusinesses(ctx.actor) } },
        ...(locationId && { locationId }),
        AND: page.where,
      },
      orderBy: page.orderBy,
      take: page.take,
      select,
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
  return { data: data.map(view), nextCursor };
}

/** @throws NOT_FOUND */
export async function showResourceUnit(ctx: Ctx, id: string): Promise<ManagedResourceUnit> {
  return inTransaction(ctx, async (ctx) => {
    await requireResourceUnit(ctx, 'schedule:read', id);
    return read(ctx, id);
  });
}

/** The rows of the vertical's resource types, made where they are missing, by key. */
export async function resourceTypeIds({ db, tenant, vertical }: ChangeCtx): Promise<Map<string, string>> {
  await db.resourceType.createMany({
    data: vertical.resourceTypes.map(({ key, name }) => ({ tenantId: tenant.id, key, name })),
    skipDuplicates: true,
  });
  const rows = await db.resourceType.findMany({
    where: { tenantId: tenant.id },
    select: { id: true, key: true },
  });
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/** Numbers of units are not used again: they stand in the history of bookings. */
async function chooseNumber(
  { db, tenant }: TxCtx,
  of: { locationId: string; resourceTypeId: string },
  asked: number | undefined,
): Promise<number> {
  const { _max } = await db.resourceUnit.aggregate({
    where: { tenantId: tenant.id, ...of },
    _max: { number: true },
  });
  if (asked === undefined) return (_max.number ?? 0) + 1;
  const isTaken = await db.resourceUnit.count({ where: { tenantId: tenant.id, ...of, number: asked } });
  if (isTaken) throw fail('NUMBER_TAKEN', { details: [{ field: 'number', message: 'is taken' }] });
  return asked;
}

/**
 * One more unit of a type at a location; it can be used whenever that is open, until it is given hours.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION, NUMBER_TAKEN
 */
export async function createResourceUnit(
  ctx: ChangeCtx,
  locationId: string,
  { type, number, name = {} }: NewResourceUnit,
): Promise<ManagedResourceUnit> {
  const { businessId } = await requireLocation(ctx, 'catalogue:write', locationId);
  const { tenant, db, vertical } = ctx;
  refuse([...unknownKey('type', type, vertical.resourceTypes), ...foreignWords(vertical, 'name', name)]);
  const of = { locationId, resourceTypeId: (await resourceTypeIds(ctx)).get(type) ?? '' };
  const chosen = await chooseNumber(ctx, of, number);
  const { id } = await db.subject.create({
    data: { tenantId: tenant.id, kind: 'resource_unit', keepsHours: false },
    select: { id: true },
  });
  const row = await db.resourceUnit.create({
    data: { tenantId: tenant.id, id, ...of, number: chosen, name },
    select,
  });
  const after = view(row);
  await ctx.note({ businessId, action: 'resource-unit.created', entityId: id, after });
  return after;
}

/** @throws NOT_FOUND, FORBIDDEN, VALIDATION, NUMBER_TAKEN */
export async function changeResourceUnit(
  ctx: ChangeCtx,
  id: string,
  input: ResourceUnitChange,
): Promise<ManagedResourceUnit> {
  const { businessId } = await requireResourceUnit(ctx, 'catalogue:write', id);
  refuse(foreignWords(ctx.vertical, 'name', input.name));
  const { locationId, resourceTypeId, number } = await ctx.db.resourceUnit.findUniqueOrThrow({
    where: keyOf(ctx, id),
    select: { locationId: true, resourceTypeId: true, number: true },
  });
  if (input.number !== undefined && input.number !== number)
    await chooseNumber(ctx, { locationId, resourceTypeId }, input.number);
  const before = await read(ctx, id);
  const after = view(await ctx.db.resourceUnit.update({ where: keyOf(ctx, id), data: given(input), select }));
  await ctx.note({ businessId, action: 'resource-unit.changed', entityId: id, before, after });
  return after;
}

/** @throws NOT_FOUND, FORBIDDEN, STRANDS_BOOKINGS */
export async function deleteResourceUnit(
  ctx: ChangeCtx,
  id: string,
  acceptStranded: boolean,
): Promise<{ stranded: Stranded }> {
  const { businessId } = await requireResourceUnit(ctx, 'catalogue:write', id);
  await lockSubjects(ctx, [id]);
  const before = await read(ctx, id);
  const stranded = await removing(ctx, { businessId, subjectId: id }, { acceptStranded });
  await ctx.db.resourceUnit.update({
    where: keyOf(ctx, id),
    data: { deletedAt: ctx.now() },
    select: { id: true },
  });
  await ctx.note({ businessId, action: 'resource-unit.deleted', entityId: id, before });
  return { stranded };
}
