import { statfs } from 'node:fs/promises';
import type { Deps } from '../../deps.ts';
import { migrationNames } from '../../database/migration-names.ts';
import { version } from '../../lib/version.ts';
import { checkAll } from '../../plugins/health.checks.ts';
import { readAsOperator, type OperatorCtx } from './operators.context.ts';
import type { HealthView } from './operators.console.contract.ts';

interface Counts {
  waiting: bigint;
  late: bigint;
  running: bigint;
  failed: bigint;
  oldest: Date | null;
}

const iso = (instant: Date | null | undefined) => instant?.toISOString() ?? null;

async function readDatabase(ctx: OperatorCtx, onDisk: readonly string[]) {
  return readAsOperator(ctx, async (db) => {
    const [server] = await db.$queryRaw<{ version: string }[]>`
      SELECT current_setting('server_version') AS version`;
    const [queue] = await db.$queryRaw<Counts[]>`SELECT * FROM operator_jobs.counts()`;
    const [outbox] = await db.$queryRaw<{ waiting: bigint; oldest: Date | null }[]>`
      SELECT count(created_at) AS waiting, min(created_at) AS oldest FROM outbox`;
    const workers = await db.$queryRaw<{ id: string; seenAt: Date; silent: boolean }[]>`
      SELECT worker_id AS id, seen_at AS "seenAt", seen_at < now() - interval '15 seconds' AS silent
      FROM worker_heartbeats ORDER BY worker_id`;
    const applied = await db.$queryRaw<{ name: string; at: Date }[]>`
      SELECT migration_name AS name, finished_at AS at FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
    const when = new Map(applied.map(({ name, at }) => [name, at]));
    return {
      postgres: server?.version ?? '',
      queue: {
        waiting: Number(queue?.waiting ?? 0),
        late: Number(queue?.late ?? 0),
        running: Number(queue?.running ?? 0),
        failed: Number(queue?.failed ?? 0),
        oldest: iso(queue?.oldest),
      },
      outbox: { waiting: Number(outbox?.waiting ?? 0), oldest: iso(outbox?.oldest) },
      workers: workers.map(({ seenAt, ...worker }) => ({ ...worker, seenAt: seenAt.toISOString() })),
      migrations: onDisk.map((name) => ({ name, appliedAt: iso(when.get(name)) })),
    };
  });
}

/** Every part of the installation, as this process sees it. */
export async function showHealth(ctx: OperatorCtx, deps: Deps): Promise<HealthView> {
  const [checks, disk, names] = await Promise.all([
    checkAll(deps),
    statfs(deps.env.DATA_DIR),
    migrationNames(),
  ]);
  const bytes = (blocks: number) => blocks * disk.bsize;
  return {
    version,
    node: process.version,
    checks,
    disk: { freeBytes: bytes(disk.bavail), totalBytes: bytes(disk.blocks) },
    ...(await readDatabase(ctx, names)),
  };
}
