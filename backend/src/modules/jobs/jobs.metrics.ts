import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Counter, Histogram, WAITS, type Metrics } from '../../lib/metrics.ts';
import { PAYMENT_PROVIDERS } from '../payments/payments.contract.ts';

/** How each event about a payment is counted. */
const OUTCOMES = {
  'payment.pending': 'opened',
  'payment.completed': 'completed',
  'payment.failed': 'failed',
} as const;
const isOutcome = (kind: string): kind is keyof typeof OUTCOMES => Object.hasOwn(OUTCOMES, kind);

interface OfPayment {
  provider?: string | null;
  amount: number;
  currency: string;
}

/** Counts events as they leave the outbox: that is after what they tell of was kept, and once. */
export function countRelayed(
  metrics: Metrics,
): (rows: readonly { kind: string; payload: unknown }[]) => void {
  const registers = [metrics];
  const events = new Counter({
    name: 'turnero_events_total',
    help: 'Events that left the outbox, by kind',
    labelNames: ['event'],
    registers,
  });
  const payments = new Counter({
    name: 'turnero_payments_total',
    help: 'Payments by company: opened at it, completed, or failed for good',
    labelNames: ['company', 'outcome'],
    registers,
  });
  for (const company of PAYMENT_PROVIDERS)
    for (const outcome of Object.values(OUTCOMES)) payments.inc({ company, outcome }, 0);
  const money = new Counter({
    name: 'turnero_paid_minor_units_total',
    help: 'Money of completed payments, in the minor units of its currency',
    labelNames: ['company', 'currency'],
    registers,
  });
  return (rows) => {
    for (const { kind, payload } of rows) {
      events.inc({ event: kind });
      if (!isOutcome(kind)) continue;
      const { provider, amount, currency } = payload as OfPayment;
      const company = provider ?? 'unknown';
      payments.inc({ company, outcome: OUTCOMES[kind] });
      if (kind === 'payment.completed') money.inc({ company, currency }, amount);
    }
  };
}

/** Measures what jobs take, and makes a span of each. @returns what goes around each run */
export function measureJobs(
  metrics: Metrics,
  tasks: readonly string[],
): (task: string, run: () => Promise<void>) => Promise<void> {
  const seconds = new Histogram({
    name: 'turnero_job_seconds',
    help: 'Runs of jobs by task and outcome; a failed one is tried again, some times',
    labelNames: ['task', 'outcome'],
    buckets: WAITS,
    registers: [metrics],
  });
  for (const task of tasks) for (const outcome of ['done', 'failed']) seconds.zero({ task, outcome });
  return (task, run) =>
    trace.getTracer('turnero').startActiveSpan(task, async (span) => {
      const end = seconds.startTimer({ task });
      try {
        await run();
        end({ outcome: 'done' });
      } catch (error) {
        end({ outcome: 'failed' });
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
}

/** Counts jobs that were tried for the last time. @returns what is told of each */
export function countLost(metrics: Metrics, tasks: readonly string[]): (task: string) => void {
  const lost = new Counter({
    name: 'turnero_jobs_lost_total',
    help: 'Jobs that failed for good, by task',
    labelNames: ['task'],
    registers: [metrics],
  });
  for (const task of tasks) lost.inc({ task }, 0);
  return (task) => lost.inc({ task });
}
