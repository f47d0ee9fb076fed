import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { browser, dataOf, outcome, signedIn } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { change } from '../../../test/money.ts';
import { createSession, tomorrow } from '../../../test/shop.ts';
import { book, createStaff, type Staff } from '../../../test/staff.ts';
import { inPrepared } from '../../lib/context.ts';
import { post, type LedgerAccount } from '../ledger/ledger.post.ts';
import { startWorker } from '../jobs/worker.ts';
import { catchUp, hoursAhead } from './insights.catchup.ts';
import { attention, overview, type Overview } from './insights.contract.ts';
import { countBooking } from './insights.count.ts';
import { readOverview } from './insights.service.ts';
import { slowOverview } from '../../../test/insights-slow.ts';

let t: TestApp;
let staff: Staff;

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 3, timeZone: 'America/New_York' });
});
afterAll(() => t.close());

const vertical = () => {
  const found = t.deps.verticals.get('barbershop');
  if (!found) throw new Error('no barbershop');
  return found;
};

/** Numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

const STATES = [
  'pending',
  'confirmed',
  'checked_in',
  'completed',
  'cancelled',
  'no_show',
  'declined',
  'expired',
];

const at = (day: number, hour: number) =>
  new Date(Date.UTC(2027, 2, 10 + day, hour)).toISOString().replace('.000Z', 'Z');

/** Something that happens to a booking, in SQL: what services do, they do it in one transaction with their event. */
async function happen(id: string, random: (below: number) => number): Promise<void> {
  const what = random(4);
  const set = (column: string, value: unknown) =>
    change(t, `UPDATE bookings SET ${column} = $2 WHERE id = $1`, [id, value]);
  if (what === 0) await set('state', STATES[random(STATES.length)]);
  if (what === 1) await set('total_amount', random(9) * 1_000);
  if (what === 2) await set('acquisition', ['marketplace', 'direct', 'returning'][random(3)]);
  if (what === 3) {
    const start = at(random(8), random(24));
    await change(
      t,
      `WITH old AS (SELECT * FROM bookings WHERE id = $1), event AS (
         INSERT INTO booking_events (tenant_id, booking_id, from_state, to_state, kind, data)
         SELECT tenant_id, id, state, state, 'rescheduled',
           jsonb_build_object('startsAt', jsonb_build_array(starts_at, $2::timestamptz)) FROM old
       ), item AS (
         UPDATE booking_items SET starts_at = $2, ends_at = $2::timestamptz + interval '30 minutes' WHERE booking_id = $1
       )
       UPDATE bookings SET starts_at = $2, ends_at = $2::timestamptz + interval '30 minutes' WHERE id = $1`,
      [id, start],
    );
  }
}

/** A balanced transaction of the ledger. */
async function pay(id: string, random: (below: number) => number): Promise<void> {
  const { businessId } = staff.shop;
  const kind = (['settlement', 'refund', 'fee'] as const)[random(3)] ?? 'fee';
  const account: LedgerAccount = {
    settlement: { kind: 'commission' } as const,
    refund: { kind: 'venue_cash', businessId } as const,
    fee: { kind: 'company_fees', provider: 'sandbox' } as const,
  }[kind];
  const amount = 100 + random(900);
  const entries = [
    { account: { kind: 'prepayments', businessId } as const, amount, currency: 'ARS' },
    { account, amount: -amount, currency: 'ARS' },
  ];
  const terms = { acquisition: 'direct', basisPoints: 0 } as const;
  await inPrepared(t.a.ctx, (ctx) =>
    post(ctx, {
      kind,
      key: randomUUID(),
      businessId,
      bookingId: id,
      entries,
      ...(kind === 'settlement' && { terms }),
    }),
  );
}

const period = { from: '2027-03-08', to: '2027-03-20' };
/** Whoever sees everything. */
const all = () => ({
  ...t.a.ctx,
  actor: { ...t.a.ctx.actor, permissions: new Set(['booking:read', 'money:read']) },
});
const read = (query: object = {}) => readOverview(all(), { ...period, ...query });

it('is equal to the slow query, whatever happened in whichever order', async () => {
  const random = numbers(20_271);
  const { shop } = staff;
  const sessionId = await createSession(t.a, shop, at(3, 15), 10);
  const ids: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    const from = at(random(8), random(24));
    const inClass = index % 8 === 0;
    ids.push(
      await book(t.a, shop, {
        from,
        to: new Date(Date.parse(from) + (15 + random(4) * 15) * 60_000).toISOString(),
        state: 'cancelled',
        providerId: index % 7 === 0 ? null : (shop.providerIds[random(3)] ?? null),
        serviceId: index % 3 === 0 ? shop.services.cut : shop.services.padded,
        ...(inClass && { classSessionId: sessionId, seat: 1 + index / 8, serviceId: shop.services.class }),
      }),
    );
  }
  await change(t, `UPDATE bookings SET time_zone = 'America/New_York' WHERE business_id = $1`, [
    shop.businessId,
  ]);
  for (let step = 0; step < 160; step += 1) {
    const id = ids[random(ids.length)] ?? '';
    await (step % 4 === 0 ? pay(id, random) : happen(id, random));
    // At least once, and sometimes late and twice.
    for (let times = random(3); times > 0; times -= 1)
      await inPrepared(t.a.ctx, (ctx) => countBooking(ctx, id));
  }
  for (const id of ids) await inPrepared(t.a.ctx, (ctx) => countBooking(ctx, id));

  const withoutHours = ({ totals, days, services }: Overview) => ({
    totals: { ...totals, availableMinutes: 0, occupancy: null },
    days: days.map((day) => ({ ...day, availableMinutes: 0, occupancy: null })),
    services,
  });
  const counted = await read();
  expect(counted.totals.bookings).toBeGreaterThan(10);
  expect(counted.totals.money?.[0]?.revenue).not.toBe(0);
  for (const query of [{}, { businessId: shop.businessId }, { providerId: shop.providerIds[1] ?? '' }])
    expect(withoutHours(await read(query))).toEqual(await slowOverview(t.a.ctx, { ...period, ...query }));

  // Counting all of it anew, as at night, changes nothing.
  await catchUp(t.a.ctx, vertical(), { isWhole: true });
  expect(withoutHours(await read())).toEqual(withoutHours(counted));
});

it('knows how many minutes there are to be booked, today and later, and keeps what is over', async () => {
  const { shop } = staff;
  await hoursAhead(t.a.ctx, vertical(), shop.businessId);
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const hours = async (query: object = {}) =>
    (await readOverview(all(), { from: day, to: day, businessId: shop.businessId, ...query })).totals
      .availableMinutes;
  const [one = ''] = shop.providerIds;
  // Twelve hours each; units that only services without a provider take count for nobody.
  expect(await hours({ providerId: one })).toBe(720);
  const together = await hours();
  await change(t, 'DELETE FROM weekly_hours WHERE subject_id = $1', [one]);
  await hoursAhead(t.a.ctx, vertical(), shop.businessId);
  expect(await hours({ providerId: one })).toBe(0);
  expect(await hours()).toBe(together - 720);
});

it('follows a booking by itself: made, cancelled', async () => {
  const worker = await startWorker(t.deps);
  try {
    const start = tomorrow('15:00', 9);
    const day = start.slice(0, 10);
    const states = async () =>
      dataOf(overview, await staff.admin.send('GET', `/insights/overview?from=${day}&to=${day}`)).totals;
    const until = async (hold: (totals: Awaited<ReturnType<typeof states>>) => boolean) => {
      for (let tries = 0; tries < 100 && !hold(await states()); tries += 1) await sleep(100);
      return states();
    };
    const made = await browser(t, t.a).send('POST', '/bookings', {
      items: [{ serviceId: staff.shop.services.cut, providerId: staff.shop.providerIds[1] }],
      start,
      customer: { name: 'Ana Paz', email: 'ana@example.com' },
    });
    expect(made.statusCode).toBe(201);
    expect(await until(({ bookings }) => bookings === 1)).toMatchObject({
      newCustomers: 1,
      bookedMinutes: 30,
      money: [{ currency: 'ARS', value: 1_000, revenue: 0 }],
    });
    const { id } = made.json<{ data: { id: string } }>().data;
    await staff.reception.send('POST', `/bookings/${id}/cancellation`, {});
    expect(await until(({ states: { cancelled } }) => cancelled === 1)).toMatchObject({
      bookings: 1,
      bookedMinutes: 0,
      cancellationRate: 1,
    });
  } finally {
    await worker.stop();
  }
});

it('shows everyone what is theirs, and nobody another’s', async () => {
  const { shop, admin, owner, reception, branch, customer, neighbour, foreigner } = staff;
  const path = `/insights/overview?from=${period.from}&to=${period.to}`;
  const ask = async (who: typeof admin, more = '') => {
    const answer = await who.send('GET', `${path}${more}`);
    return answer.statusCode === 200 ? dataOf(overview, answer).totals : outcome(answer);
  };
  const whole = await ask(admin);
  expect(whole).toMatchObject({ money: [{ currency: 'ARS' }] });
  expect(await ask(owner)).toEqual(whole);
  expect(await ask(reception)).toEqual({ ...(whole as object), money: null });
  expect(await ask(neighbour)).toMatchObject({ bookings: 0, money: null });
  expect(await ask(foreigner)).toMatchObject({ bookings: 0, money: [] });
  expect(await ask(customer)).toEqual([403, 'FORBIDDEN']);
  expect(await ask(branch)).toEqual([403, 'FORBIDDEN']);
  expect(await ask(neighbour, `&businessId=${shop.businessId}`)).toEqual([404, 'NOT_FOUND']);
  expect(await ask(foreigner, `&businessId=${shop.businessId}`)).toEqual([404, 'NOT_FOUND']);
  expect(await ask(foreigner, `&providerId=${shop.providerIds[0]}`)).toEqual([404, 'NOT_FOUND']);
  expect(outcome(await browser(t, t.a).send('GET', path))).toEqual([401, 'UNAUTHENTICATED']);
  expect(outcome(await admin.send('GET', '/insights/overview?from=2027-03-08&to=2027-03-07'))).toEqual([
    400,
    'VALIDATION',
  ]);
});

it('compares with as many days before, and answers as a table', async () => {
  const answer = await staff.admin.send(
    'GET',
    '/insights/overview?from=2027-03-14&to=2027-03-20&compare=previous',
  );
  const { previous, days } = dataOf(overview, answer);
  expect(previous).toMatchObject({ from: '2027-03-07', to: '2027-03-13' });
  expect(previous?.totals).toEqual((await read({ from: '2027-03-07', to: '2027-03-13' })).totals);
  expect(days.map(({ day }) => day)).toHaveLength(7);

  const csv = await staff.admin.send('GET', '/insights/overview.csv?from=2027-03-14&to=2027-03-15');
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
  const [head = '', first = '', ...rest] = csv.body.split('\r\n');
  expect(head.split(',').slice(0, 2)).toEqual(['day', 'bookings']);
  expect(first.split(',').slice(0, 2)).toEqual(['2027-03-14', String(days[0]?.bookings)]);
  expect(rest).toHaveLength(2);
  const reader = await signedIn(t, t.a, 'guest@example.com');
  expect(outcome(await reader.send('GET', '/insights/overview.csv?from=2027-03-14&to=2027-03-15'))).toEqual([
    403,
    'FORBIDDEN',
  ]);
});

it('tells those of the whole tenant what waits for somebody', async () => {
  const { admin, owner, customer, foreigner, shop } = staff;
  const ask = async (who: typeof admin) => dataOf(attention, await who.send('GET', '/insights/attention'));
  const before = await ask(admin);
  const from = tomorrow('10:00', 20);
  const to = tomorrow('10:30', 20);
  await book(t.a, shop, { from, to, state: 'pending', providerId: null });
  expect(await ask(admin)).toEqual({ ...before, pending: before.pending + 1 });
  expect(await ask(foreigner)).toEqual({ applications: 0, pending: 0, failedMessages: 0, failedRefunds: 0 });
  for (const who of [owner, customer])
    expect(outcome(await who.send('GET', '/insights/attention'))).toEqual([403, 'FORBIDDEN']);
});
