import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import type { Env } from '../../env.ts';
import { emit } from '../../events.ts';
import { audit } from '../audit/audit.service.ts';
import { createBusiness, publishNewBusiness } from '../catalogue/businesses.service.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { createProvider } from '../catalogue/providers.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import {
  MOST_BEGUN,
  WINDOW_DAYS,
  type NewApplication,
  type OwnApplication,
  type SignUpRules,
} from './applications.contract.ts';
import { tellAdmins } from './applications.told.ts';
import { fail, missingAt, select, view } from './applications.views.ts';

const DAY_MS = 86_400_000;

/** A site of one business has nobody to join it. */
export const signUpOf = ({ marketplace }: Vertical): SignUpRules['signUp'] =>
  marketplace.mode === 'single' ? 'closed' : marketplace.providerSignUp;

/** @throws UNAUTHENTICATED */
function whoAsks({ actor }: Ctx): string {
  if (actor.id === null) throw fail('UNAUTHENTICATED');
  return actor.id;
}

/**
 * One application at a time, and few of them in a month: whoever asks twice at once is served one after the other.
 * @throws APPLICATION_OPEN, TOO_MANY_APPLICATIONS
 */
async function demandQuota({ db, tenant, now }: TxCtx, userId: string): Promise<void> {
  await db.$queryRaw`SELECT id FROM users WHERE tenant_id = ${tenant.id}::uuid AND id = ${userId}::uuid FOR UPDATE`;
  const mine = { tenantId: tenant.id, userId };
  const business = { deletedAt: null };
  const open = await db.businessApplication.count({
    where: { ...mine, business, state: { not: 'approved' } },
  });
  if (open > 0) throw fail('APPLICATION_OPEN');
  const since = new Date(now().getTime() - WINDOW_DAYS * DAY_MS);
  const begun = await db.businessApplication.count({ where: { ...mine, createdAt: { gt: since } } });
  if (begun >= MOST_BEGUN) throw fail('TOO_MANY_APPLICATIONS');
}

/** Makes somebody the owner of the business that they have just begun. */
async function grantOwner(ctx: TxCtx, userId: string, businessId: string): Promise<void> {
  const scope = { role: 'owner' as const, businessId, locationId: null };
  const data = { tenantId: ctx.tenant.id, userId, ...scope };
  const grant = await ctx.db.roleGrant.create({ data, select: { id: true } });
  await audit(ctx, { action: 'role.granted', entity: 'user', entityId: userId, after: scope });
  await emit(ctx, 'role.granted', { userId, grantId: grant.id });
}

async function show(ctx: TxCtx, id: string): Promise<OwnApplication> {
  const row = await ctx.db.businessApplication.findUniqueOrThrow({
    where: { tenantId_id: { tenantId: ctx.tenant.id, id } },
    select,
  });
  return { ...view(row), missing: await missingAt(ctx, row.business.id) };
}

/**
 * A business of one's own, hidden, with its owner as the first who serves there.
 * @throws SIGN_UP_CLOSED, APPLICATION_OPEN, TOO_MANY_APPLICATIONS, VALIDATION
 */
export async function beginApplication(
  ctx: ChangeCtx,
  { name, providerName }: NewApplication,
): Promise<OwnApplication> {
  const userId = whoAsks(ctx);
  if (signUpOf(ctx.vertical) === 'closed') throw fail('SIGN_UP_CLOSED');
  await demandQuota(ctx, userId);
  const { id: businessId } = await createBusiness(ctx, { name });
  await grantOwner(ctx, userId, businessId);
  const grants = [...ctx.actor.grants, { role: 'owner' as const, businessId, locationId: null }];
  const asOwner = { ...ctx, actor: { ...ctx.actor, grants } };
  await createProvider(asOwner, businessId, { name: providerName, userId });
  const { id } = await ctx.db.businessApplication.create({
    data: { tenantId: ctx.tenant.id, businessId, userId },
    select: { id: true },
  });
  await ctx.note({ businessId, action: 'application.begun', entityId: id, after: { businessId } });
  return show(ctx, id);
}

/** @throws NOT_FOUND for those who never began one, or whose business is gone */
export async function showOwnApplication(ctx: Ctx): Promise<OwnApplication> {
  const userId = whoAsks(ctx);
  return inTransaction(ctx, async (ctx) => {
    const last = await ctx.db.businessApplication.findFirst({
      where: { tenantId: ctx.tenant.id, userId, business: { deletedAt: null } },
      orderBy: { createdAt: 'desc' },
      select: { id: true },
    });
    if (!last) throw fail('NOT_FOUND');
    return show(ctx, last.id);
  });
}

/**
 * Hands an application in, for the first time or again after a refusal; the admins who decide are told.
 * @throws NOT_FOUND, SIGN_UP_CLOSED, APPLICATION_DECIDED, APPLICATION_INCOMPLETE
 */
export async function submitApplication(
  ctx: ChangeCtx,
  env: Pick<Env, 'PUBLIC_URL'>,
  id: string,
): Promise<OwnApplication> {
  const userId = whoAsks(ctx);
  const mine = { tenantId: ctx.tenant.id, id, userId };
  const row = await ctx.db.businessApplication.findFirst({
    where: { ...mine, business: { deletedAt: null } },
    select: { state: true, businessId: true },
  });
  if (!row) throw fail('NOT_FOUND');
  const signUp = signUpOf(ctx.vertical);
  if (signUp === 'closed') throw fail('SIGN_UP_CLOSED');
  const missing = await missingAt(ctx, row.businessId);
  if (missing.length > 0) throw fail('APPLICATION_INCOMPLETE', { data: { missing } });
  const isOpen = signUp === 'open';
  const { count } = await ctx.db.businessApplication.updateMany({
    where: { ...mine, state: { in: ['draft', 'refused'] } },
    data: {
      state: isOpen ? 'approved' : 'waiting',
      submittedAt: ctx.now(),
      ...(isOpen && { decidedAt: ctx.now() }),
      reason: null,
    },
  });
  if (count === 0) throw fail('APPLICATION_DECIDED');
  const { businessId } = row;
  if (isOpen) await publishNewBusiness(ctx, businessId);
  await ctx.note({
    businessId,
    action: 'application.submitted',
    entityId: id,
    before: { state: row.state },
    after: { state: isOpen ? 'approved' : 'waiting' },
  });
  const shown = await show(ctx, id);
  if (!isOpen) await tellAdmins(ctx, env, shown);
  return shown;
}
