import { randomUUID } from 'node:crypto';
import { dataOf, browser, type Answer, type Browser } from './browser.ts';
import { change, moneyApp, openAccount, press, rowsOf, until } from './money.ts';
import { endHold } from './races.ts';
import { tomorrow } from './shop.ts';
import { createStaff, type Staff } from './staff.ts';
import { booking, type Booking } from '../src/modules/bookings/bookings.contract.ts';
import { payment, type Payment } from '../src/modules/payments/payments.contract.ts';

export type MoneyApp = Awaited<ReturnType<typeof moneyApp>>;
type Made = Booking & { token: string };

/** A shop whose bookings cost 1,000, and what customers and their companies do there. */
export interface Till {
  t: MoneyApp;
  staff: Staff;
  guest: Browser;
  /** On a day of its own. */
  book: (changes?: object) => Promise<Made>;
  /** A hold with its customer, of which a part is to be paid beforehand within 40 minutes. */
  holdToPay: (deposit: number, changes?: object) => Promise<Made>;
  ask: (of: Made, body: object, headers?: Record<string, string>) => Promise<Answer>;
  /** Asked for, and expected to be asked for well. */
  begin: (of: Made, body: object) => Promise<Payment>;
  pay: (of: Made, body: object) => Promise<Payment>;
  show: (id: string, token: string) => Promise<Payment>;
  settled: (of: Made, id: string, isSo: (payment: Payment) => boolean) => Promise<Payment>;
  /** Puts a booking into a state, with its fee, as the events of bookings tell it. */
  turn: (id: string, state: string, fee?: number) => Promise<void>;
  stateOf: (id: string) => Promise<string | undefined>;
}

/** Somebody new each time. */
const somebody = () => ({ name: 'Ana Paz', email: `ana.${randomUUID()}@example.com` });
export const isCompleted = ({ state }: Payment) => state === 'completed';
export const isRefunded = ({ refunds }: Payment) => refunds.some(({ state }) => state === 'completed');
export const withToken = (token: string) => ({ 'x-booking-token': token });

export async function openTill(): Promise<Till> {
  const t = await moneyApp();
  const staff = await createStaff(t, { providers: 2 });
  const guest = browser(t, t.a);
  await openAccount(t, 'sandbox');
  let day = 0;
  const wish = () => {
    day += 1;
    return { items: [{ serviceId: staff.shop.services.cut }], start: tomorrow('10:00', day) };
  };
  const made = (answer: Answer): Made => {
    const data = dataOf(booking, answer);
    return { ...data, token: data.token ?? '' };
  };
  const till: Till = {
    t,
    staff,
    guest,
    book: async (changes = {}) =>
      made(await guest.send('POST', '/bookings', { ...wish(), customer: somebody(), ...changes })),
    async holdToPay(deposit, changes = {}) {
      const hold = made(await guest.send('POST', '/holds', { ...wish(), ...changes }));
      await change(
        t,
        `WITH c AS (INSERT INTO customers (tenant_id, name) VALUES ($1, 'Ana') RETURNING id)
         UPDATE bookings SET customer_id = c.id, deposit = $3 FROM c WHERE tenant_id = $1 AND bookings.id = $2`,
        [t.a.id, hold.id, deposit],
      );
      await endHold(t, hold.id, 40 * 60_000);
      return hold;
    },
    ask: ({ id, token }, body, headers = {}) =>
      guest.send('POST', `/bookings/${id}/payments`, body, { ...withToken(token), ...headers }),
    begin: async (of, body) => dataOf(payment, await till.ask(of, body)),
    async pay(of, body) {
      const { id, redirectUrl } = await till.begin(of, body);
      await press(redirectUrl, 'pay');
      return till.settled(of, id, isCompleted);
    },
    show: async (id, token) =>
      dataOf(payment, await guest.send('GET', `/payments/${id}`, undefined, withToken(token))),
    settled: ({ token }, id, isSo) => until(() => till.show(id, token), isSo),
    async turn(id, state, fee) {
      await change(t, `UPDATE bookings SET state = $2::booking_state, fee = $3 WHERE id = $1`, [
        id,
        state,
        fee ?? null,
      ]);
      await change(
        t,
        `INSERT INTO outbox (tenant_id, kind, payload)
         VALUES ($1, 'money.changed', jsonb_build_object('bookingId', $2::text))`,
        [t.a.id, id],
      );
    },
    async stateOf(id) {
      const sql = 'SELECT state::text AS state FROM bookings WHERE id = $1';
      return (await rowsOf<{ state: string }>(t, sql, [id]))[0]?.state;
    },
  };
  return till;
}
