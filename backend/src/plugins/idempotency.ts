import type { FastifyReply, FastifyRequest } from 'fastify';
import { inTransaction, type Ctx, type SqlCtx, type TxCtx } from '../lib/context.ts';
import { sqlOf, sqlState, statement, type Sql } from '../lib/database.ts';
import { fail, failWith, type ErrorMap } from '../lib/errors.ts';
import { networkOf } from '../lib/limits.ts';
import { isTaken } from './idempotency.known.ts';
import { openAnswer, requestHash, sealAnswer } from './idempotency.store.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler does its work once for each key, see below; documented as taking an Idempotency-Key. */
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
/**
 * How long a second request waits for the first one's answer, in milliseconds: transactions that take a key are opened
 * with it as their `lockTimeoutMs`.
 */
export const PATIENCE_MS = 2_000;

const CLAIM = statement<{ id: string }>(`
  INSERT INTO idempotency_keys AS mine (tenant_id, actor_key, key, request_hash, expires_at)
  VALUES ($1::uuid, $2, $3, $4, now() + interval '24 hours')
  ON CONFLICT (tenant_id, actor_key, key) DO UPDATE
    SET request_hash = excluded.request_hash, status = NULL, response = NULL, expires_at = excluded.expires_at
    WHERE mine.expires_at <= now()
  RETURNING id::text`);

const STORED = statement<{ requestHash: string; response: string }>(`
  SELECT request_hash AS "requestHash", response #>> '{}' AS response FROM idempotency_keys
  WHERE tenant_id = $1::uuid AND actor_key = $2 AND key = $3`);

const COMPLETE = statement(`
  UPDATE idempotency_keys SET status = $4::int, response = to_jsonb($5::text)
  WHERE tenant_id = $1::uuid AND actor_key = $2 AND key = $3`);

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  const message = 'is 1 to 255 visible ASCII characters';
  throw fail('VALIDATION', { details: [{ field: 'idempotency-key', message }] });
}

/** Keys are per sender; a guest is known by nothing but the address. */
const senderOf = ({ actor }: Ctx, ip: string) => `${actor.kind}:${actor.id ?? networkOf(ip)}`;

/** Waits, no longer than its patience, for another transaction that is about to take the same key. */
async function claim(sql: Sql, place: readonly string[], hash: string): Promise<boolean> {
  try {
    return (await sql(CLAIM, [...place, hash])).length === 1;
  } catch (error) {
    if (sqlState(error) !== '55P03') throw error;
    throw failIdempotency('IDEMPOTENCY_IN_PROGRESS', { retryAfterSeconds: 1 });
  }
}

/** What is answered. */
interface Done<Body> {
  status: number;
  body: Body;
}

export interface Once<Body> extends Done<Body> {
  /** The answer was given before. */
  replayed: boolean;
}

/**
 * Runs `work` once for each Idempotency-Key of a sender, inside a transaction that the caller opens and lets commit: the
 * key is taken and the answer stored in it, so that all of it happens or nothing. A repeated request gets the stored
 * answer for 24 hours; work that throws stores nothing. Answers are stored encrypted, so that also a secret that is
 * shown once can be repeated after a lost answer. Without the header the work simply runs.
 */
export interface RunOnce {
  <Body>(ctx: Pick<SqlCtx, 'sql' | 'tenant'>, work: () => Promise<Done<Body>>): Promise<Once<Body>>;
  /** Whether the key was taken before: for refusals without a transaction. */
  isKnown: () => Promise<boolean>;
}

/** For work that nobody asked for by HTTP. */
export const always: RunOnce = Object.assign(
  async <Body>(_ctx: unknown, work: () => Promise<Done<Body>>) => ({ ...(await work()), replayed: false }),
  { isKnown: async () => false },
);

/** `RunOnce` of a request. It does not wait for its last statement: the COMMIT fails if that does. */
export function onceFor(request: FastifyRequest): RunOnce {
  const { ctx, method, url, body, ip, server } = request;
  const key = keyOf(request);
  if (key === undefined) return always;
  const secret = server.deps.env.APP_SECRET;
  const sender = senderOf(ctx, ip);
  const hash = requestHash(secret, { method, url, body });
  const sealedFor = `${ctx.tenant.id} ${sender} ${key}`;

  const run = async <Body>(
    { sql, tenant }: Pick<SqlCtx, 'sql' | 'tenant'>,
    work: () => Promise<Done<Body>>,
  ) => {
    const place = [tenant.id, sender, key];
    if (!(await claim(sql, place, hash))) {
      const [stored] = await sql(STORED, place);
      if (stored?.requestHash !== hash) throw fail('IDEMPOTENCY_CONFLICT');
      return { ...(openAnswer(secret, sealedFor, stored.response) as Done<Body>), replayed: true };
    }
    const answer = await work();
    void sql(COMPLETE, [...place, answer.status, sealAnswer(secret, sealedFor, answer)]);
    return { ...answer, replayed: false };
  };
  return Object.assign(run, { isKnown: () => isTaken(ctx, sender, key) });
}

/** Answers with what was done now or before. @returns the body, to be returned by the handler */
export function answerOnce<Body>(reply: FastifyReply, { status, body, replayed }: Once<Body>): Body {
  if (replayed) void reply.header('idempotency-replayed', 'true');
  void reply.code(status);
  return body;
}

/**
 * `work` in a transaction of its own, once for each key (see `RunOnce`).
 * @returns the body, to be returned by the handler
 */
export async function withIdempotency<Body>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (ctx: TxCtx) => Promise<Done<Body>>,
): Promise<Body> {
  const once = onceFor(request);
  const answer = await inTransaction(
    request.ctx,
    async (tx) => {
      const run = sqlOf(tx.db);
      const sent: Promise<unknown>[] = [];
      const sql: Sql = (statement, values) => {
        const rows = run(statement, values);
        sent.push(rows);
        return rows;
      };
      const answer = await once({ sql, tenant: tx.tenant }, () => work(tx));
      // Prisma commits without looking at what was not waited for.
      await Promise.all(sent);
      return answer;
    },
    { lockTimeoutMs: PATIENCE_MS },
  );
  return answerOnce(reply, answer);
}
