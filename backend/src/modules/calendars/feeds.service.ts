import type { Env } from '../../env.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { hashToken, randomToken } from '../../lib/secrets.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import { canAt, requireProvider, requireResourceUnit } from '../catalogue/catalogue.access.ts';
import type { Permission } from '../identity/permissions.ts';
import { feedErrors, type FeedRequest, type FeedView, type NewFeed } from './feeds.contract.ts';

export const fail = failWith({ ...commonErrors, ...feedErrors });

const MOST_FEEDS = 20;
const SHOWN = { id: true, providerId: true, resourceUnitId: true, createdAt: true } as const;

/** What a feed is of, as its row says. */
export interface FeedSubject {
  providerId: string | null;
  resourceUnitId: string | null;
}

const viewFeed = ({ createdAt, ...row }: FeedSubject & { id: string; createdAt: Date }): FeedView => ({
  ...row,
  createdAt: createdAt.toISOString(),
});

/** @throws UNAUTHENTICATED */
function accountOf({ actor }: Ctx): string {
  if (actor.id === null) throw fail('UNAUTHENTICATED');
  return actor.id;
}

/** Providers reach their own; else it takes the permission there. @throws NOT_FOUND, FORBIDDEN */
export async function reachSubject(
  ctx: TxCtx,
  permission: Permission,
  { providerId, resourceUnitId }: FeedSubject,
): Promise<void> {
  if (providerId !== null) await requireProvider(ctx, permission, providerId, { own: true });
  if (resourceUnitId !== null) await requireResourceUnit(ctx, permission, resourceUnitId);
}

const subjectOf = ({ providerId, resourceUnitId }: FeedRequest): FeedSubject => ({
  providerId: providerId ?? null,
  resourceUnitId: resourceUnitId ?? null,
});

/**
 * Makes an address that calendars can read without signing in: of one's own bookings, or of somebody or something whose
 * bookings one may read. It works as long as its maker may.
 * @throws NOT_FOUND, FORBIDDEN, TOO_MANY_FEEDS
 */
export async function createFeed(
  ctx: TxCtx,
  env: Pick<Env, 'PUBLIC_URL'>,
  request: FeedRequest,
): Promise<NewFeed> {
  const { db, tenant } = ctx;
  const userId = accountOf(ctx);
  const subject = subjectOf(request);
  await reachSubject(ctx, 'booking:read', subject);
  const of = { tenantId: tenant.id, userId };
  if ((await db.calendarFeed.count({ where: { ...of, revokedAt: null } })) >= MOST_FEEDS)
    throw fail('TOO_MANY_FEEDS');
  const token = randomToken();
  const row = await db.calendarFeed.create({
    data: { ...of, ...subject, tokenHash: hashToken(token) },
    select: SHOWN,
  });
  return { ...viewFeed(row), url: `${tenantUrl(env, tenant)}/api/v1/calendars/${token}.ics` };
}

/** One's own feeds; or, for those who may change its schedule, all of a provider or unit. @throws NOT_FOUND, FORBIDDEN */
export async function listFeeds(ctx: Ctx, request: FeedRequest): Promise<FeedView[]> {
  const subject = subjectOf(request);
  const isAll = subject.providerId !== null || subject.resourceUnitId !== null;
  return inTransaction(ctx, async (ctx) => {
    if (isAll) await reachSubject(ctx, 'schedule:write', subject);
    const rows = await ctx.db.calendarFeed.findMany({
      where: {
        ...{ tenantId: ctx.tenant.id, revokedAt: null },
        ...(isAll ? subject : { userId: accountOf(ctx) }),
      },
      orderBy: { createdAt: 'desc' },
      take: 100,
      select: SHOWN,
    });
    return rows.map(viewFeed);
  });
}

/** Ends a feed, at once: its maker, or those who may change the schedule it shows. @throws NOT_FOUND also for another's */
export async function revokeFeed(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { db, tenant, now } = ctx;
    const row = await db.calendarFeed.findFirst({
      where: { tenantId: tenant.id, id, revokedAt: null },
      select: {
        userId: true,
        provider: { select: { businessId: true } },
        resourceUnit: { select: { locationId: true, location: { select: { businessId: true } } } },
      },
    });
    const businessId = row?.provider?.businessId ?? row?.resourceUnit?.location.businessId;
    const locationIds = row?.resourceUnit ? [row.resourceUnit.locationId] : [];
    const isTheirs =
      row?.userId === accountOf(ctx) ||
      (businessId !== undefined && canAt(ctx.actor, 'schedule:write', { businessId, locationIds }));
    if (!row || !isTheirs) throw fail('NOT_FOUND');
    await db.calendarFeed.update({
      where: { tenantId_id: { tenantId: tenant.id, id } },
      data: { revokedAt: now() },
      select: { id: true },
    });
  });
}
