import type { Board, Panel } from './board.ts';

const number = (title: string, expression: string): Panel => ({
  title,
  kind: 'number',
  queries: [[`round(${expression})`]],
});
const became = (state: string) => `sum(increase(turnero_bookings_total{to="${state}"}[24h]))`;

/** What the business lives of. Counted from the history of bookings, so at most half a minute late. */
export const bookings: Board = {
  uid: 'turnero-bookings',
  title: 'Bookings and money',
  from: 'now-24h',
  rows: [
    {
      title: 'The last 24 hours',
      panels: [
        number(
          'Booked',
          'sum(increase(turnero_bookings_total{from=~"nothing|held|expired",to=~"confirmed|pending"}[24h]))',
        ),
        number('Cancelled', became('cancelled')),
        number('Not come', became('no_show')),
        number('Completed', became('completed')),
        number('Held', became('held')),
        number('Holds open now', 'max(turnero_holds{state="open"})'),
      ],
    },
    {
      title: 'Bookings',
      panels: [
        {
          title: 'Booked in an hour',
          queries: [
            ['turnero:bookings_made:increase1h', 'now'],
            ['turnero:bookings_made:increase1h offset 1w', 'a week before'],
          ],
        },
        {
          title: 'From state to state, in an hour',
          queries: [['sum by (from, to) (increase(turnero_bookings_total[1h])) > 0', '{{from}} to {{to}}']],
        },
        {
          title: 'Holds that become bookings',
          unit: 'percentunit',
          queries: [
            [
              'sum(increase(turnero_bookings_total{from="held",to=~"confirmed|pending"}[1h])) / (sum(increase(turnero_bookings_total{from="nothing",to="held"}[1h])) > 0)',
              'of those made in the hour',
            ],
          ],
        },
        {
          title: 'Holds',
          about: 'Overdue ones have ended and still stand; their time is free all the same.',
          queries: [['max by (state) (turnero_holds)', '{{state}}']],
        },
        {
          title: 'Refused, because the time was taken',
          unit: 'reqps',
          queries: [
            [
              'sum by (code) (rate(turnero_refusals_total{code=~"SLOT_TAKEN|POLICY_.*"}[$__rate_interval]))',
              '{{code}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Money',
      panels: [
        {
          title: 'Payments in an hour',
          queries: [
            [
              'sum by (company, outcome) (increase(turnero_payments_total[1h])) > 0',
              '{{company}} {{outcome}}',
            ],
          ],
        },
        {
          title: 'Share that fails',
          unit: 'percentunit',
          queries: [['turnero:payments_failed:ratio30m', '{{company}}']],
        },
        {
          title: 'Paid in an hour',
          about: 'In minor units of the currency, such as cents.',
          queries: [
            [
              'sum by (company, currency) (increase(turnero_paid_minor_units_total[1h]))',
              '{{company}} {{currency}}',
            ],
          ],
        },
        {
          title: 'Waiting for an answer of their company',
          queries: [['max by (what) (turnero_overdue{what=~"payments|refunds"})', '{{what}}']],
        },
      ],
    },
    {
      title: 'Messages',
      panels: [
        {
          title: 'Tries in an hour',
          queries: [
            [
              'sum by (channel, outcome) (increase(turnero_messages_total[1h])) > 0',
              '{{channel}} {{outcome}}',
            ],
          ],
        },
        {
          title: 'Share that fails',
          unit: 'percentunit',
          queries: [['turnero:messages_failed:ratio30m', '{{channel}}']],
        },
        {
          title: 'Late by more than five minutes',
          queries: [['max(turnero_overdue{what="messages"})', 'messages']],
        },
      ],
    },
  ],
};
