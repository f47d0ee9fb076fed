import type { Board } from './board.ts';

const CHOSEN = 'tenant=~"$tenant"';

/** Tenants by their slugs. Each process tells the first 200 apart that it meets, and calls all others "other". */
export const tenants: Board = {
  uid: 'turnero-tenants',
  title: 'Tenants',
  from: 'now-24h',
  choices: [{ name: 'tenant', title: 'Tenant', label: 'tenant', of: 'turnero_tenant_requests_total' }],
  rows: [
    {
      title: 'The busiest',
      panels: [
        {
          title: 'Booked in the last 24 hours',
          kind: 'table',
          queries: [
            [
              'topk(20, sum by (tenant) (increase(turnero_tenant_bookings_total{to=~"confirmed|pending"}[24h])))',
            ],
          ],
        },
        {
          title: 'Requests in the last 24 hours',
          kind: 'table',
          queries: [['topk(20, sum by (tenant) (increase(turnero_tenant_requests_total[24h])))']],
        },
        {
          title: 'Open holds',
          queries: [['topk(10, max by (tenant) (turnero_tenant_holds))', '{{tenant}}']],
        },
        {
          title: 'Requests that failed',
          unit: 'reqps',
          queries: [
            [
              'topk(10, sum by (tenant) (rate(turnero_tenant_requests_total{status="5xx"}[$__rate_interval])))',
              '{{tenant}}',
            ],
          ],
        },
        { title: 'Sites', queries: [['max by (state) (turnero_tenants)', '{{state}}']] },
      ],
    },
    {
      title: 'Those that are chosen above',
      panels: [
        {
          title: 'Requests',
          unit: 'reqps',
          queries: [
            [
              `sum by (tenant, status) (rate(turnero_tenant_requests_total{${CHOSEN}}[$__rate_interval]))`,
              '{{tenant}} {{status}}',
            ],
          ],
        },
        {
          title: 'Bookings by what they became, in an hour',
          queries: [
            [
              `sum by (tenant, to) (increase(turnero_tenant_bookings_total{${CHOSEN}}[1h]))`,
              '{{tenant}} {{to}}',
            ],
          ],
        },
        {
          title: 'Messages in an hour',
          queries: [
            [
              `sum by (tenant, outcome) (increase(turnero_tenant_messages_total{${CHOSEN}}[1h]))`,
              '{{tenant}} {{outcome}}',
            ],
          ],
        },
        {
          title: 'Log',
          kind: 'logs',
          queries: [['{service=~"web|api"} | json | tenant=~"$tenant" | status>=400']],
        },
      ],
    },
  ],
};
