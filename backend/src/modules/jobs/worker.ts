import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as QueueLogger, parseCronItems, run, type Runner, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from '../../lib/log.ts';
import { openMailer } from '../messages/mailer.ts';
import { startHeartbeat } from './heartbeat.ts';
import { countLost, countRelayed } from './jobs.metrics.ts';
import { startRelay } from './relay.ts';
import { taskListOf, type JobDeps } from './task-list.ts';
import type { Tasks } from './task.ts';
import { createTasks } from './tasks.ts';
import { startWatch } from './watch.ts';

export interface Worker {
  /** Takes no new job, finishes those under way, then lets go. */
  stop: () => Promise<void>;
}

const CONCURRENCY = 5;
const POLL_MS = 500;
const RESTART_MS = 1_000;

function queueLogger(log: Logger): QueueLogger {
  const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
  return new QueueLogger((scope) => (level, message, meta) => {
    log[levels[level]]({ ...scope, err: meta['error'] }, message);
  });
}

function cronOf(tasks: Tasks) {
  return parseCronItems(
    Object.entries(tasks).flatMap(([task, definition]) =>
      definition.kind === 'upkeep' ? [{ task, match: definition.at, options: { maxAttempts: 3 } }] : [],
    ),
  );
}

/** One run of the queue, with a heartbeat for the id under which it locks jobs. */
async function startQueue(
  pool: pg.Pool,
  deps: JobDeps,
  tasks: Tasks,
): Promise<{ runner: Runner; end: () => Promise<void> }> {
  const events: WorkerEvents = new EventEmitter();
  let heartbeat: { stop: () => Promise<void> } | undefined;
  events.on('pool:create', ({ workerPool }) => {
    heartbeat = startHeartbeat(pool, workerPool.id, deps.log);
  });
  const lost = countLost(deps.metrics, Object.keys(tasks));
  events.on('job:failed', ({ job, error }) => {
    lost(job.task_identifier);
    deps.log.error({ err: error, task: job.task_identifier, jobId: job.id }, 'a job failed for good');
  });
  const runner = await run(
    {
      pgPool: pool,
      concurrency: CONCURRENCY,
      // For jobs of a later time, which nobody announces.
      pollInterval: POLL_MS,
      noHandleSignals: true,
      events,
      logger: queueLogger(deps.log),
    },
    taskListOf(deps, tasks, pool),
    cronOf(tasks),
  );
  return { runner, end: async () => heartbeat?.stop() };
}

/**
 * The worker process: relays the outbox and runs jobs, as turnero_direct; a job's own statements run as the
 * app role in its tenant.
 */
export async function startWorker(
  deps: JobDeps,
  tasks: Tasks = createTasks(deps, openMailer(deps.env)),
): Promise<Worker> {
  const pool = new pg.Pool({
    connectionString: deps.env.DATABASE_DIRECT_URL,
    max: CONCURRENCY + 5,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'turnero worker',
  });
  const lost = (error: Error) => deps.log.warn({ err: error }, 'the worker lost a connection');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  let queue = await startQueue(pool, deps, tasks);
  const relay = startRelay(pool, tasks, deps.log, countRelayed(deps.metrics));
  const watch = startWatch(pool, deps.metrics, deps.log);

  async function keepRunning(): Promise<void> {
    while (!isStopping()) {
      await queue.runner.promise.catch((error: unknown) => {
        deps.log.error({ err: error }, 'the job queue stopped by itself; starting it again');
      });
      await queue.end();
      await restart();
    }
  }

  async function restart(): Promise<void> {
    while (!isStopping()) {
      await sleep(RESTART_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (isStopping()) return;
      try {
        queue = await startQueue(pool, deps, tasks);
        return;
      } catch (error) {
        deps.log.error({ err: error }, 'the job queue does not start; trying again');
      }
    }
  }

  const kept = keepRunning();
  return {
    async stop() {
      stopping.abort();
      await relay.stop();
      await watch.stop();
      // It may have stopped by itself in the meantime.
      await queue.runner.stop().catch(() => undefined);
      await kept;
      await pool.end();
    },
  };
}
