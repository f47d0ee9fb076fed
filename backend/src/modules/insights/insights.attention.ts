import { inPrepared, type Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { Attention } from './insights.contract.ts';

const counted = (from: string) => `(SELECT count(*)::int FROM (SELECT 1 FROM ${from} LIMIT 100) found)`;

const COUNT = statement<Attention>(`
  SELECT
    ${counted(`business_applications WHERE tenant_id = $1 AND state = 'waiting'`)} AS applications,
    ${counted(`bookings WHERE tenant_id = $1 AND state = 'pending' AND starts_at > $2`)} AS pending,
    ${counted(`messages WHERE tenant_id = $1 AND state = 'failed'
      AND created_at > $2::timestamptz - interval '14 days'`)} AS "failedMessages",
    ${counted(`refunds WHERE tenant_id = $1 AND state = 'failed'`)} AS "failedRefunds"`);

/** How much of each kind waits for somebody of the tenant to look at it. */
export async function readAttention(ctx: Ctx): Promise<Attention> {
  const [found] = await inPrepared(ctx, ({ sql, tenant }) => sql(COUNT, [tenant.id, ctx.now()]));
  return found ?? { applications: 0, pending: 0, failedMessages: 0, failedRefunds: 0 };
}
