import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { io as connectIo, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { browser, dataOf, outcome, signedIn } from '../../../test/browser.ts';
import { testApp, type TestApp, type TestTenant } from '../../../test/harness.ts';
import { change } from '../../../test/money.ts';
import { createSession, createShop, tomorrow, type ServiceKey, type Shop } from '../../../test/shop.ts';
import { buildApp, type App } from '../../app.ts';
import { closeDeps, openDeps, type Deps } from '../../deps.ts';
import { emit } from '../../events.ts';
import { inTransaction } from '../../lib/context.ts';
import { booking } from '../bookings/bookings.contract.ts';
import { releaseUnattended } from '../bookings/bookings.release.ts';
import type { Slot } from '../bookings/slots.contract.ts';
import { startWorker, type Worker } from '../jobs/worker.ts';

// Two processes: people book at one, screens listen at the other.
let t: TestApp;
let there: { app: App; deps: Deps };
let port: number;
let worker: Worker;
let shop: Shop;
const open: Socket[] = [];

beforeAll(async () => {
  t = await testApp();
  const deps = await openDeps(t.env, 'test');
  const app = await buildApp(deps);
  await app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = app.server.address() as AddressInfo);
  there = { app, deps };
  shop = await createShop(t.a, { providers: 2, chairs: 1 });
  worker = await startWorker(t.deps);
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});
afterAll(async () => {
  await worker.stop();
  await there.app.close();
  await closeDeps(there.deps);
  await t.close();
});

async function listen({ slug }: TestTenant) {
  const heard: { name: string; slots: Slot[] }[] = [];
  const frames: string[] = [];
  const socket = connectIo(`http://127.0.0.1:${port}`, {
    ...{ transports: ['websocket'], forceNew: true, reconnection: false },
    extraHeaders: { host: `${slug}.localhost:3000`, origin: `http://${slug}.localhost:3000` },
  });
  open.push(socket);
  socket.onAny((name: string, payload: { slots?: Slot[] }) => {
    frames.push(name);
    heard.push({ name, slots: payload.slots ?? [] });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  await sleep(50);
  const slotsOf = (name: string) => heard.filter((one) => one.name === name).flatMap(({ slots }) => slots);
  return { heard, frames, taken: () => slotsOf('slot.taken'), freed: () => slotsOf('slot.freed') };
}

const soon = { timeout: 1_000, interval: 10 };
const wish = (start: string, key: ServiceKey = 'cut') => ({
  items: [{ serviceId: shop.services[key] }],
  start,
});
const customer = { name: 'Ana Paz', email: 'ana.paz@example.com' };
const withToken = (token = '') => ({ 'x-booking-token': token });

test('a hold, its booking and its end are on every screen of the tenant within a second, and of nobody else', async () => {
  const [screen, neighbour] = [await listen(t.a), await listen(t.b)];
  const guest = browser(t, t.a);
  const held = dataOf(booking, await guest.send('POST', '/holds', wish(tomorrow('10:00'))));
  await expect.poll(screen.taken, soon).toHaveLength(1);
  const slot = {
    ...{
      businessId: shop.businessId,
      locationId: shop.locationId,
      providerIds: shop.providerIds.slice(0, 1),
    },
    ...{ start: tomorrow('10:00'), end: tomorrow('10:30') },
  };
  const sameTime = (text: string | null) => (text === null ? null : new Date(text).toISOString());
  expect(screen.taken()).toEqual([{ ...slot, until: sameTime(held.expiresAt) }]);
  // Who has seen the hold learns that it does not end any more.
  const made = dataOf(
    booking,
    await guest.send('POST', '/bookings', { holdId: held.id, customer }, withToken(held.token)),
  );
  await expect.poll(screen.taken, soon).toHaveLength(2);
  expect(screen.taken()[1]).toEqual(slot);
  await guest.send('POST', `/bookings/${made.id}/cancellation`, {}, withToken(made.token));
  await expect.poll(screen.freed, soon).toEqual([slot]);
  expect(JSON.stringify(screen.heard)).not.toMatch(/Ana|ana\.paz|customer/);
  expect(JSON.stringify(screen.heard)).not.toContain(made.id);
  expect(neighbour.heard).toEqual([]);
});

test('a hold that is released is free, and a seat says of which class it is', async () => {
  const screen = await listen(t.a);
  const guest = browser(t, t.a);
  const sessionId = await createSession(t.a, shop, tomorrow('15:00'));
  const held = dataOf(booking, await guest.send('POST', '/holds', wish(tomorrow('15:00'), 'class')));
  await expect.poll(screen.taken, soon).toMatchObject([{ sessionId }]);
  expect(outcome(await guest.send('DELETE', `/holds/${held.id}`, undefined, withToken(held.token)))).toEqual([
    204,
  ]);
  await expect.poll(screen.freed, soon).toMatchObject([{ sessionId, start: tomorrow('15:00') }]);
  const chair = await guest.send('POST', '/holds', wish(tomorrow('16:00'), 'chair'));
  expect(outcome(chair)).toEqual([201]);
  await expect.poll(screen.taken, soon).toMatchObject([{}, { providerIds: [] }]);
});

test('a hold that nobody books is given back when it ends, not when the next sweep comes', async () => {
  const screen = await listen(t.a);
  const until = new Date(Date.now() + 1_500);
  const guest = browser(t, t.a);
  const held = dataOf(booking, await guest.send('POST', '/holds', wish(tomorrow('11:00'))));
  // As the hold of a shop that keeps them for so long.
  await inTransaction(t.a.ctx, async (ctx) => {
    await ctx.db.booking.update({
      where: { tenantId_id: { tenantId: ctx.tenant.id, id: held.id } },
      data: { expiresAt: until },
      select: { id: true },
    });
    await ctx.db.$executeRaw`UPDATE allocations SET expires_at = ${until} WHERE booking_item_id IN (
      SELECT id FROM booking_items WHERE booking_id = ${held.id}::uuid)`;
    const { businessId, locationId } = shop;
    const slot = {
      businessId,
      locationId,
      providerIds: [],
      start: tomorrow('11:00'),
      end: tomorrow('11:30'),
    };
    await emit(ctx, 'slot.taken', { ...slot, until: until.toISOString() });
  });
  await expect.poll(screen.freed, { timeout: 4_000, interval: 20 }).toHaveLength(1);
  expect(Date.now() - until.getTime()).toBeLessThan(1_000);
});

test('what is given free because nobody came is on every screen, with what it is', async () => {
  const screen = await listen(t.a);
  const start = tomorrow('12:00');
  const made = dataOf(booking, await browser(t, t.a).send('POST', '/bookings', { ...wish(start), customer }));
  await change(t, `UPDATE bookings SET release_at = now() - interval '1 minute' WHERE id = $1`, [made.id]);
  expect(await releaseUnattended(t.a.ctx)).toBe(1);
  const { businessId, locationId } = shop;
  const providerIds = shop.providerIds.slice(0, 1);
  const slot = { businessId, locationId, providerIds, start, end: tomorrow('12:30') };
  await expect.poll(screen.freed, soon).toEqual([slot]);
});

test('a rush is a few frames: each slot as it is at the end', async () => {
  const screen = await listen(t.a);
  const { businessId, locationId } = shop;
  const slotAt = (minute: number): Slot => ({
    ...{ businessId, locationId, providerIds: [] },
    start: new Date(Date.UTC(2030, 0, 1, 0, minute)).toISOString(),
    end: new Date(Date.UTC(2030, 0, 1, 0, minute + 1)).toISOString(),
  });
  await inTransaction(t.a.ctx, async (ctx) => {
    for (let minute = 0; minute < 80; minute += 1) await emit(ctx, 'slot.taken', slotAt(minute));
    for (let minute = 0; minute < 20; minute += 1) await emit(ctx, 'slot.freed', slotAt(minute));
  });
  await expect.poll(screen.freed, soon).toHaveLength(20);
  await sleep(200);
  const taken = screen.taken().filter(({ start }) => start.startsWith('2030'));
  expect(taken.length + screen.freed().length).toBe(80);
  // One of each kind, and one for pages that look at the business again; two ticks at most.
  expect(screen.frames.length).toBeLessThanOrEqual(6);
});

test('somebody’s own inbox is told to them alone', async () => {
  const ana = await signedIn(t, t.a, 'ana@example.com');
  const screen = await listen(t.a);
  await inTransaction(t.a.ctx, (ctx) =>
    emit(ctx, 'notification.created', { notificationId: ana.id, userId: ana.id }),
  );
  await inTransaction(t.a.ctx, (ctx) => emit(ctx, 'tenant.updated', { tenantId: t.a.id }));
  await expect.poll(() => screen.frames, soon).toContain('tenant.updated');
  expect(screen.frames).not.toContain('notification.created');
});
