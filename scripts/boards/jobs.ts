import type { Board } from './board.ts';

/** From the outbox to the last try. */
export const jobs: Board = {
  uid: 'turnero-jobs',
  title: 'Jobs',
  rows: [
    {
      title: 'Outbox',
      panels: [
        {
          title: 'Oldest event',
          unit: 's',
          about: 'Below a second as long as a worker runs.',
          queries: [['max(turnero_outbox_age_seconds)', 'age']],
        },
        { title: 'Events that wait', queries: [['max(turnero_outbox_rows)', 'events']] },
        {
          title: 'Events that left',
          unit: 'ops',
          stacked: true,
          queries: [['sum by (event) (rate(turnero_events_total[$__rate_interval]))', '{{event}}']],
        },
      ],
    },
    {
      title: 'Queue',
      panels: [
        {
          title: 'Jobs',
          stacked: true,
          queries: [['sum by (state) (max by (task, state) (turnero_jobs))', '{{state}}']],
        },
        { title: 'Late', unit: 's', queries: [['max by (task) (turnero_jobs_age_seconds)', '{{task}}']] },
        {
          title: 'Failed, and not tried again',
          about: 'The operators’ console shows each, runs it again or forgets it.',
          queries: [
            ['max by (task) (turnero_jobs{state="failed"})', '{{task}} in the queue'],
            ['sum by (task) (increase(turnero_jobs_lost_total[1h]))', '{{task}} in the hour'],
          ],
        },
        {
          title: 'Runs',
          unit: 'ops',
          stacked: true,
          queries: [['sum by (task) (rate(turnero_job_seconds_count[$__rate_interval]))', '{{task}}']],
        },
        {
          title: 'Runs that failed',
          unit: 'ops',
          queries: [
            [
              'sum by (task) (rate(turnero_job_seconds_count{outcome="failed"}[$__rate_interval]))',
              '{{task}}',
            ],
          ],
        },
        {
          title: 'How long runs take (95 %)',
          unit: 's',
          queries: [
            [
              'histogram_quantile(0.95, sum by (task, le) (rate(turnero_job_seconds_bucket[15m])))',
              '{{task}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Workers',
      panels: [
        { title: 'Signs of life', queries: [['max(turnero_workers)', 'workers']] },
        {
          title: 'These numbers were read',
          unit: 's',
          queries: [['time() - max(turnero_state_read_timestamp_seconds)', 'ago']],
        },
        {
          title: 'Processes',
          queries: [['count by (role, version) (turnero_info)', '{{role}} {{version}}']],
        },
      ],
    },
  ],
};
