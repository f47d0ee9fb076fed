import { sqlState, type Database } from './database.ts';
import { Counter, Gauge, Histogram, WAITS, type Metrics } from './metrics.ts';

/** What failed and was not a refusal of ours: the SQLSTATE, or that nobody was reached. */
function faultOf(error: unknown): string | undefined {
  const state = sqlState(error);
  if (state) return state;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code?.startsWith('E') ? 'unreachable' : undefined;
}

/** What calls for somebody. Known from the start, so that the first of a kind is seen to increase its number. */
const GRAVE = ['unreachable', '40001', '40P01', '53200', '53300', '55P03', '57014', '57P01'];

/**
 * Measures databases as whoever uses them sees them: with the wait for a connection, and with what had to be repeated.
 * @returns what puts one of them under measurement, by the name it has in the metrics
 */
export function measureDatabases(metrics: Metrics): (name: string, database: Database) => Database {
  const registers = [metrics];
  const measured = new Map<string, Database>();
  const seconds = new Histogram({
    name: 'turnero_transaction_seconds',
    help: 'Transactions, from the wish for a connection to the end, by database role and outcome',
    labelNames: ['database', 'outcome'],
    buckets: WAITS,
    registers,
  });
  const faults = new Counter({
    name: 'turnero_database_errors_total',
    help: 'Transactions that the database refused, by SQLSTATE; "unreachable" where it did not answer',
    labelNames: ['database', 'sqlstate'],
    registers,
  });
  const pool = { labelNames: ['database', 'pool'] as const, registers };
  const limit = new Gauge({ name: 'turnero_pool_limit', help: 'Connections a pool may have', ...pool });
  const waiting = new Gauge({
    name: 'turnero_pool_waiting',
    help: 'Transactions that wait for a connection of a pool',
    ...pool,
  });
  new Gauge({
    name: 'turnero_pool_busy',
    help: 'Connections of a pool that are in use',
    ...pool,
    collect() {
      for (const [database, { pools }] of measured)
        for (const { name, busy, ...one } of pools()) {
          const labels = { database, pool: name };
          this.set(labels, busy);
          limit.set(labels, one.limit);
          waiting.set(labels, one.waiting);
        }
    },
  });

  async function timed<T>(database: string, run: () => Promise<T>): Promise<T> {
    const end = seconds.startTimer({ database });
    try {
      const result = await run();
      end({ outcome: 'committed' });
      return result;
    } catch (error) {
      const fault = faultOf(error);
      end({ outcome: fault === undefined ? 'refused' : 'failed' });
      if (fault !== undefined) faults.inc({ database, sqlstate: fault });
      throw error;
    }
  }

  return (name, database) => {
    measured.set(name, database);
    for (const sqlstate of GRAVE) faults.inc({ database: name, sqlstate }, 0);
    return {
      ...database,
      transaction: (...given) => timed(name, () => database.transaction(...given)),
      prepared: (...given) => timed(name, () => database.prepared(...given)),
    };
  };
}
