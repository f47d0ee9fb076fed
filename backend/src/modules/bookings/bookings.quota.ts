import type { FastifyRequest } from 'fastify';
import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { networkOf, type Limit } from '../../lib/limits.ts';
import { isLoopback } from '../../plugins/requests.ts';

// Nobody keeps the time of others by holding it again and again.

/** Holds that one account may have at the same time, those that wait for their deposit included. */
const MOST_HOLDS = 5;

/** Holds, and bookings without one, of guests of one address: enough for an office, too few to empty a calendar. */
const OF_GUESTS: Limit = { max: 30, windowSeconds: 600 };
/** The same of one account: enough for a busy counter. */
const OF_ACCOUNT: Limit = { max: 60, windowSeconds: 60 };

/** This machine itself has no limit, as everywhere. @throws TOO_MANY_REQUESTS */
export async function takeTry({ ctx: { tenant, actor }, ip, server }: FastifyRequest): Promise<void> {
  if (isLoopback(ip)) return;
  const key = `holds:${tenant.id}:${actor.id ?? networkOf(ip)}`;
  const limit = actor.id === null ? OF_GUESTS : OF_ACCOUNT;
  const { allowed, retryAfterSeconds } = await server.deps.limits.take(key, limit);
  if (!allowed) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds });
}

const HELD = statement<{ count: number; endsIn: number }>(`
  SELECT count(*)::int AS count,
    ceil(date_part('epoch', min(expires_at) - statement_timestamp()))::int AS "endsIn"
  FROM bookings
  WHERE tenant_id = $1 AND created_by = $2 AND state = 'held' AND expires_at > statement_timestamp()`);

/**
 * Refuses whoever has as many holds as one may have. Ask it under the lock of the account, so that of two at the same moment
 * the second counts the first.
 * @throws TOO_MANY_REQUESTS until the first of them ends
 */
export async function demandQuota({ sql, tenant, actor }: SqlCtx): Promise<void> {
  const [held] = await sql(HELD, [tenant.id, actor.id]);
  if (held && held.count >= MOST_HOLDS)
    throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds: Math.max(1, held.endsIn) });
}
