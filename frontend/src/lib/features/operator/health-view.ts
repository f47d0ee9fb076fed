import type { HealthView } from '#lib/api/types.ts';
import { formatDateTime } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/i18n/words.ts';
import { formatBytes } from './bytes.ts';

type Status = 'ok' | 'failed' | 'off';

export interface HealthPart {
  id: string;
  name: string;
  status: Status;
  text: string;
  detail: string;
}

/** A job that is late by this many seconds means that nobody takes them. */
const MOST_LATE_SECONDS = 120;

const words: Record<Status, () => string> = { ok: m.op_ok, failed: m.op_failed, off: m.op_off };

/** Every part with its state and what is to be known of it. @param now milliseconds since 1970 */
export function healthParts(health: HealthView, now: number, locale: Locale): HealthPart[] {
  const { checks, disk, workers, queue, outbox, migrations } = health;
  const count = (number: number) => new Intl.NumberFormat(locale).format(number);
  const secondsSince = (instant: string) => Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  const isLate = (instant: string | null) => instant !== null && secondsSince(instant) > MOST_LATE_SECONDS;
  const part = (id: string, name: string, status: Status, detail: string): HealthPart => ({
    ...{ id, name, status, detail },
    text: words[status](),
  });
  const answered = ({ ms }: { ms: number }) => m.op_answered({ ms: String(ms) });
  const alive = workers.filter(({ silent }) => !silent);
  const last = Math.min(...alive.map(({ seenAt }) => secondsSince(seenAt)));
  const pending = migrations.filter(({ appliedAt }) => appliedAt === null).length;
  return [
    part('database', m.op_part_database(), checks.database.status, answered(checks.database)),
    part(
      'redis',
      m.op_part_redis(),
      checks.redis.status,
      checks.redis.status === 'off' ? '' : answered(checks.redis),
    ),
    part('storage', m.op_part_storage(), checks.storage.status, answered(checks.storage)),
    part(
      'disk',
      m.op_part_disk(),
      checks.disk.status,
      m.op_disk_free({
        free: formatBytes(disk.freeBytes, locale),
        total: formatBytes(disk.totalBytes, locale),
      }),
    ),
    part(
      'workers',
      m.op_part_workers(),
      alive.length > 0 ? 'ok' : 'failed',
      alive.length > 0
        ? m.op_workers_alive({ count: count(alive.length), seconds: count(last) })
        : m.op_workers_none(),
    ),
    part(
      'queue',
      m.op_part_queue(),
      queue.failed > 0 || isLate(queue.oldest) ? 'failed' : 'ok',
      m.op_queue_counts({
        waiting: count(queue.waiting),
        late: count(queue.late),
        running: count(queue.running),
        failed: count(queue.failed),
      }),
    ),
    part(
      'outbox',
      m.op_part_outbox(),
      isLate(outbox.oldest) ? 'failed' : 'ok',
      m.op_outbox_counts({ waiting: count(outbox.waiting) }),
    ),
    part(
      'migrations',
      m.op_part_migrations(),
      pending > 0 ? 'failed' : 'ok',
      m.op_migrations_counts({ applied: count(migrations.length - pending), pending: count(pending) }),
    ),
  ];
}

/** The newest first. */
export const migrationRows = ({ migrations }: HealthView, locale: Locale) =>
  migrations.toReversed().map(({ name, appliedAt }) => ({
    id: name,
    name,
    applied: appliedAt ? formatDateTime(appliedAt, locale) : m.op_pending(),
    isPending: appliedAt === null,
  }));
