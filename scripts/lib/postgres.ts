import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Told } from '../launch/steps.mjs';
import { freePort } from './ports.ts';
import { findBinaries } from './postgres-binaries.ts';
import { type Credentials, cleanEnvironment, ensureCluster, stopOrphan } from './postgres-cluster.ts';
import { type Kept, keep } from './postgres-keeper.ts';

export type PostgresOptions = {
  /** Where the data lives (in its sub-folder `postgres`). Left out for a throw-away server. */
  dataDir?: string;
  /** Fast and careless, in a temporary folder that is deleted at the end: for tests. */
  throwaway?: boolean;
  /** Where it listens, for one that comes back to those who know it; left out, any free port. */
  port?: number;
  /** Told about what is out of the ordinary. */
  onLog?: (line: string) => void;
};

export type Postgres = {
  /** Connects as `turnero_owner`, who owns the database `turnero`, may create roles and databases, and is no superuser. */
  url: string;
  /** Connects as the superuser, to the same database. */
  adminUrl: string;
  port: number;
  pid: number;
  /** Resolves with the reason when the server ends, wanted or not. */
  exited: Promise<string>;
  /** Ends it: connections are cut, data is safe. */
  stop: () => Promise<void>;
  /** Ends it at once; it puts its data right when it starts again. */
  kill: () => void;
};

const everyday = {
  shared_buffers: '128MB',
  max_connections: '100',
  wal_compression: 'on',
  max_wal_size: '512MB',
};
const careless = {
  shared_buffers: '128MB',
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};
const always = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
  log_checkpoints: 'off',
  password_encryption: 'scram-sha-256',
};
const largestLog = 5_000_000;

/**
 * Starts the embedded PostgreSQL on a free port of 127.0.0.1, creating its data first when there is none. The server
 * ends when this process ends, even by SIGKILL.
 * @throws Told when it cannot start, with the end of its log
 */
export async function startPostgres({
  dataDir,
  throwaway = false,
  port,
  onLog,
}: PostgresOptions): Promise<Postgres> {
  if (dataDir !== undefined && !throwaway) return startIn({ folder: dataDir, temporary: false, port, onLog });
  const folder = await mkdtemp(join(tmpdir(), 'turnero-postgres-'));
  try {
    // Whoever the server runs as must be able to enter; the data folder inside stays closed.
    await chmod(folder, 0o711);
    return await startIn({ folder, temporary: true, port, onLog });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

type Place = {
  folder: string;
  temporary: boolean;
  port: number | undefined;
  onLog: PostgresOptions['onLog'];
};

async function startIn({ folder, temporary, port: wanted, onLog }: Place): Promise<Postgres> {
  const binaries = await findBinaries();
  await mkdir(folder, { recursive: true });
  const cluster = join(folder, 'postgres');
  if (await stopOrphan(cluster)) onLog?.('stopped a PostgreSQL that an earlier run had left behind');
  const { runAs, credentials } = await ensureCluster(cluster, binaries, temporary);
  if (temporary && runAs.uid !== undefined && runAs.gid !== undefined)
    await chown(folder, runAs.uid, runAs.gid);

  const logFile = join(folder, 'postgres.log');
  const settings = { ...always, ...(temporary ? careless : everyday) };
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const log = openLog(logFile);
    const kept = keep([binaries.postgres, '-D', cluster, ...flags], {
      runAs,
      log,
      env: cleanEnvironment,
      remove: temporary ? folder : undefined,
    });
    closeSync(log);
    const reason = await untilReady(kept, port, credentials);
    if (reason === undefined) return running(kept, port, credentials, temporary ? folder : undefined);
    const tail = (await readFile(logFile, 'utf8').catch(() => '')).slice(-2_000);
    // Somebody may have taken the port between our look and the server's.
    if (attempt < 3 && /Address already in use/i.test(tail)) continue;
    throw new Told(`PostgreSQL did not start (${reason}); the end of ${logFile}:`, tail);
  }
}

function openLog(file: string) {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLog) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

function running(kept: Kept, port: number, { admin, owner }: Credentials, remove?: string): Postgres {
  const at = `127.0.0.1:${port}/turnero`;
  return {
    url: `postgresql://turnero_owner:${owner}@${at}`,
    adminUrl: `postgresql://postgres:${admin}@${at}`,
    port,
    pid: kept.process.pid ?? 0,
    exited: kept.exited,
    stop: () => stop(kept, remove),
    kill: () => kept.process.kill('SIGQUIT'),
  };
}

async function stop(kept: Kept, remove?: string) {
  kept.release();
  const patience = new AbortController();
  const late = sleep(20_000, 'late', { signal: patience.signal }).catch(() => 'done');
  if ((await Promise.race([kept.exited, late])) === 'late') kept.process.kill('SIGQUIT');
  await kept.exited;
  patience.abort();
  if (remove) await rm(remove, { recursive: true, force: true });
}

/** @returns why it ended, or undefined when it is ready and holds our role and database */
async function untilReady(kept: Kept, port: number, credentials: Credentials): Promise<string | undefined> {
  let ended: string | undefined;
  void kept.exited.then((reason) => (ended = reason));
  for (;;) {
    const client = new Client({
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password: credentials.admin,
      database: 'postgres',
    });
    try {
      await client.connect();
      await ensureOwner(client, credentials.owner);
      return undefined;
    } catch (error) {
      if (ended !== undefined) return ended;
      if (!isStarting(error)) {
        kept.release();
        await kept.exited;
        throw error;
      }
      await sleep(30);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** Not listening yet, or still replaying what a crash left in its log. */
function isStarting(error: unknown) {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ECONNREFUSED', 'ECONNRESET', '57P03'].includes(String(error.code))
  );
}

async function ensureOwner(client: Client, password: string) {
  const role = await client.query(`select 1 from pg_roles where rolname = 'turnero_owner'`);
  if (role.rowCount === 0) {
    await client.query(
      `create role turnero_owner login createrole createdb password ${client.escapeLiteral(password)}`,
    );
  }
  const database = await client.query(`select 1 from pg_database where datname = 'turnero'`);
  if (database.rowCount === 0) await client.query('create database turnero owner turnero_owner');
}
