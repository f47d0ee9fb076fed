import type { Deps } from '../../deps.ts';
import { addSandbox, furnishTenant } from '../../database/create-tenant.ts';
import { rowsOf, withFirstBusiness, type FirstBusiness } from '../../database/first-business.ts';
import { systemCtx, type Ctx, type Tenant } from '../../lib/context.ts';
import { sqlState, type Db } from '../../lib/database.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { audit } from '../audit/audit.service.ts';
import { identityTools, inIdentity, type IdentityCtx } from '../identity/identity.context.ts';
import { createLink } from '../identity/identity.links.ts';
import { refreshSearch } from '../search/search.refresh.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { asOperator, fail, type OperatorCtx } from './operators.context.ts';
import type { NewTenant, TenantDetails } from './operators.contract.ts';
import { announce, showTenant } from './operators.tenants.ts';

const failCommon = failWith(commonErrors);
const UNIQUE_VIOLATION = '23505';
/** While a tenant is being made it is closed; one that was left so is finished by making it again. */
const UNFINISHED = 'not finished';

function customsOf({ locale, currency, timeZone, mode }: NewTenant) {
  return {
    ...(locale && { locale }),
    ...(currency && { currency }),
    ...(timeZone && { timeZone }),
    ...(mode && { mode }),
  };
}

function checkWishes(deps: Deps, { vertical, timeZone, locale, currency }: NewTenant): void {
  const file = deps.verticals.get(vertical);
  if (!file) throw fail('VERTICAL_UNKNOWN');
  const refuse = (field: string, message: string) =>
    failCommon('VALIDATION', { details: [{ field, message }] });
  if (timeZone && !Intl.supportedValuesOf('timeZone').includes(timeZone))
    throw refuse('timeZone', 'is a zone like America/Argentina/Buenos_Aires');
  if (currency && !Intl.supportedValuesOf('currency').includes(currency))
    throw refuse('currency', 'is a currency like ARS');
  if (locale && !file.locale.supported.includes(locale))
    throw refuse('locale', `is one of ${file.locale.supported.join(', ')}`);
}

/** The tenant's row, closed until everything else is there. @throws SLUG_TAKEN */
async function insertRow(ctx: OperatorCtx, wanted: NewTenant): Promise<string> {
  const { name, slug, vertical } = wanted;
  const unfinished = { suspendedAt: new Date(), suspensionReason: UNFINISHED };
  const data = { name, vertical, customs: customsOf(wanted), ...unfinished };
  try {
    return await asOperator(
      ctx,
      { action: 'tenant.created', details: { slug, name, vertical } },
      async (db) => {
        const left = await db.tenant.findFirst({
          where: { slug, suspensionReason: UNFINISHED },
          select: { id: true },
        });
        const row = left
          ? await db.tenant.update({ where: { id: left.id }, data, select: { id: true } })
          : await db.tenant.create({ data: { slug, ...data }, select: { id: true } });
        return row.id;
      },
    );
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) {
      const taken = { field: 'slug', message: 'is taken' };
      throw fail('SLUG_TAKEN', { details: [taken] });
    }
    throw error;
  }
}

function firstBusinessOf(wanted: NewTenant, others: readonly string[]): FirstBusiness | null {
  const { business, slug, admin, demo } = wanted;
  if (!business) return null;
  const free = demo && others.includes(slug) ? `${slug}-1` : slug;
  return { ...business, slug: free, provider: admin.name };
}

async function addAdmin(db: Db, tenantId: string, locale: string, admin: NewTenant['admin']): Promise<void> {
  const { id: userId } = await db.user.create({
    data: { tenantId, name: admin.name, email: admin.email, locale },
    select: { id: true },
  });
  await db.roleGrant.createMany({
    data: [
      { tenantId, userId, role: 'customer' },
      { tenantId, userId, role: 'admin' },
    ],
  });
}

/** The mail with the link to a first password; asked for once more if the tenant is made once more. */
async function invite(ctx: Ctx, deps: Deps, email: string): Promise<void> {
  const client = { ip: '', userAgent: null, deviceCookie: undefined };
  const identity: IdentityCtx = { ...ctx, tools: identityTools(deps), client };
  await inIdentity(identity, async (ctx) => {
    const account = await ctx.db.user.findFirstOrThrow({
      where: { tenantId: ctx.tenant.id, email, deletedAt: null },
      select: { id: true, name: true, email: true, locale: true },
    });
    const link = await createLink(ctx, {
      userId: account.id,
      purpose: 'reset_password',
      email: account.email,
    });
    await ctx.announce('mail.requested', {
      to: account.email,
      locale: account.locale,
      template: 'reset-password',
      params: { name: account.name, ...link },
    });
    await audit(ctx, { action: 'tenant.created', entity: 'tenant', entityId: ctx.tenant.id });
  });
}

async function open(ctx: OperatorCtx, tenantId: string): Promise<void> {
  await asOperator(ctx, { action: 'tenant.opened', tenantId }, async (db) => {
    await db.tenant.update({
      where: { id: tenantId },
      data: { suspendedAt: null, suspensionReason: null },
      select: { id: true },
    });
    await announce(ctx, db, 'tenant.updated', tenantId);
  });
}

/**
 * Makes a tenant of a vertical that can be booked at once. Its parts are transactions of different roles: until all are
 * done it is closed, and making it again under the same slug goes on where it was left.
 * @throws VERTICAL_UNKNOWN, VALIDATION, SLUG_TAKEN
 */
export async function createTenant(ctx: OperatorCtx, deps: Deps, wanted: NewTenant): Promise<TenantDetails> {
  checkWishes(deps, wanted);
  const id = await insertRow(ctx, wanted);
  const { slug, name, vertical: key, admin } = wanted;
  const tenant: Tenant = { id, slug, name, vertical: key, customs: customsOf(wanted) };
  const file = verticalOf(deps.verticals, tenant);
  const own = firstBusinessOf(
    wanted,
    file.demo.businesses.map(({ slug }) => slug),
  );
  const vertical = withFirstBusiness(file, own, wanted.demo);
  const system = systemCtx(deps, tenant, ctx.requestId);
  await furnishTenant(deps, tenant, vertical, rowsOf(id, vertical, own), (db) =>
    addAdmin(db, id, file.locale.default, admin),
  );
  if (wanted.sandbox) await addSandbox(deps, tenant);
  await refreshSearch(system, file, null);
  await invite(system, deps, admin.email);
  await open(ctx, id);
  return showTenant(ctx, id);
}
