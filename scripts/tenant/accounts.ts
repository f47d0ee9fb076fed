import type pg from 'pg';
import type { Env } from '../../backend/src/env.ts';
import { hashToken } from '../../backend/src/lib/secrets.ts';
import {
  openKeys,
  sealedKeys,
  webhookTokenOf,
} from '../../backend/src/modules/payments/payments.accounts.ts';

interface Row {
  id: string;
  provider: string;
  credentials: string | null;
}

/**
 * Makes the accounts of a tenant that came from elsewhere open here. Where their keys were sealed with another secret they are
 * closed, until somebody writes the keys anew; what was paid by them stays.
 * @param client inside a transaction of the tenant `to`
 * @param from the id that the tenant had there
 * @returns the companies whose accounts are closed
 */
export async function moveAccounts(
  client: Pick<pg.Client, 'query'>,
  env: Env,
  { from, to }: { from: string; to: string },
): Promise<string[]> {
  const { rows } = await client.query<Row>(
    'SELECT id, provider::text AS provider, credentials FROM payment_accounts WHERE tenant_id = $1 ORDER BY position, id',
    [to],
  );
  const closed: string[] = [];
  for (const { id, provider, credentials } of rows) {
    const keys = credentials === null ? null : openKeys({ env }, from, id, credentials);
    if (keys === undefined) closed.push(provider);
    await client.query(
      `UPDATE payment_accounts SET webhook_token_hash = $3, credentials = $4,
         disabled_at = CASE WHEN $5 THEN coalesce(disabled_at, now()) ELSE disabled_at END
       WHERE tenant_id = $1 AND id = $2`,
      [
        to,
        id,
        hashToken(webhookTokenOf(env.APP_SECRET, to, id)),
        keys ? sealedKeys({ env }, to, id, keys) : credentials,
        keys === undefined,
      ],
    );
  }
  return closed;
}
