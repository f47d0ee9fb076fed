import pg from 'pg';
import { tenantTables } from '../../scripts/tenant/tables.ts';

/** Does something as the owner, who sees the rows of all tenants. */
export async function withOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`SELECT set_config('app.maintenance', 'on', false)`);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** All that travels of a tenant, without what says whose it is. */
export const rowsOf = (url: string, tenantId: string) =>
  withOwner(url, async (client) => {
    const found: Record<string, unknown[]> = {};
    for (const { name, primaryKey } of await tenantTables(client)) {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(
        `SELECT to_jsonb(t) - 'tenant_id' AS row FROM ${name} t WHERE tenant_id = $1 ORDER BY ${primaryKey.join(', ')}`,
        [tenantId],
      );
      found[name] = rows.map(({ row }) => ({
        ...row,
        ...(typeof row['storage_key'] === 'string' && {
          storage_key: row['storage_key'].replace(tenantId, ''),
        }),
        // Accounts of payment companies are bound to where they are.
        ...(name === 'payment_accounts' && { webhook_token_hash: '', updated_at: '', updated_by: '' }),
      }));
    }
    return found;
  });
