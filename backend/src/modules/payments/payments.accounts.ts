import type { Deps } from '../../deps.ts';
import type { Ctx, SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { deriveKey, hashToken, openText, sealText, sign } from '../../lib/secrets.ts';
import { sandboxCredentialsOf } from './payments.sandbox.ts';
import { paymentCredentials, type PaymentCredentials } from './strategies/credentials.ts';
import { openStrategy } from './strategies/open.ts';
import type { PaymentProvider, PaymentStrategy } from './strategies/strategy.ts';

export type AccountDeps = Pick<Deps, 'env' | 'clock'>;

export interface AccountRow {
  id: string;
  provider: Exclude<PaymentProvider, 'venue'>;
  credentials: string | null;
  updatedAt: Date;
}

const COLUMNS = `id, provider::text AS provider, credentials, updated_at AS "updatedAt"`;
const ACTIVE = statement<AccountRow>(`
  SELECT ${COLUMNS} FROM payment_accounts
  WHERE tenant_id = $1 AND disabled_at IS NULL ORDER BY position, id LIMIT 50`);
const ONE = statement<AccountRow>(`SELECT ${COLUMNS} FROM payment_accounts WHERE tenant_id = $1 AND id = $2`);
const ADD = statement(`
  INSERT INTO payment_accounts (tenant_id, id, provider, webhook_token_hash, credentials, position)
  VALUES ($1::uuid, $2::uuid, $3::payment_provider, $4, $5, $6::int) ON CONFLICT DO NOTHING`);

const PURPOSE = 'payment credentials';
const placeOf = (tenantId: string, id: string) => `${tenantId} ${id}`;

/** What stands in the address of an account's webhooks. It is derived; the database has only its hash. */
export const webhookTokenOf = (secret: string, tenantId: string, accountId: string): string =>
  sign(deriveKey(secret, 'payment webhook'), tenantId, accountId);

/** An account's keys as they are kept: they open nowhere else. */
export const sealedKeys = (
  { env }: Pick<Deps, 'env'>,
  tenantId: string,
  id: string,
  keys: PaymentCredentials,
): string => sealText(env.APP_SECRET, PURPOSE, placeOf(tenantId, id), JSON.stringify(keys));

/** @returns undefined for keys that were not sealed by this installation, for there */
export function openKeys(
  { env }: Pick<Deps, 'env'>,
  tenantId: string,
  id: string,
  sealed: string,
): PaymentCredentials | undefined {
  try {
    const text = openText(env.APP_SECRET, PURPOSE, placeOf(tenantId, id), sealed);
    return paymentCredentials.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Adds an account of the tenant; one with that id stays as it is. Call it within a transaction. */
export async function addPaymentAccount(
  { sql, tenant }: Pick<SqlCtx, 'sql' | 'tenant'>,
  { env }: Pick<Deps, 'env'>,
  account: {
    id: string;
    credentials: Exclude<PaymentCredentials, { provider: 'venue' }> | 'sandbox';
    position: number;
  },
): Promise<void> {
  const { id, credentials, position } = account;
  const isDerived = credentials === 'sandbox';
  const provider = isDerived ? 'sandbox' : credentials.provider;
  const sealed = isDerived ? null : sealedKeys({ env }, tenant.id, id, credentials);
  const token = webhookTokenOf(env.APP_SECRET, tenant.id, id);
  await sql(ADD, [tenant.id, id, provider, hashToken(token), sealed, position]);
}

/** Those that are in use, in their order. */
export const activeAccounts = ({ sql, tenant }: Pick<SqlCtx, 'sql' | 'tenant'>): Promise<AccountRow[]> =>
  sql(ACTIVE, [tenant.id]);

/** One of them, in use or not: what was begun there is ended there. */
export async function accountOf(
  { sql, tenant }: Pick<SqlCtx, 'sql' | 'tenant'>,
  id: string,
): Promise<AccountRow | undefined> {
  const [row] = await sql(ONE, [tenant.id, id]);
  return row;
}

/** Strategies hold what is dear to make anew, such as tokens of companies: kept until the account changes. */
const opened = new Map<string, { since: number; strategy: Promise<PaymentStrategy> }>();
const MOST_OPEN = 500;

/** The strategy of an account. Nothing outside is called yet. */
export function strategyOf(
  { tenant }: Pick<Ctx, 'tenant'>,
  { env, clock }: AccountDeps,
  { id, credentials, updatedAt }: AccountRow,
): Promise<PaymentStrategy> {
  const since = updatedAt.getTime();
  const place = placeOf(tenant.id, id);
  const known = opened.get(place);
  if (known?.since === since) return known.strategy;
  const given =
    credentials === null
      ? sandboxCredentialsOf(env, tenant.id)
      : paymentCredentials.parse(JSON.parse(openText(env.APP_SECRET, PURPOSE, place, credentials)));
  const strategy = openStrategy(given, { clock });
  strategy.catch(() => opened.delete(place));
  const oldest = opened.keys().next();
  if (opened.size >= MOST_OPEN && !oldest.done) opened.delete(oldest.value);
  opened.set(place, { since, strategy });
  return strategy;
}

/** Where an account's company delivers. */
export function webhookUrlOf(
  base: string,
  secret: string,
  tenantId: string,
  { id, provider }: Pick<AccountRow, 'id' | 'provider'>,
): string {
  return `${base}/api/v1/payments/webhooks/${provider}/${webhookTokenOf(secret, tenantId, id)}`;
}
