import type { FastifyReply, FastifyRequest } from 'fastify';
import { inTransaction, type Ctx, type TxCtx } from '../lib/context.ts';
import { sqlState } from '../lib/database.ts';
import { fail, failWith, type ErrorMap } from '../lib/errors.ts';
import { networkOf } from '../lib/limits.ts';
import { openAnswer, requestHash, sealAnswer, type Answer } from './idempotency.store.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler runs its work through `withIdempotency`; documented as taking an Idempotency-Key. */
    idempotent?: true;
  }
}

export const idempotencyErrors = {
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    message: 'The same request is being worked on; ask again in a moment.',
  },
} as const satisfies ErrorMap;

const failIdempotency = failWith(idempotencyErrors);

const KEY = /^[\x21-\x7e]{1,255}$/;
/** How long a second request waits for the first one's answer, in milliseconds. */
const PATIENCE_MS = 2_000;
const KEPT = '24 hours';

interface Stored {
  requestHash: string;
  response: unknown;
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  const message = 'is 1 to 255 visible ASCII characters';
  throw fail('VALIDATION', { details: [{ field: 'idempotency-key', message }] });
}

/** Keys are per sender; a guest is known by nothing but the address. */
const senderOf = ({ actor }: Ctx, ip: string) => `${actor.kind}:${actor.id ?? networkOf(ip)}`;

/** Waits no longer than its patience for another transaction that is about to take the same key. */
async function insertKey({ db, tenant }: TxCtx, sender: string, key: string, hash: string): Promise<number> {
  try {
    return await db.$executeRaw`
      INSERT INTO idempotency_keys AS mine (tenant_id, actor_key, key, request_hash, expires_at)
      VALUES (${tenant.id}::uuid, ${sender}, ${key}, ${hash}, now() + ${KEPT}::interval)
      ON CONFLICT (tenant_id, actor_key, key) DO UPDATE
        SET request_hash = excluded.request_hash, status = NULL, response = NULL, expires_at = excluded.expires_at
        WHERE mine.expires_at <= now()`;
  } catch (error) {
    if (sqlState(error) !== '55P03') throw error;
    throw failIdempotency('IDEMPOTENCY_IN_PROGRESS', { retryAfterSeconds: 1 });
  }
}

/** @returns whether the key is ours now */
async function claim(ctx: TxCtx, sender: string, key: string, hash: string): Promise<boolean> {
  const [row] = await ctx.db.$queryRaw<{ before: string }[]>`
    SELECT current_setting('lock_timeout') AS before,
           set_config('lock_timeout', ${String(PATIENCE_MS)}, true)`;
  const claimed = await insertKey(ctx, sender, key, hash);
  await ctx.db.$executeRaw`SELECT set_config('lock_timeout', ${row?.before ?? '5s'}, true)`;
  return claimed === 1;
}

async function storedAnswer(ctx: TxCtx, sender: string, key: string): Promise<Stored> {
  return ctx.db.idempotencyKey.findUniqueOrThrow({
    where: { tenantId_actorKey_key: { tenantId: ctx.tenant.id, actorKey: sender, key } },
    select: { requestHash: true, response: true },
  });
}

async function complete(
  ctx: TxCtx,
  sender: string,
  key: string,
  answer: Answer,
  sealed: string,
): Promise<void> {
  await ctx.db.idempotencyKey.update({
    where: { tenantId_actorKey_key: { tenantId: ctx.tenant.id, actorKey: sender, key } },
    data: { status: answer.status, response: sealed },
    select: { id: true },
  });
}

/**
 * Runs `work` once for each Idempotency-Key of a sender, and answers with what it returns. The key is taken and
 * the answer stored in the work's own transaction: both happen or neither. A repeated request gets the stored
 * status and body for 24 hours, with the header `idempotency-replayed`; work that throws stores nothing. Answers are
 * stored encrypted, so that also a secret that is shown once can be repeated after a lost answer. Without the header the
 * work simply runs.
 * @returns the body, to be returned by the handler
 */
export async function withIdempotency<Body>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (ctx: TxCtx) => Promise<{ status: number; body: Body }>,
): Promise<Body> {
  const { ctx, method, url, body, ip, server } = request;
  const key = keyOf(request);
  const secret = server.deps.env.APP_SECRET;
  const sender = senderOf(ctx, ip);
  const hash = requestHash(secret, { method, url, body });
  const place = `${ctx.tenant.id} ${sender} ${key}`;

  async function once(tx: TxCtx): Promise<Answer & { replayed: boolean }> {
    if (key === undefined) return { ...(await work(tx)), replayed: false };
    const isFirst = await claim(tx, sender, key, hash);
    if (!isFirst) {
      const stored = await storedAnswer(tx, sender, key);
      if (stored.requestHash !== hash) throw fail('IDEMPOTENCY_CONFLICT');
      return { ...openAnswer(secret, place, String(stored.response)), replayed: true };
    }
    const answer = await work(tx);
    await complete(tx, sender, key, answer, sealAnswer(secret, place, answer));
    return { ...answer, replayed: false };
  }

  const answer = await inTransaction(ctx, once);
  if (answer.replayed) void reply.header('idempotency-replayed', 'true');
  void reply.code(answer.status);
  return answer.body as Body;
}
