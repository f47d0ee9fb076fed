import type { Env } from '../../env.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import type { ChangeCtx } from '../catalogue/catalogue.changes.ts';
import { tellAccount } from '../messages/messages.tell.ts';
import type { Application } from './applications.contract.ts';

/** Admins beyond these hear of it from the others. */
const MOST_TOLD = 20;

type AppEnv = Pick<Env, 'PUBLIC_URL'>;

const inbox = ({ vertical }: ChangeCtx, path: string) => ({ path, timeZone: vertical.locale.timeZone });

/** Tells the tenant's admins that a business waits for their answer. */
export async function tellAdmins(
  ctx: ChangeCtx,
  env: AppEnv,
  { business, applicant }: Pick<Application, 'business' | 'applicant'>,
): Promise<void> {
  const tenantId = ctx.tenant.id;
  const admins = await ctx.db.user.findMany({
    where: {
      tenantId,
      deletedAt: null,
      emailVerifiedAt: { not: null },
      roleGrants: { some: { tenantId, role: 'admin' } },
    },
    orderBy: { createdAt: 'asc' },
    take: MOST_TOLD,
    select: { id: true, name: true, email: true, locale: true },
  });
  const path = '/admin/businesses#applications';
  const url = tenantUrl(env, ctx.tenant) + path;
  for (const { id, name, email, locale } of admins) {
    const params = { name, business: business.name, applicant: applicant.name, url };
    await tellAccount(
      ctx,
      { userId: id, ...inbox(ctx, path) },
      { to: email, locale, template: 'application-waiting', params },
    );
  }
}

/** Tells whoever asked to join what was decided. */
export async function tellApplicant(
  ctx: ChangeCtx,
  env: AppEnv,
  { state, business, applicant, reason }: Pick<Application, 'state' | 'business' | 'applicant' | 'reason'>,
): Promise<void> {
  const { locale } = await ctx.db.user.findUniqueOrThrow({
    where: { tenantId_id: { tenantId: ctx.tenant.id, id: applicant.id } },
    select: { locale: true },
  });
  const path = state === 'approved' ? '/provider' : '/join';
  const [to, about] = [
    { to: applicant.email, locale },
    { name: applicant.name, business: business.name, url: tenantUrl(env, ctx.tenant) + path },
  ];
  await tellAccount(
    ctx,
    { userId: applicant.id, ...inbox(ctx, path) },
    state === 'approved'
      ? { ...to, template: 'application-approved', params: about }
      : { ...to, template: 'application-refused', params: { ...about, reason: reason ?? '' } },
  );
}
