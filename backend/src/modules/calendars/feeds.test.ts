import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createSession, tomorrow } from '../../../test/shop.ts';
import { createStaff, type Staff } from '../../../test/staff.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking } from '../bookings/bookings.contract.ts';
import { feed, newFeed } from './feeds.contract.ts';

let t: TestApp;
let staff: Staff;
let ana: Browser & { id: string };
/** Ana's, and a guest's with a name that wants to be more. */
let own: { id: string };
let other: { id: string };
const EVIL = 'Beto\r\nATTENDEE:mailto:evil@example.com';

beforeAll(async () => {
  t = await testApp();
  staff = await createStaff(t);
  ana = await signedIn(t, t.a, 'ana@example.com');
  const book = async (who: Browser, key: 'cut' | 'chair', time: string, customer?: object) => {
    const body = { items: [{ serviceId: staff.shop.services[key] }], start: tomorrow(time), customer };
    return dataOf(booking, await who.send('POST', '/bookings', body));
  };
  own = await book(ana, 'cut', '10:00');
  other = await book(browser(t, t.a), 'cut', '11:00', { name: 'Beto', email: 'beto@example.com' });
  // Such a name is refused; what is in the table is written as text all the same.
  await inTransaction(t.a.ctx, ({ db }) =>
    db.customer.updateMany({ where: { email: 'beto@example.com' }, data: { name: EVIL } }),
  );
  await book(ana, 'chair', '12:00');
  await createSession(t.a, staff.shop, tomorrow('15:00'));
});
afterAll(() => t.close());

const make = async (who: Browser, of: object = {}) =>
  dataOf(newFeed, await who.send('POST', '/calendar-feeds', of));
const read = (url: string, headers: Record<string, string> = {}, host = t.a.host) =>
  t.app.inject({ url: new URL(url).pathname, headers: { host, ...headers } });
const events = (text: string) => text.replaceAll('\r\n ', '').split('BEGIN:VEVENT').slice(1);

it('a customer’s own bookings, and nothing of anybody else', async () => {
  const { url } = await make(ana);
  expect(url).toMatch(/^http:\/\/a\.localhost:3000\/api\/v1\/calendars\/[\w-]{43}\.ics$/);
  const answer = await read(url);
  expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
  const found = events(answer.body);
  expect(found).toHaveLength(2);
  expect(found[0]).toContain(`UID:${own.id}@turnero.localhost`);
  expect(found[0]).toContain('SUMMARY:cut (shop)');
  expect(answer.body).not.toMatch(/Beto|beto@|Person ana/);
});

it('is not sent again as long as nothing has changed', async () => {
  const { url } = await make(ana);
  const { etag } = (await read(url)).headers;
  expect((await read(url, { 'if-none-match': String(etag) })).statusCode).toBe(304);
  await browser(t, t.a).send('GET', '/tenant');
  const cancelled = dataOf(
    booking,
    await ana.send('POST', '/bookings', {
      items: [{ serviceId: staff.shop.services.cut }],
      start: tomorrow('17:00'),
    }),
  );
  expect((await read(url, { 'if-none-match': String(etag) })).statusCode).toBe(200);
  await ana.send('POST', `/bookings/${cancelled.id}/cancellation`, {});
  expect((await read(url)).body).not.toContain(cancelled.id);
});

it('a provider’s day with the names of those served, which begin no line of their own', async () => {
  const [providerId] = staff.shop.providerIds;
  for (const who of [staff.provider, staff.reception, staff.admin]) {
    const found = events((await read((await make(who, { providerId })).url)).body);
    expect(found).toHaveLength(3);
    expect(found.find((event) => event.includes(other.id))).toContain(
      'SUMMARY:cut: Beto\\nATTENDEE:mailto:evil@example.com\r\n',
    );
    expect(found.at(-1)).toContain('SUMMARY:class (0/10)');
  }
  const [resourceUnitId] = staff.shop.units.chair;
  const found = events((await read((await make(staff.owner, { resourceUnitId })).url)).body);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('SUMMARY:chair: Person ana');
});

it('is made by those only who may read the bookings', async () => {
  const [providerId] = staff.shop.providerIds;
  const made = (who: Browser, body: object) => who.send('POST', '/calendar-feeds', body);
  expect(outcome(await made(ana, { providerId }))).toEqual([404, 'NOT_FOUND']);
  expect(outcome(await made(staff.neighbour, { providerId }))).toEqual([404, 'NOT_FOUND']);
  expect(outcome(await made(staff.foreigner, { providerId }))).toEqual([404, 'NOT_FOUND']);
  expect(outcome(await made(browser(t, t.a), {}))).toEqual([401, 'UNAUTHENTICATED']);
  const [resourceUnitId] = staff.shop.units.chair;
  expect(outcome(await made(staff.owner, { providerId, resourceUnitId }))).toEqual([400, 'VALIDATION']);
});

it('ends when it is revoked, by its maker or those who keep the schedule, and when its maker may no more', async () => {
  const [providerId] = staff.shop.providerIds;
  const mine = await make(staff.provider, { providerId });
  expect(outcome(await ana.send('DELETE', `/calendar-feeds/${mine.id}`))).toEqual([404, 'NOT_FOUND']);
  expect(outcome(await staff.neighbour.send('DELETE', `/calendar-feeds/${mine.id}`))).toEqual([
    404,
    'NOT_FOUND',
  ]);
  const listed = dataOf(
    z.array(feed),
    await staff.owner.send('GET', `/calendar-feeds?providerId=${providerId}`),
  );
  expect(listed.map(({ id }) => id)).toContain(mine.id);
  expect(outcome(await staff.owner.send('DELETE', `/calendar-feeds/${mine.id}`))).toEqual([204]);
  expect((await read(mine.url)).statusCode).toBe(404);

  const reception = await make(staff.reception, { providerId });
  expect((await read(reception.url)).statusCode).toBe(200);
  await inTransaction(t.a.ctx, ({ db, tenant }) =>
    db.roleGrant.deleteMany({ where: { tenantId: tenant.id, userId: staff.reception.id } }),
  );
  expect((await read(reception.url)).statusCode).toBe(404);
});

it('a wrong address, or a right one at another tenant, is nothing', async () => {
  const { url } = await make(ana);
  expect((await read(url, {}, t.b.host)).statusCode).toBe(404);
  expect((await read(url.replace(/.{4}\.ics/, 'AAAA.ics'))).statusCode).toBe(404);
  expect((await read(url.replace('.ics', ''))).statusCode).toBe(400);
  expect((await read(`${url.slice(0, -4)}'--.ics`)).statusCode).toBe(400);
});

it('gives one booking as a file to whoever may see it, without who it is for', async () => {
  const url = `http://a/api/v1/bookings/${own.id}/calendar.ics`;
  expect((await read(url)).statusCode).toBe(404);
  const answer = await ana.send('GET', `/bookings/${own.id}/calendar.ics?locale=en`);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
  expect(answer.headers['content-disposition']).toContain('booking.ics');
  const [event = ''] = events(answer.body);
  expect(event).toContain(`UID:${own.id}@turnero.localhost`);
  expect(event).toContain(`DTSTART:${tomorrow('10:00').replaceAll(/[-:]/g, '').slice(0, 15)}Z`);
  expect(event).toMatch(/SUMMARY:cut \(shop\)[^]*STATUS:CONFIRMED|STATUS:CONFIRMED[^]*SUMMARY:cut \(shop\)/);
  expect(answer.body).not.toContain('Person ana');
});
