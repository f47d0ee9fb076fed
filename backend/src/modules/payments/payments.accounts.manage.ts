import { randomUUIDv7 } from 'node:crypto';
import type { Deps } from '../../deps.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { audit } from '../audit/audit.service.ts';
import type { Account, AccountChange, NewAccount } from './accounts.contract.ts';
import { addPaymentAccount, sealedKeys, webhookUrlOf } from './payments.accounts.ts';
import { innerUrl } from './payments.sandbox.ts';

type ManageDeps = Pick<Deps, 'env'>;

/** More than any tenant has companies. */
const MOST = 50;
const COLUMNS = { id: true, provider: true, position: true, disabledAt: true } as const;

function viewOf(
  { tenant }: Ctx,
  { env }: ManageDeps,
  row: { id: string; provider: string; position: number; disabledAt: Date | null },
): Account {
  const { id, position, disabledAt } = row;
  const provider = row.provider as Account['provider'];
  const base = provider === 'sandbox' ? innerUrl(env) : env.PUBLIC_URL;
  const webhookUrl = webhookUrlOf(base, env.APP_SECRET, tenant.id, { id, provider });
  return { id, provider, position, isActive: disabledAt === null, webhookUrl };
}

/** The tenant's accounts at payment companies, without their keys. */
export function listAccounts(ctx: Ctx, deps: ManageDeps): Promise<Account[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db.paymentAccount.findMany({
      where: { tenantId: ctx.tenant.id },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
      take: MOST,
      select: COLUMNS,
    });
    return rows.map((row) => viewOf(ctx, deps, row));
  });
}

/** Adds an account. @throws CONFLICT where there are too many */
export async function createAccount(
  ctx: TxCtx,
  deps: ManageDeps,
  { keys, position }: NewAccount,
): Promise<Account> {
  const { db, tenant } = ctx;
  if ((await db.paymentAccount.count({ where: { tenantId: tenant.id } })) >= MOST) throw fail('CONFLICT');
  const id = randomUUIDv7();
  await addPaymentAccount({ sql: sqlOf(db), tenant }, deps, { id, credentials: keys, position });
  const { provider } = keys;
  const after = { provider, position };
  await audit(ctx, { action: 'payment_account.created', entity: 'payment_account', entityId: id, after });
  return viewOf(ctx, deps, { id, provider, position, disabledAt: null });
}

/** Changes an account's keys, its place, or whether it is in use. @throws NOT_FOUND, VALIDATION for keys of another company */
export function changeAccount(
  ctx: Ctx,
  deps: ManageDeps,
  id: string,
  { keys, position, isActive }: AccountChange,
): Promise<Account> {
  return inTransaction(ctx, async (ctx) => {
    const { db, tenant, now } = ctx;
    const where = { tenantId_id: { tenantId: tenant.id, id } };
    const before = await db.paymentAccount.findUnique({ where, select: COLUMNS });
    if (!before) throw fail('NOT_FOUND');
    if (keys && keys.provider !== before.provider)
      throw fail('VALIDATION', { details: [{ field: 'keys.provider', message: `is ${before.provider}` }] });
    const row = await db.paymentAccount.update({
      where,
      data: {
        ...(keys && { credentials: sealedKeys(deps, tenant.id, id, keys) }),
        ...(position === undefined ? {} : { position }),
        ...(isActive === undefined ? {} : { disabledAt: isActive ? null : (before.disabledAt ?? now()) }),
      },
      select: COLUMNS,
    });
    const said = (of: typeof row) => ({ position: of.position, isActive: of.disabledAt === null });
    await audit(ctx, {
      action: 'payment_account.changed',
      entity: 'payment_account',
      entityId: id,
      before: said(before),
      after: { ...said(row), keys: keys !== undefined },
    });
    return viewOf(ctx, deps, row);
  });
}
