import type { Board, Panel } from './board.ts';

const worstQuarter = (title: string, name: string, about: string): Panel => ({
  title,
  unit: 'ms',
  about: `Three loads in four were better. ${about}`,
  queries: [
    [
      `histogram_quantile(0.75, sum by (route, le) (rate(web_vital_milliseconds_bucket{name="${name}"}[1h])))`,
      '{{route}}',
    ],
  ],
});

/** How pages are for the people who see them, as their browsers report it. */
export const vitals: Board = {
  uid: 'turnero-vitals',
  title: 'Web vitals',
  from: 'now-24h',
  rows: [
    {
      title: 'By page',
      panels: [
        worstQuarter('Largest part shown (LCP)', 'LCP', 'Good: up to 2,500 ms.'),
        worstQuarter('Answer to a touch (INP)', 'INP', 'Good: up to 200 ms.'),
        worstQuarter('First byte (TTFB)', 'TTFB', 'Good: up to 800 ms.'),
        {
          title: 'Shifts of the layout (CLS)',
          about: 'Three loads in four were better. Good: up to 0.1.',
          queries: [
            ['histogram_quantile(0.75, sum by (route, le) (rate(web_layout_shift_bucket[1h])))', '{{route}}'],
          ],
        },
        {
          title: 'Loads in an hour',
          queries: [
            ['sum by (route) (increase(web_vital_milliseconds_count{name="TTFB"}[1h]))', '{{route}}'],
          ],
        },
        {
          title: 'Scripts that failed, in an hour',
          queries: [['sum by (route) (increase(web_errors_total[1h])) > 0', '{{route}}']],
        },
      ],
    },
    {
      title: 'By device and connection',
      panels: [
        {
          title: 'All three',
          unit: 'ms',
          queries: [['turnero:web_vital_milliseconds:p75_1h', '{{name}} {{device}}']],
        },
        { title: 'Shifts', queries: [['turnero:web_layout_shift:p75_1h', '{{device}}']] },
        {
          title: 'LCP by connection',
          unit: 'ms',
          queries: [
            [
              'histogram_quantile(0.75, sum by (device, connection, le) (rate(web_vital_milliseconds_bucket{name="LCP"}[1h])))',
              '{{device}} {{connection}}',
            ],
          ],
        },
        {
          title: 'Scripts that failed, with the id of the page’s request',
          kind: 'logs',
          queries: [['{service="api"} |= `webError`']],
        },
      ],
    },
  ],
};
