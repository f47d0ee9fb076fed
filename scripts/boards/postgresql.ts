import type { Board } from './board.ts';

const OURS = 'datname!~"template.*|postgres"';

/** As postgres_exporter tells it: names that tests/lib/postgres-exporter.txt has, which the real one showed. */
export const postgresql: Board = {
  uid: 'turnero-postgresql',
  title: 'PostgreSQL',
  rows: [
    {
      title: 'Load',
      panels: [
        { title: 'Reached', queries: [['pg_up', 'PostgreSQL']] },
        {
          title: 'Connections',
          stacked: true,
          queries: [
            [`sum by (datname, state) (pg_stat_activity_count{${OURS}}) > 0`, '{{datname}} {{state}}'],
          ],
        },
        {
          title: 'Of those there may be',
          unit: 'percentunit',
          queries: [['sum(pg_stat_activity_count) / max(pg_settings_max_connections)', 'taken']],
        },
        {
          title: 'Transactions',
          unit: 'ops',
          queries: [
            [`rate(pg_stat_database_xact_commit{${OURS}}[$__rate_interval])`, '{{datname}} committed'],
            [`rate(pg_stat_database_xact_rollback{${OURS}}[$__rate_interval])`, '{{datname}} rolled back'],
          ],
        },
        {
          title: 'Longest transaction',
          unit: 's',
          queries: [
            [`max by (datname, state) (pg_stat_activity_max_tx_duration{${OURS}})`, '{{datname}} {{state}}'],
          ],
        },
        {
          title: 'Locks',
          queries: [[`sum by (datname, mode) (pg_locks_count{${OURS}}) > 0`, '{{datname}} {{mode}}']],
        },
      ],
    },
    {
      title: 'Data',
      panels: [
        { title: 'Size', unit: 'bytes', queries: [[`pg_database_size_bytes{${OURS}}`, '{{datname}}']] },
        {
          title: 'Found in memory',
          unit: 'percentunit',
          queries: [
            [
              `rate(pg_stat_database_blks_hit{${OURS}}[15m]) / (rate(pg_stat_database_blks_hit{${OURS}}[15m]) + rate(pg_stat_database_blks_read{${OURS}}[15m]) > 0)`,
              '{{datname}}',
            ],
          ],
        },
        {
          title: 'Rows',
          unit: 'ops',
          queries: [
            [`rate(pg_stat_database_tup_fetched{${OURS}}[$__rate_interval])`, '{{datname}} read'],
            [`rate(pg_stat_database_tup_inserted{${OURS}}[$__rate_interval])`, '{{datname}} added'],
            [`rate(pg_stat_database_tup_updated{${OURS}}[$__rate_interval])`, '{{datname}} changed'],
            [`rate(pg_stat_database_tup_deleted{${OURS}}[$__rate_interval])`, '{{datname}} removed'],
          ],
        },
        {
          title: 'Deadlocks in an hour',
          queries: [[`increase(pg_stat_database_deadlocks{${OURS}}[1h])`, '{{datname}}']],
        },
        {
          title: 'Written to disk because memory did not suffice',
          unit: 'Bps',
          queries: [[`rate(pg_stat_database_temp_bytes{${OURS}}[$__rate_interval])`, '{{datname}}']],
        },
      ],
    },
  ],
};
