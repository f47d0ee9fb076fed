import type pg from 'pg';
import { Gauge, type Metrics } from '../../lib/metrics.ts';

interface Measured {
  what: string;
  label: string | null;
  value: number;
}

/** The queue is ours alone; the rest is behind the wall, and told by a function that sees over it. */
const STATE = `
  SELECT what, label, value FROM measure_state()
  UNION ALL
  SELECT 'jobs ' || state, task, count(*)::float8 FROM (
    SELECT task_identifier AS task,
      CASE WHEN locked_at IS NOT NULL THEN 'running' WHEN attempts >= max_attempts THEN 'failed'
        WHEN run_at <= now() THEN 'ready' ELSE 'scheduled' END AS state
    FROM graphile_worker.jobs) AS job GROUP BY state, task
  UNION ALL
  SELECT 'jobs age', task_identifier, max(extract(epoch FROM now() - run_at))::float8 FROM graphile_worker.jobs
  WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now() GROUP BY task_identifier`;

const JOB_STATES = ['ready', 'scheduled', 'running', 'failed'] as const;

/** Numbers that are read from the database now and then, as they were last read. */
export function stateMetrics(metrics: Metrics): { read: (pool: pg.Pool) => Promise<void> } {
  const registers = [metrics];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const by = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers });

  const outbox = gauge('turnero_outbox_rows', 'Events in the outbox; more than 10,000 are not counted');
  const outboxAge = gauge('turnero_outbox_age_seconds', 'For how long the oldest event has been waiting');
  const jobs = by('turnero_jobs', 'Jobs in the queue; failed ones are not tried again', 'task', 'state');
  const jobsAge = by(
    'turnero_jobs_age_seconds',
    'For how long the oldest job of a task could have run',
    'task',
  );
  const holds = by('turnero_holds', 'Holds: open, or overdue and not yet given back', 'state');
  const holdsOf = by('turnero_tenant_holds', 'Open holds, of the 50 tenants that have most', 'tenant');
  const overdue = by(
    'turnero_overdue',
    'Messages not sent 5 minutes, payments and refunds not looked at 15 minutes after their time',
    'what',
  );
  const workers = gauge('turnero_workers', 'Workers that gave a sign of life within 15 seconds');
  const tenants = by('turnero_tenants', 'Tenants, live or suspended', 'state');
  const readAt = gauge('turnero_state_read_timestamp_seconds', 'When these numbers were read last');

  function show(rows: readonly Measured[]): void {
    for (const each of [jobs, jobsAge, holdsOf]) each.reset();
    for (const state of ['open', 'overdue']) holds.set({ state }, 0);
    for (const state of ['live', 'suspended']) tenants.set({ state }, 0);
    for (const { what, label, value } of rows) {
      const name = label ?? '';
      const state = JOB_STATES.find((state) => what === `jobs ${state}`);
      if (state) jobs.set({ task: name, state }, value);
      else if (what === 'jobs age') jobsAge.set({ task: name }, value);
      else if (what === 'outbox') outbox.set(value);
      else if (what === 'outbox age') outboxAge.set(value);
      else if (what === 'holds') holds.set({ state: name }, value);
      else if (what === 'holds of') holdsOf.set({ tenant: name }, value);
      else if (what === 'overdue') overdue.set({ what: name }, value);
      else if (what === 'workers') workers.set(value);
      else if (what === 'tenants') tenants.set({ state: name }, value);
    }
    readAt.setToCurrentTime();
  }

  return {
    async read(pool) {
      const { rows } = await pool.query<Measured>(STATE);
      show(rows);
    },
  };
}
