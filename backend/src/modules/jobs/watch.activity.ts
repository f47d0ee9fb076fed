import type pg from 'pg';
import { Counter, fewOf, type Metrics } from '../../lib/metrics.ts';
import { FIRST_STATES, STEPS, type Step } from '../bookings/bookings.states.ts';

interface Happened {
  what: 'booking' | 'message';
  tenant: string;
  /** The state before it, if there was one; of a message its channel. */
  was: string | null;
  became: string;
  times: number;
}

/** How it begins is a step, too. */
const NOTHING = 'nothing';
const RESCHEDULED = 'rescheduled';

/** Every step that there is, so that the first of a kind is seen to increase its number, and not to begin it. */
function transitions(): { from: string; to: string }[] {
  const begun = FIRST_STATES.map((to) => ({ from: NOTHING, to }));
  const steps = Object.entries<Step>(STEPS).flatMap(([name, { from, to }]) => {
    const ends = to === 'same' ? (name === 'reschedule' ? [RESCHEDULED] : []) : to;
    return from.flatMap((state) => ends.map((end) => ({ from: state, to: end })));
  });
  return [...begun, ...steps];
}

/** Counts what has become of bookings and messages, once it has been kept: from the database, not from who did it. */
export function activityMetrics(metrics: Metrics): { read: (pool: pg.Pool) => Promise<void> } {
  const registers = [metrics];
  const bookings = new Counter({
    name: 'turnero_bookings_total',
    help: 'Bookings and holds that came from one state into another; "rescheduled" is another time, not another state',
    labelNames: ['from', 'to'],
    registers,
  });
  for (const step of transitions()) bookings.inc(step, 0);
  const ofTenants = new Counter({
    name: 'turnero_tenant_bookings_total',
    help: 'Bookings and holds that came into a state, by tenant; those of many tenants are one: "other"',
    labelNames: ['tenant', 'to'],
    registers,
  });
  const messages = new Counter({
    name: 'turnero_messages_total',
    help: 'Tries to send a message about a booking, by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  for (const channel of ['email', 'whatsapp', 'push', 'inbox'])
    for (const outcome of ['sent', 'failed']) messages.inc({ channel, outcome }, 0);
  const messagesOf = new Counter({
    name: 'turnero_tenant_messages_total',
    help: 'Tries to send a message about a booking, by tenant; those of many tenants are one: "other"',
    labelNames: ['tenant', 'outcome'],
    registers,
  });
  const nameOf = fewOf();

  function count({ what, tenant, was, became, times }: Happened): void {
    if (what === 'booking') {
      bookings.inc({ from: was ?? NOTHING, to: became }, times);
      ofTenants.inc({ tenant: nameOf(tenant), to: became }, times);
    } else {
      messages.inc({ channel: was ?? '', outcome: became }, times);
      messagesOf.inc({ tenant: nameOf(tenant), outcome: became }, times);
    }
  }

  return {
    async read(pool) {
      const { rows } = await pool.query<Happened>('SELECT * FROM take_activity()');
      rows.forEach(count);
    },
  };
}
