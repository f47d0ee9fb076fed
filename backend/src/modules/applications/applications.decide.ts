import type { Env } from '../../env.ts';
import { inTransaction, type Ctx } from '../../lib/context.ts';
import { pageOf } from '../../lib/pagination.ts';
import { publishNewBusiness } from '../catalogue/businesses.service.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import type { Application, ApplicationsQuery } from './applications.contract.ts';
import { tellApplicant } from './applications.told.ts';
import { fail, select, view } from './applications.views.ts';

/** Who asks to join, the oldest first. */
export async function listApplications(
  ctx: Ctx,
  { state, ...request }: ApplicationsQuery,
): Promise<{ data: Application[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  const rows = await inTransaction(ctx, ({ db, tenant }) =>
    db.businessApplication.findMany({
      where: { tenantId: tenant.id, state, business: { deletedAt: null }, AND: page.where },
      orderBy: page.orderBy,
      take: page.take,
      select,
    }),
  );
  const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
  return { data: data.map(view), nextCursor };
}

type AppEnv = Pick<Env, 'PUBLIC_URL'>;

/** Of two admins who decide at the same time, one does; the applicant is told. @throws NOT_FOUND, APPLICATION_DECIDED */
async function decide(
  ctx: ChangeCtx,
  env: AppEnv,
  id: string,
  decision: { state: 'approved' | 'refused'; reason: string | null },
): Promise<Application> {
  const mine = { tenantId: ctx.tenant.id, id };
  const known = await ctx.db.businessApplication.count({ where: { ...mine, business: { deletedAt: null } } });
  if (known === 0) throw fail('NOT_FOUND');
  const { count } = await ctx.db.businessApplication.updateMany({
    where: { ...mine, state: 'waiting' },
    data: { ...decision, decidedAt: ctx.now(), decidedBy: ctx.actor.id },
  });
  if (count === 0) throw fail('APPLICATION_DECIDED');
  const row = await ctx.db.businessApplication.findUniqueOrThrow({ where: { tenantId_id: mine }, select });
  await ctx.note({
    businessId: row.business.id,
    action: `application.${decision.state}`,
    entityId: id,
    before: { state: 'waiting', reason: null },
    after: decision,
  });
  const decided = view(row);
  await tellApplicant(ctx, env, decided);
  return decided;
}

/** @throws NOT_FOUND, APPLICATION_DECIDED */
export async function approveApplication(ctx: ChangeCtx, env: AppEnv, id: string): Promise<Application> {
  const decided = await decide(ctx, env, id, { state: 'approved', reason: null });
  await publishNewBusiness(ctx, decided.business.id);
  return decided;
}

/** @throws NOT_FOUND, APPLICATION_DECIDED */
export const refuseApplication = (
  ctx: ChangeCtx,
  env: AppEnv,
  id: string,
  reason: string,
): Promise<Application> => decide(ctx, env, id, { state: 'refused', reason });
