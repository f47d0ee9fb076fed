import { createECDH, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { browser, dataOf, outcome, signedIn, type Browser } from '../../../test/browser.ts';
import { testApp, type TestApp } from '../../../test/harness.ts';
import { createShop, tomorrow, type Shop } from '../../../test/shop.ts';
import { inTransaction, type Ctx } from '../../lib/context.ts';
import type { Db } from '../../lib/database.ts';
import { booking } from '../bookings/bookings.contract.ts';
import { notification, unreadCount } from '../inbox/notifications.contract.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { PushMessage, Subscription } from './channels.push.ts';
import { Refused } from './channels.refused.ts';
import type { WhatsappMessage } from './channels.whatsapp.ts';
import { MailRefused, type Mail } from './mailer.ts';
import { planBooking } from './messages.plan.ts';
import { sendMessage, type SendDeps } from './messages.send.ts';
import { messagePreferences, pushKey, pushSubscription } from './preferences.contract.ts';

let t: TestApp;
let shop: Shop;
let day = 0;
/** What left, and how whoever takes it answers. */
const mails: Mail[] = [];
const phones: WhatsappMessage[] = [];
const pushed: { to: Subscription; message: PushMessage }[] = [];
let mailer: () => Promise<void>;
let whatsapp: () => Promise<string | null>;
let push: (to: Subscription) => Promise<boolean>;

beforeAll(async () => {
  t = await testApp();
  shop = await createShop(t.a, { providers: 2 });
});
beforeEach(() => {
  for (const list of [mails, phones, pushed]) list.length = 0;
  mailer = async () => undefined;
  whatsapp = async () => 'wamid.1';
  push = async () => true;
});
afterAll(() => t.close());

const deps = (): SendDeps => ({
  ...t.deps,
  channels: {
    mailer: { send: (mail) => (mails.push(mail), mailer()) },
    whatsapp: { send: (message) => (phones.push(message), whatsapp()) },
    push: { send: (to, message) => (pushed.push({ to, message }), push(to)) },
  },
});
const plan = (id: string) => planBooking(t.a.ctx, verticalOf(t.deps.verticals, t.a), id);
const rowsOf = (bookingId: string, which = 'confirmed') =>
  inTransaction(t.a.ctx, ({ db }) =>
    db.message.findMany({
      where: { bookingId, which },
      orderBy: { id: 'asc' },
      include: { messageAttempts: { orderBy: { id: 'asc' } } },
    }),
  );
async function only(bookingId: string, channel: string) {
  const row = (await rowsOf(bookingId)).find((one) => one.channel === channel);
  return row ?? expect.fail(`nothing for ${channel}`);
}
const send = (id: string) => sendMessage(t.a.ctx, deps(), id);
const makeDue = (id: string) =>
  inTransaction(t.a.ctx, ({ db }) =>
    db.message.update({
      where: { tenantId_id: { tenantId: t.a.id, id } },
      data: { dueAt: new Date(0), claimedUntil: null },
      select: { id: true },
    }),
  );
async function book(who: Browser = browser(t, t.a), person: object = {}): Promise<string> {
  const customer = who.cookies.size > 0 ? undefined : { name: 'Ana', email: 'ana@example.com', ...person };
  const body = { items: [{ serviceId: shop.services.cut }], start: tomorrow('10:00', (day += 1)), customer };
  const { id } = dataOf(booking, await who.send('POST', '/bookings', body));
  await plan(id);
  return id;
}

describe('a message', () => {
  it('is planned once, however often and however many at once', async () => {
    const id = await book();
    await Promise.all([plan(id), plan(id), plan(id)]);
    expect(await rowsOf(id)).toHaveLength(1);
  });

  it('tells of a cancellation that came while the messages were being planned', async () => {
    const guest = browser(t, t.a);
    const customer = { name: 'Ana', email: 'ana@example.com' };
    const body = {
      items: [{ serviceId: shop.services.cut }],
      start: tomorrow('10:00', (day += 1)),
      customer,
    };
    const { id, token = '' } = dataOf(booking, await guest.send('POST', '/bookings', body));
    let reads = 0;
    const { database } = t.a.ctx;
    /** After the first of what it reads the booking is cancelled. */
    const interrupted = (db: Db) =>
      new Proxy(db, {
        get(target, name) {
          if (name !== '$queryRawUnsafe') return Reflect.get(target, name) as unknown;
          return async (...asked: Parameters<Db['$queryRawUnsafe']>) => {
            const rows = await target.$queryRawUnsafe(...asked);
            if ((reads += 1) === 1)
              await guest.send('POST', `/bookings/${id}/cancellation`, {}, { 'x-booking-token': token });
            return rows;
          };
        },
      });
    const ctx: Ctx = {
      ...t.a.ctx,
      database: {
        ...database,
        transaction: (scope, work, options) =>
          database.transaction(scope, (db) => work(interrupted(db)), options),
      },
    };
    await planBooking(ctx, verticalOf(t.deps.verticals, t.a), id);
    await plan(id);
    expect(reads).toBeGreaterThan(1);
    expect(await rowsOf(id, 'cancelled')).toMatchObject([{ state: 'queued' }]);
  });

  it('is sent once, however many send it at once', async () => {
    const { id } = await only(await book(), 'email');
    const ends = await Promise.allSettled([send(id), send(id), send(id), send(id)]);
    // Those that came second ask again later: nobody knows yet whether the first one lives.
    expect(ends.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    await send(id);
    expect(mails).toHaveLength(1);
  });

  it('that went out before its sender died goes out again, under the same id', async () => {
    const bookingId = await book();
    const { id } = await only(bookingId, 'email');
    const answer = Promise.withResolvers<void>();
    mailer = () => answer.promise;
    const first = send(id);
    await expect.poll(() => mails.length).toBe(1);
    // Its claim still holds.
    await expect(send(id)).rejects.toThrow('being sent');
    mailer = async () => undefined;
    await makeDue(id);
    await send(id);
    expect(mails.map((mail) => mail.id)).toEqual([id, id]);
    expect(await only(bookingId, 'email')).toMatchObject({ state: 'sent', reason: null });
    // One that lived after all and failed says nothing of what the other has sent.
    answer.reject(new Error('too late'));
    await first;
    expect(await only(bookingId, 'email')).toMatchObject({ state: 'sent', reason: null });
  });

  it('is tried again later and later, each try with its reason, until it has failed', async () => {
    const bookingId = await book();
    const { id } = await only(bookingId, 'email');
    mailer = async () => {
      throw new Error('450 try later');
    };
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      await makeDue(id);
      await send(id);
      const { state, dueAt } = await only(bookingId, 'email');
      if (state === 'queued') waits.push(Math.round((dueAt.getTime() - Date.now()) / 60_000));
    }
    expect(waits).toEqual([1, 2, 5, 15, 60, 180, 360]);
    const { state, reason, messageAttempts } = await only(bookingId, 'email');
    expect([state, reason]).toEqual(['failed', '450 try later']);
    expect(messageAttempts.map(({ reason }) => reason)).toEqual(Array(8).fill('450 try later'));
    await send(id);
    expect(mails).toHaveLength(8);
  });

  it('that is refused gives its turn to the next channel', async () => {
    const bookingId = await book(undefined, { phone: '+54 11 5555-0142' });
    whatsapp = async () => {
      throw new Refused('WhatsApp 131026: not on WhatsApp');
    };
    await send((await only(bookingId, 'whatsapp')).id);
    expect(phones[0]).toMatchObject({ to: '+54 11 5555-0142', template: { name: 'barbershop_confirmed' } });
    await plan(bookingId);
    await send((await only(bookingId, 'email')).id);
    expect((await rowsOf(bookingId)).map(({ channel, state }) => [channel, state])).toEqual([
      ['whatsapp', 'failed'],
      ['email', 'sent'],
    ]);
    mailer = async () => {
      throw new MailRefused('550 no such user');
    };
    const other = await book();
    await send((await only(other, 'email')).id);
    expect(await only(other, 'email')).toMatchObject({ state: 'failed', reason: '550 no such user' });
    await plan(other);
    expect(await rowsOf(other)).toHaveLength(1);
  });

  it('is not sent once it is no longer true', async () => {
    const bookingId = await book();
    await inTransaction(t.a.ctx, ({ db }) =>
      db.booking.update({
        where: { tenantId_id: { tenantId: t.a.id, id: bookingId } },
        data: { state: 'cancelled' },
        select: { id: true },
      }),
    );
    await send((await only(bookingId, 'email')).id);
    expect(mails).toEqual([]);
    expect(await only(bookingId, 'email')).toMatchObject({ state: 'dropped', messageAttempts: [] });
  });
});

/** As a browser makes it. */
const aBrowser = () => ({
  p256dh: createECDH('prime256v1').generateKeys('base64url'),
  auth: randomBytes(16).toString('base64url'),
});

describe('an account', () => {
  const subscribe = (who: Browser, endpoint: string, keys = aBrowser()) =>
    who.send('POST', '/me/push-subscriptions', { endpoint, expirationTime: null, keys });

  it('lets its browsers be woken, and those that are gone are forgotten', async () => {
    await inTransaction(t.a.ctx, async ({ db, tenant }) => {
      const of = { tenantId: tenant.id, businessId: shop.businessId };
      const { id, value } = await db.setting.findFirstOrThrow({ where: of });
      const messages = [{ key: 'confirmed', which: 'confirmed', channels: ['push', 'email', 'inbox'] }];
      await db.setting.update({
        where: { tenantId_id: { tenantId: tenant.id, id } },
        data: { value: { ...(value as object), messages } },
      });
    });
    const ana = await signedIn(t, t.a, 'ana@example.com');
    const { publicKey } = dataOf(pushKey, await browser(t, t.a).send('GET', '/push-key'));
    expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65);
    for (const name of ['phone', 'laptop']) {
      const added = dataOf(pushSubscription, await subscribe(ana, `https://push.example.com/${name}`));
      expect(added.host).toBe('push.example.com');
    }
    const bookingId = await book(ana);
    push = async ({ endpoint }) => !endpoint.endsWith('phone');
    await send((await only(bookingId, 'push')).id);
    expect(pushed.map(({ message }) => message.title)).toEqual(
      Array(2).fill('Your appointment at shop is confirmed'),
    );
    const [one] = pushed;
    expect(one?.message.url).toMatch(new RegExp(`/bookings/${bookingId}$`));
    expect(one?.message.actions[0]).toEqual({ title: 'See your appointment', url: one?.message.url });
    expect(dataOf(z.array(pushSubscription), await ana.send('GET', '/me/push-subscriptions'))).toHaveLength(
      1,
    );
    push = async () => false;
    const next = await book(ana);
    await send((await only(next, 'push')).id);
    expect(await only(next, 'push')).toMatchObject({ state: 'failed' });
    await plan(next);
    expect((await rowsOf(next)).map(({ channel }) => channel).toSorted()).toEqual(['email', 'inbox', 'push']);
  });

  it('gives no address but that of a push service, and none of its keys to anybody', async () => {
    const beto = await signedIn(t, t.a, 'beto@example.com');
    for (const endpoint of [
      'http://push.example.com/1',
      'https://127.0.0.1/1',
      'https://169.254.169.254/latest/meta-data',
      'https://localhost/1',
      'https://10.0.0.1/1',
    ])
      expect(outcome(await subscribe(beto, endpoint))).toEqual([400, 'VALIDATION']);
    const short = { p256dh: 'AAAA', auth: 'AAAA' };
    expect(outcome(await subscribe(beto, 'https://push.example.com/1', short))).toEqual([400, 'VALIDATION']);
    expect(outcome(await subscribe(browser(t, t.a), 'https://push.example.com/1'))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    const made = await subscribe(beto, 'https://push.example.com/beto');
    expect(made.body).not.toContain('/beto');
    const { id } = dataOf(pushSubscription, made);
    const caro = await signedIn(t, t.a, 'caro@example.com');
    expect(outcome(await caro.send('DELETE', `/me/push-subscriptions/${id}`))).toEqual([404, 'NOT_FOUND']);
    // The next one to sign in in that browser takes it over.
    await subscribe(caro, 'https://push.example.com/beto');
    expect(outcome(await beto.send('DELETE', `/me/push-subscriptions/${id}`))).toEqual([404, 'NOT_FOUND']);
    expect(outcome(await caro.send('DELETE', `/me/push-subscriptions/${id}`))).toEqual([204]);
  });

  it('keeps ten browsers, the newest', async () => {
    const many = await signedIn(t, t.a, 'many@example.com');
    for (let n = 1; n <= 12; n += 1) await subscribe(many, `https://push${n}.example.com/x`);
    const found = dataOf(z.array(pushSubscription), await many.send('GET', '/me/push-subscriptions'));
    expect(found.map(({ host }) => host)).toEqual(
      Array.from({ length: 10 }, (_, index) => `push${12 - index}.example.com`),
    );
  });

  it('says by which ways it wants to be told', async () => {
    const dora = await signedIn(t, t.a, 'dora@example.com');
    const read = async () => dataOf(messagePreferences, await dora.send('GET', '/me/message-preferences'));
    expect(await read()).toEqual({
      channels: { email: true, whatsapp: true, push: true, inbox: true },
      quietHours: { from: '22:00', to: '08:00' },
    });
    const change = { channels: { inbox: false }, quietHours: { from: '13:00', to: '16:00' } };
    await dora.send('PATCH', '/me/message-preferences', change);
    expect(await read()).toMatchObject({
      channels: { inbox: false, email: true },
      quietHours: change.quietHours,
    });
    const bookingId = await book(dora);
    expect((await rowsOf(bookingId)).map(({ channel }) => channel)).toEqual(['email']);
    await dora.send('PATCH', '/me/message-preferences', { channels: { inbox: true } });
    expect((await read()).channels.inbox).toBe(true);
    for (const bad of [{ quietHours: { from: '25:00', to: '08:00' } }, { channels: { sms: false } }])
      expect(outcome(await dora.send('PATCH', '/me/message-preferences', bad))).toEqual([400, 'VALIDATION']);
    expect(outcome(await browser(t, t.a).send('GET', '/me/message-preferences'))).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
  });

  it('reads its inbox page by page, and nobody else’s', async () => {
    const emma = await signedIn(t, t.a, 'emma@example.com');
    for (let n = 0; n < 3; n += 1) await send((await only(await book(emma), 'inbox')).id);
    const page = async (query: string) => {
      const answer = await emma.send('GET', `/me/notifications?${query}`);
      const { meta } = answer.json<{ meta: { nextCursor?: string } }>();
      return { data: dataOf(z.array(notification), answer), next: meta.nextCursor };
    };
    const first = await page('limit=2');
    expect(first.data).toHaveLength(2);
    expect((await page(`limit=2&cursor=${first.next}`)).data).toHaveLength(1);
    const fede = await signedIn(t, t.a, 'fede@example.com');
    const ids = first.data.map(({ id }) => id);
    const read = async (who: Browser, body: object) =>
      dataOf(unreadCount, await who.send('POST', '/me/notifications/read', body)).unread;
    expect(await read(fede, { ids })).toBe(0);
    expect(await read(emma, { ids: ids.slice(0, 1) })).toBe(2);
    expect((await page('unread=true')).data).toHaveLength(2);
    expect(await read(emma, {})).toBe(0);
    expect(dataOf(unreadCount, await emma.send('GET', '/me/notifications/unread')).unread).toBe(0);
  });
});
