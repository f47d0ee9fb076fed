import type { Env } from '../../env.ts';
import { emit } from '../../events.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlState } from '../../lib/database.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { audit } from '../audit/audit.service.ts';
import { domainErrors, type DomainView } from './domains.contract.ts';
import { domainSelect, isOurs, proofName, viewDomain } from './domains.rows.ts';

const fail = failWith({ ...commonErrors, ...domainErrors });
const UNIQUE_VIOLATION = '23505';
const MOST = 20;

/** Asks the DNS for the texts of a name; none where there are none. */
export type Resolver = (name: string) => Promise<string[]>;

interface DomainDeps {
  env: Pick<Env, 'PUBLIC_URL'>;
  resolve: Resolver;
}

const oneOf = (ctx: TxCtx, host: string) => ({ tenantId_host: { tenantId: ctx.tenant.id, host } });

async function find(ctx: TxCtx, host: string) {
  const row = await ctx.db.domain.findUnique({ where: oneOf(ctx, host), select: domainSelect });
  if (!row) throw fail('NOT_FOUND');
  return row;
}

async function note(ctx: TxCtx, action: string, host: string): Promise<void> {
  await audit(ctx, { action, entity: 'tenant', entityId: ctx.tenant.id, after: { host } });
  await emit(ctx, 'tenant.updated', { tenantId: ctx.tenant.id });
}

/** The tenant's own domains, the oldest first; twenty at most. */
export async function listDomains(ctx: Ctx, { env }: Pick<DomainDeps, 'env'>): Promise<DomainView[]> {
  return inTransaction(ctx, async ({ db, tenant }) => {
    const rows = await db.domain.findMany({
      where: { tenantId: tenant.id },
      orderBy: [{ createdAt: 'asc' }, { host: 'asc' }],
      take: MOST,
      select: domainSelect,
    });
    return rows.map((row) => viewDomain(env, tenant.slug, row));
  });
}

/** Claims a domain: nothing leads there until it is proven. Claiming one again changes nothing. @throws DOMAIN_OURS, DOMAINS_ENOUGH */
export async function addDomain(ctx: Ctx, { env }: Pick<DomainDeps, 'env'>, host: string) {
  if (isOurs(env, host)) throw fail('DOMAIN_OURS');
  return inTransaction(ctx, async (ctx) => {
    const { db, tenant } = ctx;
    if ((await db.domain.count({ where: { tenantId: tenant.id } })) >= MOST) throw fail('DOMAINS_ENOUGH');
    const { count } = await db.domain.createMany({
      data: [{ tenantId: tenant.id, host }],
      skipDuplicates: true,
    });
    if (count > 0) await note(ctx, 'domain.added', host);
    return viewDomain(env, tenant.slug, await find(ctx, host));
  });
}

/** Gives a domain up; its addresses lead nowhere from now on. @throws NOT_FOUND */
export async function removeDomain(ctx: Ctx, host: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await find(ctx, host);
    await ctx.db.domain.delete({ where: oneOf(ctx, host), select: { host: true } });
    await note(ctx, 'domain.removed', host);
  });
}

/**
 * Looks for the proof in the DNS of a domain and, with it, lets the domain lead to the site.
 * @throws NOT_FOUND, DOMAIN_UNPROVEN, DOMAIN_TAKEN
 */
export async function verifyDomain(
  ctx: Ctx,
  { env, resolve }: DomainDeps,
  host: string,
): Promise<DomainView> {
  const { token, verifiedAt } = await inTransaction(ctx, (ctx) => find(ctx, host));
  const isProven = verifiedAt !== null || (await resolve(proofName(host))).includes(token);
  try {
    const view = await inTransaction(ctx, async (ctx) => {
      await find(ctx, host);
      const now = ctx.now();
      const row = await ctx.db.domain.update({
        where: oneOf(ctx, host),
        data: { checkedAt: now, ...(isProven && { verifiedAt: verifiedAt ?? now }) },
        select: domainSelect,
      });
      if (isProven && !verifiedAt) await note(ctx, 'domain.verified', host);
      return viewDomain(env, ctx.tenant.slug, row);
    });
    if (isProven) return view;
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) throw fail('DOMAIN_TAKEN');
    throw error;
  }
  throw fail('DOMAIN_UNPROVEN');
}

/** Lets mails and addresses name this domain; null: the installation's own address again. @throws NOT_FOUND, DOMAIN_UNPROVEN */
export async function chooseDomain(ctx: Ctx, host: string | null): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if (host !== null && !(await find(ctx, host)).verifiedAt) throw fail('DOMAIN_UNPROVEN');
    await ctx.db.domain.updateMany({
      where: { tenantId: ctx.tenant.id, primarySince: { not: null } },
      data: { primarySince: null },
    });
    if (host !== null)
      await ctx.db.domain.update({
        where: oneOf(ctx, host),
        data: { primarySince: ctx.now() },
        select: { host: true },
      });
    await note(ctx, 'domain.chosen', host ?? ctx.tenant.slug);
  });
}
