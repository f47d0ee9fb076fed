import { randomUUIDv7 } from 'node:crypto';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { pageOf } from '../../lib/pagination.ts';
import { instantOf, toDate } from '../../scheduling/days.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { demand, requireProvider, requireService, seenBusinesses } from '../catalogue/catalogue.access.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { refuse } from '../catalogue/catalogue.words.ts';
import { lockSubjects } from './schedules.locks.ts';
import type { ClassSession, NewSession, SessionChange, SessionsQuery } from './sessions.contract.ts';
import { startsOf } from './sessions.dates.ts';
import { endSessions } from './sessions.ending.ts';
import { takeAlong } from './sessions.followers.ts';
import { resize, seatsTaken } from './sessions.seats.ts';
import { checkCast, fail, findClassService, lasting, place, take, type Cast } from './sessions.stage.ts';
import type { Stranded } from './stranded.contract.ts';
import { removing } from './stranded.ts';

const select = {
  id: true,
  serviceId: true,
  locationId: true,
  providerId: true,
  startsAt: true,
  endsAt: true,
  capacity: true,
  cancelledAt: true,
  service: { select: { businessId: true } },
} as const;

interface Row extends Cast {
  id: string;
  serviceId: string;
  startsAt: Date;
  endsAt: Date;
  capacity: number;
  cancelledAt: Date | null;
  service: { businessId: string };
}

async function view(ctx: TxCtx, rows: Row[]): Promise<ClassSession[]> {
  const taken = await seatsTaken(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map(({ service, startsAt, endsAt, cancelledAt, ...row }) => ({
    ...row,
    businessId: service.businessId,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    seatsTaken: taken.get(row.id) ?? 0,
    cancelledAt: cancelledAt?.toISOString() ?? null,
  }));
}

/** The sessions of the businesses one works at, called off ones too, by their start. */
export async function listSessions(
  ctx: Ctx,
  { businessId, from, to, serviceId, locationId, providerId, ...request }: SessionsQuery,
): Promise<{ data: ClassSession[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'startsAt', direction: 'asc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db.classSession.findMany({
      where: {
        tenantId: ctx.tenant.id,
        service: { businessId: seenBusinesses(ctx.actor, businessId) },
        ...(serviceId && { serviceId }),
        ...(locationId && { locationId }),
        ...(providerId && { providerId }),
        ...(from && { endsAt: { gt: new Date(from) } }),
        ...(to && { startsAt: { lt: new Date(to) } }),
        AND: page.where,
      },
      orderBy: page.orderBy,
      take: page.take,
      select,
    });
    const { data, nextCursor } = page.finish(rows, ({ startsAt }) => startsAt);
    return { data: await view(ctx, data), nextCursor };
  });
}

async function find(ctx: TxCtx, id: string): Promise<Row> {
  const row = await ctx.db.classSession.findFirst({ where: { tenantId: ctx.tenant.id, id }, select });
  if (!row) throw fail('NOT_FOUND');
  return row;
}

const show = async (ctx: TxCtx, id: string) => {
  const [shown] = await view(ctx, [await find(ctx, id)]);
  if (!shown) throw fail('NOT_FOUND');
  return shown;
};

/** @throws NOT_FOUND */
export async function showSession(ctx: Ctx, id: string): Promise<ClassSession> {
  return inTransaction(ctx, async (ctx) => {
    const session = await show(ctx, id);
    demand(ctx, 'schedule:read', { businessId: session.businessId, locationIds: [] });
    return session;
  });
}

/**
 * Whoever writes schedules there may schedule sessions, and providers their own.
 * @throws NOT_FOUND, FORBIDDEN
 */
async function demandCast(
  ctx: TxCtx,
  businessId: string,
  { providerId, locationId }: Cast,
): Promise<{ isOwn: boolean }> {
  const { isOwn } =
    providerId === null ? { isOwn: false } : await requireProvider(ctx, 'schedule:read', providerId);
  if (!isOwn)
    demand(ctx, 'schedule:write', { businessId, locationIds: locationId === null ? [] : [locationId] });
  return { isOwn };
}

/**
 * Schedules one session of a class, or one on each of some dates. Each takes its provider and its units as a booking does; all
 * are made, or none.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION, NOT_SOLD_IN_SESSIONS, TIME_TAKEN
 */
export async function createSessions(
  ctx: ChangeCtx,
  serviceId: string,
  input: NewSession,
): Promise<ClassSession[]> {
  const { db, tenant } = ctx;
  // Others are not told how it is sold.
  await requireService(ctx, 'schedule:read', serviceId);
  const service = await findClassService(ctx, serviceId);
  const cast = { providerId: input.providerId ?? null, locationId: input.locationId ?? null };
  await demandCast(ctx, service.businessId, cast);
  const timeZone = await checkCast(ctx, service, cast);
  const asked = startsOf(zoneOf(timeZone), input);
  if ('mistake' in asked) {
    refuse([asked.mistake]);
    return [];
  }
  if (toDate(asked.starts[0] ?? 0) <= ctx.now()) refuse([{ field: 'startsAt', message: 'is past' }]);
  const placed = await place(ctx, service, cast, asked.starts);
  const sessions = placed.map((assignment) => ({ id: randomUUIDv7(), assignment }));
  // As SQL: Prisma's client would think about each of many rows for too long.
  await db.$executeRaw`
    INSERT INTO class_sessions (tenant_id, id, service_id, provider_id, location_id, starts_at, ends_at, capacity)
    SELECT ${tenant.id}::uuid, s.id, ${serviceId}::uuid, ${cast.providerId}::uuid, ${cast.locationId}::uuid,
      s.starts_at, s.ends_at, ${input.capacity ?? service.capacity}::int
    FROM unnest(${sessions.map(({ id }) => id)}::uuid[],
      ${sessions.map(({ assignment }) => toDate(assignment.start))}::timestamptz[],
      ${sessions.map(({ assignment }) => toDate(assignment.end))}::timestamptz[]) AS s (id, starts_at, ends_at)`;
  await take(ctx, sessions);
  const rows = await db.classSession.findMany({
    where: { tenantId: tenant.id, id: { in: sessions.map(({ id }) => id) } },
    orderBy: { startsAt: 'asc' },
    select,
  });
  const after = await view(ctx, rows);
  await ctx.note({
    businessId: service.businessId,
    action: 'class-session.created',
    entityId: after[0]?.id ?? serviceId,
    after: { sessions: after },
  });
  return after;
}

/** @throws SESSION_OVER */
async function findComing(ctx: TxCtx, id: string): Promise<Row> {
  const row = await find(ctx, id);
  if (row.cancelledAt !== null || row.startsAt <= ctx.now()) throw fail('SESSION_OVER');
  return row;
}

const MINUTE = 60_000;

/** When a changed session is: it lasts as long as before, unless its end is named. */
function timesOf({ startsAt: was, endsAt: until }: Row, { startsAt, endsAt }: SessionChange) {
  const start = startsAt === undefined ? was : new Date(startsAt);
  const length = until.getTime() - was.getTime();
  const end = endsAt === undefined ? start.getTime() + length : Date.parse(endsAt);
  const minutes = (end - start.getTime()) / MINUTE;
  return { start, minutes, isOther: start.getTime() !== was.getTime() || minutes * MINUTE !== length };
}

/**
 * Moves a session, stretches it, gives it to another provider, or changes how many seats it has. Its bookings go along; since it is not what
 * they were made for, they count as stranded.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION, SESSION_OVER, SEATS_SOLD, TIME_TAKEN, STRANDS_BOOKINGS
 */
export async function changeSession(
  ctx: ChangeCtx,
  id: string,
  input: SessionChange,
  acceptStranded: boolean,
): Promise<ClassSession & { stranded: Stranded }> {
  const row = await find(ctx, id);
  const { businessId } = row.service;
  const { isOwn } = await demandCast(ctx, businessId, row);
  const cast = { providerId: input.providerId ?? row.providerId, locationId: row.locationId };
  // Nobody hands a class to a provider who is not theirs to schedule.
  if (cast.providerId !== row.providerId) await demandCast(ctx, businessId, cast);
  await findComing(ctx, id);
  const { capacity } = input;
  const times = timesOf(row, input);
  let stranded: Stranded = { bookings: [], total: 0 };
  if (times.isOther || cast.providerId !== row.providerId)
    stranded = await move(ctx, row, cast, times, { acceptStranded, isOwn });
  else await lockSubjects(ctx, [id]);
  // Again, now that nobody else can call it off.
  await findComing(ctx, id);
  const before = await view(ctx, [row]);
  if (capacity !== undefined) {
    const taken = (await seatsTaken(ctx, [id])).get(id) ?? 0;
    if (taken > capacity) {
      const message = `is below the ${taken} seats that are sold`;
      throw fail('SEATS_SOLD', { details: [{ field: 'capacity', message }] });
    }
    await resize(ctx, id, capacity);
  }
  const after = await show(ctx, id);
  await ctx.note({
    businessId,
    action: 'class-session.changed',
    entityId: id,
    ...(before[0] && { before: before[0] }),
    after,
  });
  return { ...after, stranded };
}

async function move(
  ctx: ChangeCtx,
  row: Row,
  cast: Cast,
  { start, minutes }: { start: Date; minutes: number },
  options: { acceptStranded: boolean; isOwn: boolean },
): Promise<Stranded> {
  const { db, tenant } = ctx;
  const service = lasting(await findClassService(ctx, row.serviceId), minutes);
  await checkCast(ctx, service, cast);
  if (start <= ctx.now()) refuse([{ field: 'startsAt', message: 'is past' }]);
  const [assignment] = await place(ctx, service, cast, [instantOf(start.toISOString())], row.id);
  if (!assignment) throw fail('TIME_TAKEN');
  const touched = { businessId: service.businessId, classSessionId: row.id };
  const stranded = await removing(ctx, touched, options);
  const times = { startsAt: toDate(assignment.start), endsAt: toDate(assignment.end) };
  const of = { tenantId: tenant.id, id: row.id };
  await db.allocation.deleteMany({ where: { tenantId: tenant.id, classSessionId: row.id } });
  await db.classSession.updateMany({ where: of, data: { ...times, providerId: cast.providerId } });
  await take(ctx, [{ id: row.id, assignment }]);
  await takeAlong(ctx, row.id, { ...times, providerId: cast.providerId });
  return stranded;
}

/**
 * Calls a session off, frees what it took and cancels its bookings, which are listed.
 * @throws NOT_FOUND, FORBIDDEN, SESSION_OVER, STRANDS_BOOKINGS
 */
export async function cancelSession(
  ctx: ChangeCtx,
  id: string,
  acceptStranded: boolean,
): Promise<ClassSession & { stranded: Stranded }> {
  const row = await find(ctx, id);
  const { businessId } = row.service;
  const { isOwn } = await demandCast(ctx, businessId, row);
  await lockSubjects(ctx, [id]);
  await findComing(ctx, id);
  const before = await show(ctx, id);
  const stranded = await removing(ctx, { businessId, classSessionId: id }, { acceptStranded, isOwn });
  await endSessions(ctx, { id });
  const after = await show(ctx, id);
  await ctx.note({ businessId, action: 'class-session.cancelled', entityId: id, before, after });
  return { ...after, stranded };
}
