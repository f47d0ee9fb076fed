import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from '../../generated/prisma/client.ts';

/** The client of one open transaction: the only way to a tenant's rows. */
export type Db = Omit<Prisma.TransactionClient, '$transaction'>;

/** In whose name a transaction runs; both become settings that policies and defaults read. */
export interface TransactionScope {
  tenantId: string | null;
  actorId: string | null;
}

export interface TransactionOptions {
  /** Milliseconds a statement waits for a lock before 55P03. Default 5,000. */
  lockTimeoutMs?: number;
  /** Milliseconds the whole transaction may take. Default 10,000. */
  timeoutMs?: number;
}

/** A role's connections to the database. */
export interface Database {
  transaction: <T>(
    scope: TransactionScope,
    work: (db: Db) => Promise<T>,
    options?: TransactionOptions,
  ) => Promise<T>;
  /** Calls back with every statement that is sent, until the function it returns is called: for tests and benches. */
  onQuery: (listener: (sql: string) => void) => () => void;
  /** Throws when the database does not answer. */
  ping: () => Promise<void>;
  close: () => Promise<void>;
}

const RETRIED = new Set(['40001', '40P01']);
const MOST_ATTEMPTS = 5;

/** The SQLSTATE of a database error, however deep Prisma wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const cause = (error.meta?.['driverAdapterError'] as { cause?: { originalCode?: string } } | undefined)
      ?.cause;
    return cause?.originalCode ?? (error.code === 'P2034' ? '40001' : undefined);
  }
  return undefined;
}

/** Prepared statements are named by their text, so each connection parses a query once. */
const names = new Map<string, string>();
function statementName({ sql }: { sql: string }): string {
  const known = names.get(sql);
  if (known) return known;
  // IN-lists of changing length would fill the server's memory: past a bound, statements stay unnamed.
  if (names.size >= 1000) return '';
  const name = `s${names.size}`;
  names.set(sql, name);
  return name;
}

/**
 * Opens the pool of one database role.
 * @param url connection string of the role
 * @param poolSize the most connections it may hold
 */
export function openDatabase(url: string, poolSize: number): Database {
  const listeners = new Set<(sql: string) => void>();
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  });
  // A lost idle connection is replaced by the pool; unhandled, it would end the process.
  pool.on('error', () => undefined);
  const open = () =>
    new PrismaClient({
      adapter: new PrismaPg(pool, {
        disposeExternalPool: true,
        statementNameGenerator(query) {
          for (const listener of listeners) listener(query.sql);
          return statementName(query);
        },
      }),
      transactionOptions: { maxWait: 5_000 },
    });
  // Its query compiler takes tens of megabytes: a process that never asks this role anything does without.
  let opened: ReturnType<typeof open> | undefined;
  const prisma = () => (opened ??= open());

  async function attempt<T>(
    scope: TransactionScope,
    work: (db: Db) => Promise<T>,
    { lockTimeoutMs = 5_000, timeoutMs = 10_000 }: TransactionOptions,
  ): Promise<T> {
    return prisma().$transaction(
      async (db) => {
        await db.$executeRaw`SELECT set_config('app.tenant_id', ${scope.tenantId ?? ''}, true),
          set_config('app.actor_id', ${scope.actorId ?? ''}, true),
          set_config('lock_timeout', ${String(lockTimeoutMs)}, true)`;
        return work(db);
      },
      { timeout: timeoutMs },
    );
  }

  return {
    onQuery(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async transaction(scope, work, options = {}) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(scope, work, options);
        } catch (error) {
          if (tries >= MOST_ATTEMPTS || !RETRIED.has(sqlState(error) ?? '')) throw error;
          // Jitter, so that the two that collided do not collide again.
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * tries));
        }
      }
    },
    async ping() {
      await prisma().$queryRaw`SELECT 1`;
    },
    async close() {
      await opened?.$disconnect();
      // Prisma ends the pool only if it had come to use it; an idle connection keeps a process for a minute.
      if (!pool.ending) await pool.end();
    },
  };
}
