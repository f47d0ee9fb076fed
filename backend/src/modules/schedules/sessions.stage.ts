import type { TxCtx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { withPauses } from '../../lib/pauses.ts';
import { DAY, isoOf } from '../../scheduling/days.ts';
import type { Assignment, Instant, Interval } from '../../scheduling/types.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { refuse } from '../catalogue/catalogue.words.ts';
import { draftOf, managedSelect, type ServiceDraft } from '../catalogue/services.views.ts';
import { takingErrors } from './blocks.contract.ts';
import { takenBetween, takeTime } from './schedules.allocations.ts';
import { lockSubjects } from './schedules.locks.ts';
import { sessionErrors } from './sessions.contract.ts';
import { placing, sessionMinutes } from './sessions.placing.ts';
import { nameBookings } from './stranded.ts';

export const fail = failWith({ ...commonErrors, ...takingErrors, ...sessionErrors });

/** Minutes of a session at least. */
const SHORTEST = 5;

/** A service that is sold by seats. */
export interface ClassService {
  id: string;
  businessId: string;
  capacity: number;
  /** Of one session. */
  minutes: number;
  draft: ServiceDraft;
}

/** @throws NOT_FOUND, NOT_SOLD_IN_SESSIONS */
export async function findClassService({ db, tenant }: TxCtx, id: string): Promise<ClassService> {
  const row = await db.service.findFirst({
    where: { tenantId: tenant.id, id, deletedAt: null, business: { deletedAt: null } },
    select: managedSelect,
  });
  if (!row) throw fail('NOT_FOUND');
  if (row.capacity === 1) throw fail('NOT_SOLD_IN_SESSIONS');
  const draft = draftOf(row);
  const { businessId, capacity } = row;
  return { id, businessId, capacity, minutes: sessionMinutes(draft), draft };
}

/**
 * The same for one session that is longer, or shorter, than its service is.
 * @throws VALIDATION where its parts would not fit
 */
export function lasting(service: ClassService, minutes: number): ClassService {
  const { variants, segments } = service.draft;
  const shortest = (segments ?? []).reduce((sum, segment) => sum + segment.minutes, 0);
  const mistake =
    minutes < Math.max(shortest, SHORTEST)
      ? 'is too early'
      : minutes > DAY
        ? 'is more than a day after'
        : null;
  if (mistake) refuse([{ field: 'endsAt', message: mistake }]);
  const draft = { ...service.draft, variants: variants.map((variant) => ({ ...variant, minutes })) };
  return { ...service, minutes, draft };
}

/** Who holds a session, and where. */
export interface Cast {
  providerId: string | null;
  locationId: string | null;
}

/**
 * @returns the zone in which its sessions are scheduled
 * @throws VALIDATION for a provider or a place that the service does not need, or that does not do it
 */
export async function checkCast(
  { db, tenant, vertical }: ChangeCtx,
  { id, businessId, draft }: ClassService,
  { providerId, locationId }: Cast,
): Promise<string> {
  const wrong = (field: string, message: string) => refuse([{ field, message }]);
  const needsProvider = draft.requires.providers > 0;
  const needsPlace = draft.place === 'location';
  if (needsProvider !== (providerId !== null))
    wrong('providerId', needsProvider ? 'is needed' : 'is not taken by this service');
  if (needsPlace !== (locationId !== null))
    wrong('locationId', needsPlace ? 'is needed' : 'is not where this service is done');
  const alive = { tenantId: tenant.id, businessId, deletedAt: null };
  const location =
    locationId === null
      ? null
      : await db.location.findFirst({ where: { ...alive, id: locationId }, select: { timeZone: true } });
  if (locationId !== null && !location) wrong('locationId', 'is not one of this business');
  const provider =
    providerId === null
      ? null
      : await db.provider.findFirst({
          where: {
            ...alive,
            id: providerId,
            providerServices: { some: { serviceId: id } },
            ...(locationId && { providerLocations: { some: { locationId } } }),
          },
          select: { timeZone: true },
        });
  if (providerId !== null && !provider) wrong('providerId', 'does not do this service there');
  return location?.timeZone ?? provider?.timeZone ?? vertical.locale.timeZone;
}

/** The units that sessions at a place may take, in the order in which they are taken. */
async function unitsAt({ db, tenant }: TxCtx, { draft }: ClassService, locationId: string | null) {
  const needs = [draft.requires.resources, ...(draft.segments ?? []).map(({ resources }) => resources)];
  const types = needs.flat().map(({ type }) => type);
  if (locationId === null || types.length === 0) return [];
  const rows = await db.resourceUnit.findMany({
    where: { tenantId: tenant.id, locationId, deletedAt: null, resourceType: { key: { in: types } } },
    orderBy: [{ number: 'asc' }, { id: 'asc' }],
    select: { id: true, resourceType: { select: { key: true } } },
  });
  return rows.map(({ id, resourceType }) => ({ id, type: resourceType.key }));
}

/**
 * Finds whom and what sessions take, and keeps everybody else away from them until the transaction ends.
 * @param starts ascending
 * @param sessionId the session that is moved, if it is not a new one
 * @throws TIME_TAKEN naming the starts, with the bookings in the way
 */
export async function place(
  ctx: TxCtx,
  service: ClassService,
  { providerId, locationId }: Cast,
  starts: readonly Instant[],
  sessionId: string | null = null,
): Promise<Assignment[]> {
  const units = await unitsAt(ctx, service, locationId);
  const subjectIds = [...(providerId === null ? [] : [providerId]), ...units.map(({ id }) => id)];
  await lockSubjects(ctx, sessionId === null ? subjectIds : [sessionId, ...subjectIds]);
  const range = [(starts[0] ?? 0) - DAY, (starts.at(-1) ?? 0) + service.minutes + DAY] as const;
  const taken = await takenBetween(ctx, subjectIds, range, { sessionId });
  const busy = Map.groupBy(taken, ({ subjectId }) => subjectId);
  const stage = {
    service: service.draft,
    providerId,
    units,
    busy: new Map([...busy].map(([id, rows]) => [id, rows.map(({ from, to }): Interval => [from, to])])),
  };
  const placed = await withPauses(placing(stage, starts));
  const refused = starts.filter((_, index) => placed[index] === undefined);
  if (refused.length === 0) return placed.filter((assignment) => assignment !== undefined);
  const { before, after } = service.draft.buffers;
  const inTheWay = taken.filter(({ from, to }) =>
    refused.some((start) => from < start + service.minutes + after && to > start - before),
  );
  throw fail('TIME_TAKEN', {
    details: refused.map((start) => ({
      field: 'startsAt',
      message: `the provider or a unit is taken at ${isoOf(start)}`,
    })),
    data: nameBookings(ctx, service.businessId, inTheWay),
  });
}

/** Takes the time of placed sessions. */
export function take(ctx: TxCtx, sessions: readonly { id: string; assignment: Assignment }[]): Promise<void> {
  return takeTime(
    ctx,
    sessions.flatMap(({ id, assignment }) =>
      assignment.takes.map(({ subjectId, from, to }) => ({ subjectId, from, to, classSessionId: id })),
    ),
  );
}
