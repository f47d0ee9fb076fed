import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { notify, type BusMessage } from '../../lib/bus.ts';
import type { Logger } from '../../lib/log.ts';
import { effects, isEventName, jobsOf, keyOf } from './effects.ts';
import type { Queued, Tasks } from './task.ts';

interface OutboxRow {
  tenant_id: string;
  id: string;
  kind: string;
  payload: unknown;
  request_id: string | null;
}

/** Told what has been relayed, after the commit. */
type Told = (rows: readonly OutboxRow[]) => void;

const BATCH = 200;
const POLL_MS = 100;
const SLOWEST_RETRY_MS = 5_000;

/** Kinds of a newer version stay for a worker that knows them. */
const known = Object.keys(effects);

async function takeBatch(client: pg.ClientBase): Promise<OutboxRow[]> {
  const { rows } = await client.query<OutboxRow>({
    name: 'take outbox',
    text: `DELETE FROM outbox USING (
             SELECT tenant_id, id FROM outbox WHERE kind = ANY($1) ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
           ) AS taken
           WHERE outbox.tenant_id = taken.tenant_id AND outbox.id = taken.id
           RETURNING outbox.tenant_id, outbox.id, outbox.kind, outbox.payload, outbox.request_id`,
    values: [known, BATCH],
  });
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

function specsOf(rows: readonly OutboxRow[], tasks: Tasks) {
  const specs = rows.flatMap(({ tenant_id, id, kind, payload, request_id }) =>
    (isEventName(kind) ? jobsOf(kind, payload) : []).map(
      ({ task, data, at = null, key = null, queue = null, priority = 0 }) => {
        const known = tasks[task];
        return {
          identifier: task,
          run_at: at,
          payload: { tenantId: tenant_id, eventId: id, requestId: request_id, data } satisfies Queued,
          max_attempts: known?.kind === 'tenant' ? known.maxAttempts : null,
          job_key: key && keyOf(tenant_id, key),
          queue_name: queue && keyOf(tenant_id, queue),
          priority,
        };
      },
    ),
  );
  const last = new Map(specs.map((spec, index) => [spec.job_key ?? index, spec]));
  return [...last.values()];
}

function messagesOf(rows: readonly OutboxRow[]): BusMessage[] {
  return rows
    .filter(({ kind }) => isEventName(kind) && effects[kind].heard)
    .map(({ tenant_id, id, kind, payload, request_id }) => ({
      id,
      tenantId: tenant_id,
      kind,
      payload,
      requestId: request_id,
    }));
}

/**
 * Turns one batch of outbox rows into jobs and messages, in one transaction: after a crash either all of it
 * has happened or the rows are still there.
 * @returns how many rows it took
 */
export async function relayBatch(
  pool: pg.Pool,
  tasks: Tasks,
  log: Logger,
  told: Told = () => undefined,
): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const rows = await takeBatch(client);
    const specs = specsOf(rows, tasks);
    if (specs.length > 0) {
      await client.query(
        `SELECT count(*) FROM graphile_worker.add_jobs(
           ARRAY(SELECT json_populate_recordset(NULL::graphile_worker.job_spec, $1::json)))`,
        [JSON.stringify(specs)],
      );
    }
    await notify(client, messagesOf(rows), log);
    await client.query('COMMIT');
    client.release();
    told(rows);
    return rows.length;
  } catch (error) {
    // The connection goes with its transaction, so that nothing half-done returns to the pool.
    client.release(true);
    throw error;
  }
}

/** Relays until it is stopped; several workers may do so at once. */
export function startRelay(
  pool: pg.Pool,
  tasks: Tasks,
  log: Logger,
  told?: Told,
): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      let wait = POLL_MS;
      try {
        // A full batch means more is waiting.
        if ((await relayBatch(pool, tasks, log, told)) === BATCH) wait = 0;
        failures = 0;
      } catch (error) {
        wait = Math.min(POLL_MS * 2 ** failures, SLOWEST_RETRY_MS);
        failures += 1;
        log.error({ err: error, failures }, 'the outbox relay failed; trying again');
      }
      if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
