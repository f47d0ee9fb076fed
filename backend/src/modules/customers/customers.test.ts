import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createStaff, historyOf, type Staff } from '../../../test/staff.ts';
import { tomorrow } from '../../../test/shop.ts';
import { booking, type Booking } from '../bookings/bookings.contract.ts';
import { client, clientDetails, customer, customerDetails } from './customers.contract.ts';
import { countClientTask } from './customers.count.ts';

let t: TestApp;
let staff: Staff;
let day = 0;
const people = {
  ana: { name: 'Ana Núñez', email: 'ana@example.com', phone: '+54 11 5555 1234' },
  beto: { name: 'Beto Paz', email: 'beto@example.com' },
};

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t, { providers: 3, features: { waitlist: true } });
});
afterAll(() => t.close());

const wish = (time: string) => ({
  items: [{ serviceId: staff.shop.services.cut }],
  start: tomorrow(time, day),
});
const send = (who: Browser, body: object) => who.send('POST', '/bookings', body);
/** As the worker would, once the booking is there. */
async function bookAs(who: Browser, body: object): Promise<Booking> {
  const made = dataOf(booking, await send(who, body));
  await countClientTask.run(t.a.ctx, { bookingId: made.id }, 'test');
  return made;
}
const guest = () => browser(t, t.a);
const clients = async (query = '', who: Browser = staff.reception) =>
  dataOf(z.array(client), await who.send('GET', `/businesses/shop/clients${query}`));
const at = (id = '') => `/businesses/shop/clients/${id}`;

describe('the clients of a business', () => {
  it('are counted, and found by what people remember of them', async () => {
    day += 1;
    const ana = await bookAs(guest(), { ...wish('10:00'), customer: people.ana });
    await bookAs(guest(), { ...wish('12:00'), customer: people.beto });
    const id = ana.customer?.id ?? '';
    await bookAs(staff.reception, { ...wish('14:00'), customerId: id });
    const names = async (query: string) => (await clients(query)).map(({ name }) => name);
    expect(await names('')).toEqual(['Ana Núñez', 'Beto Paz']);
    expect(await names('?sort=bookings&order=asc')).toEqual(['Beto Paz', 'Ana Núñez']);
    for (const text of ['nunez', 'ANA nú', 'ana@exa', '1234', '+54 9 11 5555-1234', '55551234'])
      expect.soft(await names(`?search=${encodeURIComponent(text)}`), text).toEqual(['Ana Núñez']);
    for (const text of ['unez', 'ana paz', '4321', '%', '...'])
      expect.soft(await names(`?search=${encodeURIComponent(text)}`), text).toEqual([]);
    const first = await staff.owner.send('GET', '/businesses/shop/clients?limit=1');
    const { nextCursor } = first.json<{ meta: { nextCursor: string } }>().meta;
    expect(await names(`?limit=1&cursor=${nextCursor}`)).toEqual(['Beto Paz']);

    const shown = dataOf(clientDetails, await staff.reception.send('GET', at(id)));
    expect(shown).toMatchObject({ bookings: 2, noShows: 0, cancellations: 0, notes: null, block: null });
    expect(shown.lastAt).toBe(new Date(tomorrow('14:00', day)).toISOString());
    expect(Date.parse(shown.firstAt)).toBeLessThanOrEqual(Date.now());
    const { token = '' } = ana;
    await guest().send('POST', `/bookings/${ana.id}/cancellation`, {}, { 'x-booking-token': token });
    await countClientTask.run(t.a.ctx, { bookingId: ana.id }, 'test');
    expect(dataOf(clientDetails, await staff.reception.send('GET', at(id)))).toMatchObject({
      bookings: 1,
      cancellations: 1,
    });
    // A guest who comes back is somebody new: staff sees who else gave that address.
    const again = await bookAs(guest(), { ...wish('16:00'), customer: people.ana });
    const other = again.customer?.id ?? '';
    expect(dataOf(clientDetails, await staff.reception.send('GET', at(other))).alike).toEqual([
      { id, name: 'Ana Núñez', bookings: 1 },
    ]);
    // Nobody is expected who called off all they had.
    const { token: last = '' } = again;
    await guest().send('POST', `/bookings/${again.id}/cancellation`, {}, { 'x-booking-token': last });
    await countClientTask.run(t.a.ctx, { bookingId: again.id }, 'test');
    const gone = dataOf(clientDetails, await staff.reception.send('GET', at(other)));
    expect(Date.parse(gone.lastAt)).toBeLessThanOrEqual(Date.now());
    // Who is called otherwise is found by the new name, and by the old one no more.
    await t.a.ctx.database.transaction({ tenantId: t.a.id, actorId: null }, (db) =>
      db.customer.update({ where: { tenantId_id: { tenantId: t.a.id, id: other } }, data: { name: 'Zoe' } }),
    );
    expect(await names('?search=zoe')).toEqual(['Zoe']);
  });

  it('are noted about for its own staff only', async () => {
    day += 1;
    const { customer: made } = await bookAs(guest(), { ...wish('10:00'), customer: people.beto });
    const id = made?.id ?? '';
    const change = { notes: 'Likes it short', tags: ['regular', 'regular'] };
    const changed = dataOf(clientDetails, await staff.reception.send('PATCH', at(id), change));
    expect(changed).toMatchObject({ notes: 'Likes it short', tags: ['regular'] });
    expect(await historyOf(t.a, id)).toMatchObject([
      { action: 'client.changed', after: { notes: 'Likes it short' }, createdBy: staff.reception.id },
    ]);
    const rival = `/businesses/other/clients`;
    expect(outcome(await staff.neighbour.send('GET', at(id)))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await staff.neighbour.send('GET', `${rival}/${id}`))).toEqual([404, 'NOT_FOUND']);
    expect(dataOf(z.array(client), await staff.neighbour.send('GET', rival))).toEqual([]);
    const roles = [
      ['owner', 200],
      ['admin', 200],
      ['branch', 403],
      ['provider', 403],
      ['customer', 403],
      ['foreigner', 404],
    ] as const;
    for (const [role, status] of roles)
      for (const answer of [
        await staff[role].send('GET', at(id)),
        await staff[role].send('GET', '/businesses/shop/clients'),
        await staff[role].send('PATCH', at(id), { tags: [] }),
      ])
        expect.soft(answer.statusCode, role).toBe(status);
    expect(outcome(await guest().send('GET', at(id)))).toEqual([401, 'UNAUTHENTICATED']);
    expect(outcome(await staff.owner.send('PATCH', at(id), { tags: ['<b>'.repeat(20)] }))[0]).toBe(400);
  });
});

describe('a blocked client', () => {
  it('books nothing by themselves, by any name they give; staff may for them', async () => {
    day += 1;
    const member = await signedIn(t, t.a, 'mia@example.com');
    const before = await bookAs(member, wish('08:00'));
    const id = before.customer?.id ?? '';
    const block = (who: Browser) => who.send('POST', `${at(id)}/block`, { reason: 'Never came' });
    expect(outcome(await block(staff.provider))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await block(staff.neighbour))).toEqual([404, 'NOT_FOUND']);
    const blocked = dataOf(clientDetails, await block(staff.reception));
    expect(blocked).toMatchObject({
      isBlocked: true,
      block: { by: 'Person reception', reason: 'Never came' },
    });
    expect((await clients('?blocked=true')).map((found) => found.id)).toEqual([id]);

    const refused = [422, 'POLICY_BLOCKED'];
    expect(outcome(await send(member, wish('10:00')))).toEqual(refused);
    expect(outcome(await member.send('POST', '/holds', wish('10:00')))).toEqual(refused);
    const asGuest = { name: 'Somebody', email: 'MIA@example.com' };
    expect(outcome(await send(guest(), { ...wish('10:00'), customer: asGuest }))).toEqual(refused);
    const anonymous = guest();
    const held = dataOf(booking, await anonymous.send('POST', '/holds', wish('10:00')));
    const token = { 'x-booking-token': held.token ?? '' };
    const confirm = { holdId: held.id, customer: asGuest };
    expect(outcome(await anonymous.send('POST', '/bookings', confirm, token))).toEqual(refused);
    const { services } = staff.shop;
    const waiting = {
      serviceId: services.cut,
      from: wish('10:00').start.slice(0, 10),
      to: wish('10:00').start.slice(0, 10),
    };
    expect(outcome(await member.send('POST', '/waitlist', waiting))).toEqual(refused);
    // What was booked stands, others come, and whoever is at the counter decides.
    expect(outcome(await member.send('GET', `/bookings/${before.id}`))).toEqual([200]);
    expect(outcome(await send(guest(), { ...wish('12:00'), customer: people.beto }))).toEqual([201]);
    expect(outcome(await send(staff.reception, { ...wish('14:00'), customerId: id }))).toEqual([201]);

    const free = await staff.owner.send('DELETE', `${at(id)}/block`);
    expect(dataOf(clientDetails, free)).toMatchObject({ isBlocked: false, block: null });
    expect(outcome(await send(member, wish('16:00')))).toEqual([201]);
    expect((await historyOf(t.a, id)).map(({ action }) => action)).toEqual([
      'client.blocked',
      'client.unblocked',
    ]);
  });

  it('has booked before, or not at all, when both happen at the same moment', async () => {
    day += 1;
    const member = await signedIn(t, t.a, 'leo@example.com');
    const { customer: who } = await bookAs(member, wish('08:00'));
    const id = who?.id ?? '';
    for (const hour of ['09', '11', '13', '15']) {
      const [made, block] = await Promise.all([
        send(member, wish(`${hour}:00`)),
        staff.owner.send('POST', `${at(id)}/block`, {}),
      ]);
      expect(outcome(block)).toEqual([201]);
      expect([201, 422]).toContain(made.statusCode);
      expect(outcome(await send(member, wish(`${hour}:30`)))).toEqual([422, 'POLICY_BLOCKED']);
      await staff.owner.send('DELETE', `${at(id)}/block`);
    }
  });
});

describe('the customers of a tenant', () => {
  it('are for its admins, with the businesses they go to and without what those note', async () => {
    day += 1;
    const { customer: made } = await bookAs(guest(), {
      ...wish('10:00'),
      customer: { name: 'Carla Ríos', email: 'carla@example.com' },
    });
    const id = made?.id ?? '';
    await staff.owner.send('PATCH', at(id), { notes: 'A secret' });
    const found = await staff.admin.send('GET', '/customers?search=rios&order=asc');
    expect(dataOf(z.array(customer), found).map(({ name, bookings }) => [name, bookings])).toEqual([
      ['Carla Ríos', 1],
    ]);
    const shown = await staff.admin.send('GET', `/customers/${id}`);
    expect(dataOf(customerDetails, shown).businesses).toMatchObject([{ slug: 'shop', bookings: 1 }]);
    expect(shown.body).not.toContain('secret');
    for (const role of ['owner', 'reception', 'provider', 'customer'] as const) {
      expect.soft(outcome(await staff[role].send('GET', '/customers')), role).toEqual([403, 'FORBIDDEN']);
      expect
        .soft(outcome(await staff[role].send('GET', `/customers/${id}`)), role)
        .toEqual([403, 'FORBIDDEN']);
    }
    expect(outcome(await staff.foreigner.send('GET', `/customers/${id}`))).toEqual([404, 'NOT_FOUND']);
    expect(dataOf(z.array(customer), await staff.foreigner.send('GET', '/customers?search=rios'))).toEqual(
      [],
    );
  });
});
