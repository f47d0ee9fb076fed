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

/** A statement that each connection parses once. Make it at the top of a module, never per call. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /** Never set: it only carries the type of a row. */
  readonly row?: Row;
}

let statements = 0;

/** @param text SQL with $1, $2, ... */
export function statement<Row>(text: string): Statement<Row> {
  statements += 1;
  return { name: `hot${statements}`, text };
}

/**
 * Sends a prepared statement. What is sent without awaiting the one before goes out in the same round trip; after a
 * failure the rest of the transaction fails too. The last statements need not be awaited at all: they go out together
 * with the COMMIT, which then fails as they did.
 */
export type Sql = <Row>(statement: Statement<Row>, values?: readonly unknown[]) => Promise<Row[]>;

/** One pool of connections: those of Prisma's client, or those of prepared statements. */
export interface PoolUse {
  name: 'prisma' | 'prepared';
  limit: number;
  busy: number;
  /** Transactions that wait for a connection. */
  waiting: number;
}

/** A role's connections to the database. */
export interface Database {
  /**
   * Like `transaction`, for the few hot paths: prepared statements on the bare driver, pipelined. Opening the
   * transaction and setting its scope cost no round trip of their own.
   */
  prepared: <T>(
    scope: TransactionScope,
    work: (sql: Sql) => Promise<T>,
    options?: TransactionOptions,
  ) => Promise<T>;
  transaction: <T>(
    scope: TransactionScope,
    work: (db: Db) => Promise<T>,
    options?: TransactionOptions,
  ) => Promise<T>;
  /** Calls back with every statement that is sent, until the function it returns is called: for tests and benches. */
  onQuery: (listener: (sql: string) => void) => () => void;
  /** How its connections are used at this moment. */
  pools: () => PoolUse[];
  /** Throws when the database does not answer. */
  ping: () => Promise<void>;
  close: () => Promise<void>;
}

/** Prisma's client as what takes our statements, for those that both kinds of transaction need. */
export function sqlOf(db: Db): Sql {
  return ({ text }, values = []) => db.$queryRawUnsafe(text, ...values);
}

const RETRIED = new Set(['40001', '40P01']);
const MOST_ATTEMPTS = 5;
const IN_FAILED_TRANSACTION = '25P02';

/** The SQLSTATE of a database error, however deep Prisma wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const cause = (error.meta?.['driverAdapterError'] as { cause?: { originalCode?: string } } | undefined)
      ?.cause;
    return cause?.originalCode ?? (error.code === 'P2034' ? '40001' : undefined);
  }
  return error instanceof pg.DatabaseError ? error.code : undefined;
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

const useOf = (
  name: PoolUse['name'],
  { totalCount, idleCount, waitingCount, options }: pg.Pool,
): PoolUse => ({
  name,
  limit: options.max,
  busy: totalCount - idleCount,
  waiting: waitingCount,
});

function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    ...config,
  });
  // A lost idle connection is replaced by the pool; unhandled, it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

// One plan for everybody: else a tenant too small for the statistics has each statement planned again each time.
const OPEN_SCOPE =
  statement(`SELECT set_config('app.tenant_id', $1, true), set_config('app.actor_id', $2, true),
  set_config('lock_timeout', $3, true), set_config('statement_timeout', $4, true),
  set_config('plan_cache_mode', 'force_generic_plan', true)`);

/**
 * Opens the pool of one database role.
 * @param url connection string of the role
 * @param poolSize the most connections it may hold
 */
export function openDatabase(url: string, poolSize: number): Database {
  const listeners = new Set<(sql: string) => void>();
  const pool = openPool({ connectionString: url, max: poolSize });
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

  // Prisma's client waits for each answer; the hot paths do not, and must not disturb it.
  let hotPool: pg.Pool | undefined;
  const hot = () => (hotPool ??= openPool({ connectionString: url, max: poolSize, pipeline: true }));

  /** Sends; whatever is sent in the same turn of the event loop goes out in one packet. */
  function send<Row extends pg.QueryResultRow>(client: pg.PoolClient, query: pg.QueryConfig) {
    const { stream } = client.connection;
    if (stream.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => stream.uncork());
    }
    return client.query<Row>(query);
  }

  async function attemptPrepared<T>(
    scope: TransactionScope,
    work: (sql: Sql) => Promise<T>,
    { lockTimeoutMs = 5_000, timeoutMs = 10_000 }: TransactionOptions,
  ): Promise<T> {
    const client = await hot().connect();
    let lost: unknown;
    let failure: Error | undefined;
    try {
      const opened = Promise.all([
        send(client, { text: 'BEGIN' }),
        send(client, {
          ...OPEN_SCOPE,
          values: [scope.tenantId ?? '', scope.actorId ?? '', String(lockTimeoutMs), String(timeoutMs)],
        }),
      ]);
      // Its failure is told by the statements behind it, and by the await below.
      opened.catch(() => undefined);
      const result = await work(<Row>({ name, text }: Statement<Row>, values: readonly unknown[] = []) => {
        for (const listener of listeners) listener(text);
        const sent = send<Row & pg.QueryResultRow>(client, { name, text, values: [...values] });
        // Told below to a `work` that did not wait for it.
        sent.catch((error: unknown) => (failure ??= error as Error));
        const rows = sent.then((answer) => answer.rows);
        rows.catch(() => undefined);
        return rows;
      });
      await opened;
      const { command } = await send(client, { text: 'COMMIT' });
      // A statement failed and `work` did not say so: nothing was kept.
      if (command !== 'COMMIT') throw failure ?? new Error('The transaction was rolled back.');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollback: unknown) => (lost = rollback));
      // Behind one that failed all others do, too: what failed first says why.
      throw sqlState(error) === IN_FAILED_TRANSACTION ? (failure ?? error) : error;
    } finally {
      client.release(lost !== undefined);
    }
  }

  async function retried<T>(run: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await run();
      } catch (error) {
        if (tries >= MOST_ATTEMPTS || !RETRIED.has(sqlState(error) ?? '')) throw error;
        // Jitter, so that the two that collided do not collide again.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * tries));
      }
    }
  }

  return {
    onQuery(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    transaction: (scope, work, options = {}) => retried(() => attempt(scope, work, options)),
    prepared: (scope, work, options = {}) => retried(() => attemptPrepared(scope, work, options)),
    pools: () => [useOf('prisma', pool), ...(hotPool ? [useOf('prepared', hotPool)] : [])],
    async ping() {
      await prisma().$queryRaw`SELECT 1`;
    },
    async close() {
      await opened?.$disconnect();
      // Prisma ends the pool only if it had come to use it; an idle connection keeps a process for a minute.
      if (!pool.ending) await pool.end();
      await hotPool?.end();
    },
  };
}
