import { sqlState, type Db } from '../../lib/database.ts';
import { failWith } from '../../lib/errors.ts';
import { domainErrors } from '../domains/domains.contract.ts';
import { isOurs } from '../domains/domains.rows.ts';
import { asOperator, fail, type OperatorCtx } from './operators.context.ts';
import { announce } from './operators.tenants.ts';

const failDomain = failWith(domainErrors);
const UNIQUE_VIOLATION = '23505';

async function demandTenant(db: Db, tenantId: string): Promise<void> {
  if ((await db.tenant.count({ where: { id: tenantId } })) === 0) throw fail('NOT_FOUND');
}

/** Lets a domain lead to a tenant; whoever runs the installation needs no proof. @throws NOT_FOUND, DOMAIN_TAKEN, DOMAIN_OURS */
export async function giveDomain(ctx: OperatorCtx, tenantId: string, host: string): Promise<void> {
  if (isOurs(ctx.deps.env, host)) throw failDomain('DOMAIN_OURS');
  try {
    await asOperator(ctx, { action: 'domain.added', tenantId, details: { host } }, async (db) => {
      await demandTenant(db, tenantId);
      const verifiedAt = new Date();
      await db.domain.upsert({
        where: { tenantId_host: { tenantId, host } },
        create: { tenantId, host, verifiedAt },
        update: { verifiedAt },
        select: { host: true },
      });
      await announce(ctx, db, 'tenant.updated', tenantId);
    });
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) throw failDomain('DOMAIN_TAKEN');
    throw error;
  }
}

/** Takes a domain away from a tenant. @throws NOT_FOUND */
export async function takeDomain(ctx: OperatorCtx, tenantId: string, host: string): Promise<void> {
  await asOperator(ctx, { action: 'domain.removed', tenantId, details: { host } }, async (db) => {
    const { count } = await db.domain.deleteMany({ where: { tenantId, host } });
    if (count === 0) throw fail('NOT_FOUND');
    await announce(ctx, db, 'tenant.updated', tenantId);
  });
}

/** Lets mails and addresses name one of a tenant's domains; null: the installation's own address. @throws NOT_FOUND */
export async function choosePrimary(ctx: OperatorCtx, tenantId: string, host: string | null): Promise<void> {
  await asOperator(ctx, { action: 'domain.chosen', tenantId, details: { host } }, async (db) => {
    await demandTenant(db, tenantId);
    await db.domain.updateMany({
      where: { tenantId, primarySince: { not: null } },
      data: { primarySince: null },
    });
    if (host !== null) {
      const { count } = await db.domain.updateMany({
        where: { tenantId, host, verifiedAt: { not: null } },
        data: { primarySince: new Date() },
      });
      if (count === 0) throw fail('NOT_FOUND');
    }
    await announce(ctx, db, 'tenant.updated', tenantId);
  });
}
