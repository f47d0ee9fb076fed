import type { Prisma } from '../../../generated/prisma/client.ts';
import type { Deps } from '../../deps.ts';
import type { Db } from '../../lib/database.ts';
import { pageOf } from '../../lib/pagination.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import { domainSelect, viewDomain } from '../domains/domains.rows.ts';
import type { TenantCustoms } from '../tenants/tenants.contract.ts';
import { asOperator, fail, readAsOperator, type OperatorCtx } from './operators.context.ts';
import type { OperatorTenant, TenantDetails, TenantsQuery, TenantUsage } from './operators.contract.ts';

const MOST_DEEDS = 20;
const MONTHS = 6;

const seen = {
  id: true,
  slug: true,
  name: true,
  vertical: true,
  createdAt: true,
  suspendedAt: true,
  suspensionReason: true,
  domains: { where: { primarySince: { not: null } }, select: { host: true } },
} as const satisfies Prisma.TenantSelect;

type Row = Prisma.TenantGetPayload<{ select: typeof seen }>;

function viewOf({ deps }: OperatorCtx, row: Row): OperatorTenant {
  const { suspendedAt, suspensionReason, createdAt, domains, ...facts } = row;
  return {
    id: facts.id,
    slug: facts.slug,
    name: facts.name,
    vertical: facts.vertical,
    url: tenantUrl(deps.env, { slug: facts.slug, host: domains[0]?.host ?? null }),
    createdAt: createdAt.toISOString(),
    suspension: suspendedAt && { at: suspendedAt.toISOString(), reason: suspensionReason },
  };
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, String.raw`\$&`);

function matching(search: string | undefined): Prisma.TenantWhereInput {
  if (!search) return {};
  const contains = escapeLike(search);
  return {
    OR: [
      { name: { contains, mode: 'insensitive' } },
      { slug: { contains, mode: 'insensitive' } },
      { domains: { some: { host: { contains, mode: 'insensitive' } } } },
    ],
  };
}

/** Every tenant of the installation, the newest first. */
export async function listTenants(
  ctx: OperatorCtx,
  { search, state, ...request }: TenantsQuery,
): Promise<{ data: OperatorTenant[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  const suspendedAt = state === 'suspended' ? { not: null } : null;
  const rows = await readAsOperator(ctx, (db) =>
    db.tenant.findMany({
      where: { ...(state && { suspendedAt }), AND: [page.where, matching(search)] },
      orderBy: page.orderBy,
      take: page.take,
      select: seen,
    }),
  );
  const { data, nextCursor } = page.finish(rows, (row) => row.createdAt);
  return { nextCursor, data: data.map((row) => viewOf(ctx, row)) };
}

/** One tenant with its domains and what operators did to it. @throws NOT_FOUND */
export async function showTenant(ctx: OperatorCtx, id: string): Promise<TenantDetails> {
  return readAsOperator(ctx, async (db) => {
    const row = await db.tenant.findUnique({ where: { id }, select: { ...seen, customs: true } });
    if (!row) throw fail('NOT_FOUND');
    const domains = await db.domain.findMany({
      where: { tenantId: id },
      orderBy: [{ createdAt: 'asc' }, { host: 'asc' }],
      select: domainSelect,
    });
    const deeds = await db.operatorEvent.findMany({
      where: { tenantId: id },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: MOST_DEEDS,
    });
    const ids = deeds.flatMap(({ operatorId }) => operatorId ?? []);
    const people = await db.operator.findMany({
      where: { id: { in: ids } },
      select: { id: true, name: true },
    });
    const names = new Map(people.map(({ id, name }) => [id, name]));
    return {
      ...viewOf(ctx, row),
      customs: row.customs as TenantCustoms,
      domains: domains.map((domain) => viewDomain(ctx.deps.env, row.slug, domain)),
      deeds: deeds.map(({ action, details, operatorId, at }) => ({
        action,
        details: details as Record<string, string | null>,
        by: names.get(operatorId ?? '') ?? null,
        at: at.toISOString(),
      })),
    };
  });
}

/** How much a tenant is used: numbers only, read in the tenant's own name. @throws NOT_FOUND */
export async function tenantUsage(
  ctx: OperatorCtx,
  { database }: Pick<Deps, 'database'>,
  id: string,
): Promise<TenantUsage> {
  const found = await readAsOperator(ctx, (db) => db.tenant.count({ where: { id } }));
  if (found === 0) throw fail('NOT_FOUND');
  return database.transaction({ tenantId: id, actorId: null }, async (db) => {
    const months = await db.$queryRaw<TenantUsage['months']>`
      WITH months AS (
        SELECT generate_series(date_trunc('month', now(), 'UTC') - make_interval(months => ${MONTHS - 1}::int),
                               date_trunc('month', now(), 'UTC'), interval '1 month') AS since)
      SELECT to_char(since AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
        (SELECT count(*)::int FROM bookings b WHERE b.tenant_id = ${id}::uuid
          AND b.created_at >= since AND b.created_at < since + interval '1 month') AS bookings,
        (SELECT count(*)::int FROM users u WHERE u.tenant_id = ${id}::uuid
          AND u.created_at >= since AND u.created_at < since + interval '1 month') AS users,
        (SELECT count(*)::int FROM messages m WHERE m.tenant_id = ${id}::uuid
          AND m.created_at >= since AND m.created_at < since + interval '1 month') AS messages
      FROM months ORDER BY since DESC`;
    const mine = { tenantId: id };
    const [bookings, users, businesses] = [
      await db.booking.count({ where: mine }),
      await db.user.count({ where: { ...mine, deletedAt: null } }),
      await db.business.count({ where: { ...mine, deletedAt: null } }),
    ];
    const media = await db.media.aggregate({ where: { ...mine, deletedAt: null }, _sum: { bytes: true } });
    const files = await db.intakeFile.aggregate({ where: mine, _sum: { bytes: true } });
    const storageBytes = (media._sum.bytes ?? 0) + (files._sum.bytes ?? 0);
    return { months, bookings, users, businesses, storageBytes };
  });
}

/** What changes for a tenant from outside reaches its sockets and caches like its own events do. */
export async function announce(
  ctx: OperatorCtx,
  db: Db,
  kind: 'tenant.suspended' | 'tenant.resumed' | 'tenant.updated',
  tenantId: string,
) {
  // createMany: the operator's role may add to the outbox, but not read it back.
  await db.outboxEvent.createMany({
    data: [{ tenantId, kind, payload: { tenantId }, requestId: ctx.requestId }],
  });
}

/** Closes a tenant's site, at once and for everybody. Suspending what is suspended changes nothing. @throws NOT_FOUND */
export async function suspendTenant(
  ctx: OperatorCtx,
  tenantId: string,
  reason: string | null,
): Promise<void> {
  const deed = { action: 'tenant.suspended', tenantId, details: { reason } };
  await asOperator(ctx, deed, async (db) => {
    const { count } = await db.tenant.updateMany({
      where: { id: tenantId, suspendedAt: null },
      data: { suspendedAt: new Date(), suspendedBy: ctx.operator?.id ?? null, suspensionReason: reason },
    });
    if (count > 0) await announce(ctx, db, 'tenant.suspended', tenantId);
    else if ((await db.tenant.count({ where: { id: tenantId } })) === 0) throw fail('NOT_FOUND');
  });
}

/** Opens it again. @throws NOT_FOUND */
export async function resumeTenant(ctx: OperatorCtx, tenantId: string): Promise<void> {
  await asOperator(ctx, { action: 'tenant.resumed', tenantId }, async (db) => {
    const { count } = await db.tenant.updateMany({
      where: { id: tenantId, suspendedAt: { not: null } },
      data: { suspendedAt: null, suspendedBy: null, suspensionReason: null },
    });
    if (count > 0) await announce(ctx, db, 'tenant.resumed', tenantId);
    else if ((await db.tenant.count({ where: { id: tenantId } })) === 0) throw fail('NOT_FOUND');
  });
}
