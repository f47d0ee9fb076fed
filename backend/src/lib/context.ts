import type { Role } from '../../generated/prisma/enums.ts';
import type { Database, Db, Sql, TransactionOptions } from './database.ts';
import type { Logger } from './log.ts';

/** The tenant a request belongs to, resolved once from its host. */
export interface Tenant {
  id: string;
  slug: string;
  name: string;
  /** Key of a file in niche-configs/. */
  vertical: string;
  /** What was chosen otherwise than in that file; see modules/tenants. */
  customs?: unknown;
  /** Its own domain, if mails and addresses name that one. */
  host?: string | null;
}

/** Who acts. Permissions are those of the grants that hold for the whole tenant; scoped ones are in `grants`. */
export interface Actor {
  kind: 'guest' | 'user' | 'apiKey' | 'system';
  /** The user's id; null for guests and the system. */
  id: string | null;
  sessionId: string | null;
  permissions: ReadonlySet<string>;
  grants: readonly Grant[];
  /** What an API key is bounded to; absent: unbounded. */
  scopes?: ReadonlySet<string>;
}

export interface Grant {
  role: Role;
  businessId: string | null;
  locationId: string | null;
}

/** What a service function is given first. There is no database client in it: open a transaction. */
export interface Ctx {
  database: Database;
  tenant: Tenant;
  actor: Actor;
  /** The instant it is; tests set their own. Expiry is compared with the database's clock instead. */
  now: () => Date;
  log: Logger;
  requestId: string;
}

/** A ctx in which nobody in particular acts: jobs, commands, benches. */
export const systemCtx = (
  { database, clock, log }: { database: Database; clock: () => Date; log: Logger },
  tenant: Tenant,
  requestId: string,
): Ctx => ({
  database,
  tenant,
  actor: { kind: 'system', id: null, sessionId: null, permissions: new Set(), grants: [] },
  now: clock,
  log,
  requestId,
});

/** Inside a transaction. */
export interface TxCtx extends Ctx {
  db: Db;
}

/**
 * Runs `work` in one transaction as the ctx's tenant and actor. The inner ctx shadows the outer one, so a
 * statement outside of the transaction cannot be written by mistake. Serialization failures and deadlocks
 * (40001, 40P01) run the whole work again, at most five times: it must have no effect outside the database.
 */
export function inTransaction<T>(
  ctx: Ctx,
  work: (ctx: TxCtx) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  const scope = { tenantId: ctx.tenant.id, actorId: ctx.actor.id };
  return ctx.database.transaction(scope, (db) => work({ ...ctx, db }), options);
}

/** Inside a transaction of prepared statements. */
export interface SqlCtx extends Ctx {
  sql: Sql;
}

/** `inTransaction` for the hot paths: prepared statements instead of Prisma's client. The same rules hold for `work`. */
export function inPrepared<T>(
  ctx: Ctx,
  work: (ctx: SqlCtx) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  const scope = { tenantId: ctx.tenant.id, actorId: ctx.actor.id };
  return ctx.database.prepared(scope, (sql) => work({ ...ctx, sql }), options);
}
