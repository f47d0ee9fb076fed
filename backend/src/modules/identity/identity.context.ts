import type { Deps } from '../../deps.ts';
import { emit, type EventName, type EventPayload } from '../../events.ts';
import type { Cache } from '../../lib/cache.ts';
import { inTransaction, type Ctx, type Tenant, type TxCtx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import type { Limits } from '../../lib/limits.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import { identityErrors } from './identity.contract.ts';
import { createHasher, passwordCost, type PasswordHasher } from './identity.passwords.ts';
import { identityKeys, type IdentityKeys } from './identity.tokens.ts';

export const fail = failWith({ ...commonErrors, ...identityErrors });

/** What the use cases of this module need beyond a ctx. */
export interface IdentityTools {
  cache: Cache;
  limits: Limits;
  hasher: PasswordHasher;
  keys: IdentityKeys;
  accessMinutes: number;
  sessionDays: number;
  /** The address of one of the tenant's pages, for a mail. */
  pageOf: (tenant: Pick<Tenant, 'slug' | 'host'>, path: string) => string;
}

export function identityTools({ env, cache, limits }: Pick<Deps, 'env' | 'cache' | 'limits'>): IdentityTools {
  return {
    cache,
    limits,
    hasher: createHasher(passwordCost(env)),
    keys: identityKeys(env.APP_SECRET),
    accessMinutes: env.ACCESS_TOKEN_MINUTES,
    sessionDays: env.SESSION_DAYS,
    pageOf: (tenant, path) => tenantUrl(env, tenant) + path,
  };
}

/** From where a request came. */
interface Client {
  ip: string;
  userAgent: string | null;
  deviceCookie: string | undefined;
}

export interface IdentityCtx extends Ctx {
  tools: IdentityTools;
  client: Client;
}

export interface IdentityTx extends TxCtx {
  tools: IdentityTools;
  client: Client;
  /** Promises an event; what this process has cached of it is forgotten as soon as the transaction commits. */
  announce: <Name extends EventName>(kind: Name, payload: EventPayload<Name>) => Promise<void>;
}

export interface Invalidation {
  topic: 'session' | 'user';
  key: string;
}

/** What must be forgotten in every process when an event is heard. */
export function invalidationsOf(kind: string, payload: unknown): Invalidation[] {
  const { userId, sessionIds = [] } = payload as { userId: string; sessionIds?: string[] };
  switch (kind) {
    case 'session.ended':
      return sessionIds.map((key) => ({ topic: 'session', key }));
    case 'user.updated':
    case 'role.granted':
    case 'role.revoked':
      return [{ topic: 'user', key: userId }];
    default:
      return [];
  }
}

/**
 * Announces in a transaction that someone else opened. Call `settle` once it has committed, before the caller is
 * answered: this process then forgets what the events changed; the others hear of it through the outbox.
 */
export function announcing(ctx: IdentityCtx) {
  let stale: Invalidation[] = [];
  return {
    within(tx: TxCtx): IdentityTx {
      // A retried transaction announces again.
      stale = [];
      return {
        ...tx,
        tools: ctx.tools,
        client: ctx.client,
        announce: async (kind, payload) => {
          await emit(tx, kind, payload);
          stale.push(...invalidationsOf(kind, payload));
        },
      };
    },
    async settle(): Promise<void> {
      await Promise.all(stale.map(({ topic, key }) => ctx.tools.cache.invalidate(ctx.tenant.id, topic, key)));
    },
  };
}

/** One transaction of this module, with what must be forgotten after it. */
export async function inIdentity<T>(ctx: IdentityCtx, work: (ctx: IdentityTx) => Promise<T>): Promise<T> {
  const effects = announcing(ctx);
  const result = await inTransaction(ctx, (tx) => work(effects.within(tx)));
  await effects.settle();
  return result;
}

/** Refuses, with the time to wait, once a count is used up. */
export async function takeOrFail(
  ctx: IdentityCtx,
  key: string,
  limit: { max: number; windowSeconds: number },
): Promise<void> {
  const { allowed, retryAfterSeconds } = await ctx.tools.limits.take(`${ctx.tenant.id}:${key}`, limit);
  if (!allowed) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds });
}
