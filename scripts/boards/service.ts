import type { Board } from './board.ts';

const OURS = 'job=~"api|web|worker"';

/** What visitors notice, and what holds it up. */
export const service: Board = {
  uid: 'turnero-service',
  title: 'Service',
  choices: [{ name: 'request', title: 'Request id', text: true }],
  rows: [
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests',
          unit: 'reqps',
          about: 'Questions of a page to the api count there, too.',
          queries: [
            ['sum by (job) (rate(http_request_duration_seconds_count[$__rate_interval]))', '{{job}}'],
          ],
        },
        {
          title: 'Share that failed',
          unit: 'percentunit',
          about: 'Status 500 and more. Beyond 1 % somebody is told, beyond 5 % at once.',
          queries: [['turnero:request_errors:ratio5m', '{{job}}']],
        },
        {
          title: 'By status',
          unit: 'reqps',
          stacked: true,
          queries: [
            [
              'sum by (job, status_code) (rate(http_request_duration_seconds_count[$__rate_interval]))',
              '{{job}} {{status_code}}',
            ],
          ],
        },
        {
          title: 'How long answers take',
          unit: 's',
          queries: [
            ['turnero:request_seconds:p50_5m', '{{job}} half'],
            ['turnero:request_seconds:p95_5m', '{{job}} 95 %'],
            ['turnero:request_seconds:p99_5m', '{{job}} 99 %'],
          ],
        },
        {
          title: 'Refusals by code',
          unit: 'reqps',
          about: 'SLOT_TAKEN and VALIDATION are daily bread; INTERNAL and UNAVAILABLE are ours.',
          queries: [['sum by (code) (rate(turnero_refusals_total[$__rate_interval]))', '{{code}}']],
        },
        {
          title: 'Sockets',
          queries: [['sum by (instance) (turnero_sockets)', '{{instance}}']],
        },
        {
          title: 'Slowest routes',
          kind: 'table',
          unit: 's',
          about: '95 % of the answers of the last 15 minutes were faster.',
          queries: [
            [
              'topk(15, histogram_quantile(0.95, sum by (job, method, route, le) (rate(http_request_duration_seconds_bucket[15m]))))',
            ],
          ],
        },
        {
          title: 'Routes that fail',
          kind: 'table',
          about: 'Answers of the last hour with status 500 and more.',
          queries: [
            [
              'topk(15, sum by (job, method, route, status_code) (increase(http_request_duration_seconds_count{status_code=~"5.."}[1h])) > 0)',
            ],
          ],
        },
      ],
    },
    {
      title: 'Saturation',
      panels: [
        {
          title: 'Event loop: lag',
          unit: 's',
          about: 'One in a hundred turns takes longer. Above 0.25 s everything in the process feels it.',
          queries: [[`nodejs_eventloop_lag_p99_seconds{${OURS}}`, '{{job}} {{instance}}']],
        },
        {
          title: 'Event loop: share in use',
          unit: 'percentunit',
          queries: [
            [
              'rate(nodejs_eventloop_utilization_histogram_sum[$__rate_interval]) / rate(nodejs_eventloop_utilization_histogram_count[$__rate_interval])',
              '{{job}} {{instance}}',
            ],
          ],
        },
        {
          title: 'Processor',
          unit: 'percentunit',
          about: '1 is a whole core.',
          queries: [[`rate(process_cpu_seconds_total{${OURS}}[$__rate_interval])`, '{{job}} {{instance}}']],
        },
        {
          title: 'Heap, of what it may be',
          unit: 'percentunit',
          queries: [['nodejs_heap_size_used_bytes / turnero_heap_limit_bytes', '{{job}} {{instance}}']],
        },
        {
          title: 'Memory',
          unit: 'bytes',
          queries: [[`process_resident_memory_bytes{${OURS}}`, '{{job}} {{instance}}']],
        },
        {
          title: 'Since when',
          unit: 'dateTimeFromNow',
          queries: [[`process_start_time_seconds{${OURS}} * 1000`, '{{job}} {{instance}}']],
        },
      ],
    },
    {
      title: 'Database and cache, as processes see them',
      panels: [
        {
          title: 'Connections in use',
          queries: [
            [
              'sum by (job, instance, database, pool) (turnero_pool_busy)',
              '{{instance}} {{database}} {{pool}}',
            ],
            ['max(turnero_pool_limit{database="app"})', 'limit of a pool'],
          ],
        },
        {
          title: 'Transactions that wait for a connection',
          about: 'Above zero for long: more connections (DATABASE_POOL_SIZE), or fewer questions.',
          queries: [
            [
              'sum by (job, instance, database, pool) (turnero_pool_waiting)',
              '{{instance}} {{database}} {{pool}}',
            ],
          ],
        },
        {
          title: 'Transactions',
          unit: 'ops',
          queries: [
            [
              'sum by (job, database, outcome) (rate(turnero_transaction_seconds_count[$__rate_interval]))',
              '{{job}} {{database}} {{outcome}}',
            ],
          ],
        },
        {
          title: 'How long transactions take (95 %)',
          unit: 's',
          queries: [['turnero:transaction_seconds:p95_5m', '{{job}} {{database}}']],
        },
        {
          title: 'Refused by the database',
          unit: 'ops',
          about:
            '23P01: the time was taken. 55P03: waited too long for a lock. 40P01: locked each other out.',
          queries: [
            [
              'sum by (database, sqlstate) (rate(turnero_database_errors_total[$__rate_interval]))',
              '{{database}} {{sqlstate}}',
            ],
          ],
        },
        {
          title: 'Cache: found here or in Redis',
          unit: 'percentunit',
          queries: [['turnero:cache_hits:ratio5m', '{{topic}}']],
        },
        {
          title: 'Cache: where values came from',
          unit: 'ops',
          stacked: true,
          queries: [
            ['sum by (outcome) (rate(turnero_cache_requests_total[$__rate_interval]))', '{{outcome}}'],
          ],
        },
        {
          title: 'Redis',
          about: '1: takes commands. Nothing is shown where none is used.',
          queries: [['turnero_redis_ready', '{{job}} {{instance}}']],
        },
        {
          title: 'The bus',
          unit: 'ops',
          queries: [
            [
              'sum by (outcome) (rate(turnero_event_handlers_total[$__rate_interval]))',
              'handlers {{outcome}}',
            ],
            ['sum(rate(turnero_bus_gaps_total[$__rate_interval]))', 'interruptions'],
          ],
        },
      ],
    },
    {
      title: 'Log',
      panels: [
        {
          title: 'Everything that one request led to (its id stands above, and on the page of the error)',
          kind: 'logs',
          queries: [['{service=~"web|api|worker"} |= `$request`']],
        },
        {
          title: 'What went wrong',
          kind: 'logs',
          queries: [['{service=~"web|api|worker", level=~"warn|error|fatal"}']],
        },
      ],
    },
  ],
};
