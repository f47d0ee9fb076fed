import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { io as connectIo, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { testApp, type TestApp, type TestTenant } from '../../../test/harness.ts';
import { emit, type EventName, type EventPayload } from '../../events.ts';
import { inTransaction } from '../../lib/context.ts';
import { identityKeys, issueAccessToken } from '../identity/identity.tokens.ts';
import { startRelay } from '../jobs/relay.ts';

let t: TestApp;
let port: number;
let direct: pg.Pool;
let relay: { stop: () => Promise<void> };
const open: Socket[] = [];

beforeAll(async () => {
  t = await testApp({}, { CORS_ORIGINS: 'https://partner.example' });
  await t.app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = t.app.server.address() as AddressInfo);
  direct = new pg.Pool({ connectionString: t.env.DATABASE_DIRECT_URL, max: 3 });
  relay = startRelay(direct, {}, t.deps.log);
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});
afterAll(async () => {
  await relay.stop();
  await direct.end();
  await t.close();
});

interface SignedIn {
  tenant: TestTenant;
  userId: string;
  sessionId: string;
  cookie: string;
}

async function signIn(tenant: TestTenant, user?: SignedIn): Promise<SignedIn> {
  const [userId, sessionId] = [user?.userId ?? randomUUID(), randomUUID()];
  await inTransaction(tenant.ctx, async (ctx) => {
    const of = { tenantId: tenant.id };
    if (!user) {
      await ctx.db.user.create({
        data: { ...of, id: userId, email: `${userId}@example.com`, name: 'Ana', locale: 'en' },
      });
    }
    const expiresAt = new Date(Date.now() + 3_600_000);
    await ctx.db.session.create({
      data: { ...of, id: sessionId, userId, tokenSalt: 's', tokenHash: sessionId, expiresAt },
    });
  });
  return { tenant, userId, sessionId, cookie: await accessCookie(tenant, userId, sessionId) };
}

async function accessCookie(
  tenant: TestTenant,
  userId: string,
  sessionId: string,
  now = new Date(),
): Promise<string> {
  const claims = { userId, tenantId: tenant.id, sessionId };
  return `turnero_at=${await issueAccessToken(identityKeys(t.env.APP_SECRET), claims, { now, minutes: 10 })}`;
}

/** Connects like a page of the tenant does. Everything heard is in `heard`. */
async function listen(tenant: TestTenant, headers: Record<string, string> = {}) {
  const heard: [string, unknown][] = [];
  const socket = connectIo(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: {
      host: `${tenant.slug}.localhost:3000`,
      origin: `http://${tenant.slug}.localhost:3000`,
      ...headers,
    },
  });
  open.push(socket);
  socket.onAny((name: string, payload: unknown) => heard.push([name, payload]));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  // Seats are taken right after the connection; nothing tells the browser when.
  await sleep(50);
  return { socket, heard, names: () => heard.map(([name]) => name) };
}

function announce<Name extends EventName>(
  tenant: TestTenant,
  name: Name,
  payload: EventPayload<Name>,
): Promise<void> {
  return inTransaction(tenant.ctx, (ctx) => emit(ctx, name, payload));
}

const soon = { timeout: 1_000, interval: 10 };

test('guests hear what is public in their tenant, and nothing else', async () => {
  const [guest, neighbour] = [await listen(t.a), await listen(t.b)];
  const someone = await signIn(t.a);
  await announce(t.a, 'user.registered', { userId: someone.userId });
  await announce(t.a, 'session.started', { userId: someone.userId, sessionId: someone.sessionId });
  await announce(t.a, 'tenant.updated', { tenantId: t.a.id });
  await expect.poll(guest.names, soon).toEqual(['tenant.updated']);
  expect(guest.heard).toEqual([['tenant.updated', { tenantId: t.a.id }]]);
  await sleep(100);
  expect(guest.heard).toHaveLength(1);
  expect(neighbour.heard).toEqual([]);
});

test('people hear of themselves, on every device, and not of each other', async () => {
  const ana = await signIn(t.a);
  const beto = await signIn(t.a);
  const phone = await listen(t.a, { cookie: ana.cookie });
  const laptop = await listen(t.a, { cookie: (await signIn(t.a, ana)).cookie });
  const other = await listen(t.a, { cookie: beto.cookie });
  const booking = {
    bookingId: randomUUID(),
    businessId: randomUUID(),
    locationId: null,
    userId: ana.userId,
    startsAt: '2026-12-01T10:00:00Z',
    endsAt: '2026-12-01T11:00:00Z',
  };
  await announce(t.a, 'booking.created', booking);
  // That some time is taken, everybody's open page is told; but not whose it is.
  const taken = ['schedule.changed', { businessId: booking.businessId }];
  await expect.poll(() => phone.heard, soon).toEqual([['booking.created', booking], taken]);
  await expect.poll(() => laptop.heard, soon).toEqual([['booking.created', booking], taken]);
  await expect.poll(() => other.heard, soon).toEqual([taken]);
});

test('a mail request never reaches a browser, not even its own', async () => {
  const ana = await signIn(t.a);
  const page = await listen(t.a, { cookie: ana.cookie });
  await announce(t.a, 'mail.requested', {
    to: 'ana@example.com',
    locale: 'en',
    template: 'password-changed',
    params: { name: 'Ana', url: 'http://a.localhost/secret' },
  });
  await announce(t.a, 'tenant.updated', { tenantId: t.a.id });
  await expect.poll(page.names, soon).toEqual(['tenant.updated']);
});

test('a session that ends is cut off within a second, the others go on', async () => {
  const ana = await signIn(t.a);
  const again = await signIn(t.a, ana);
  const [phone, laptop] = [
    await listen(t.a, { cookie: ana.cookie }),
    await listen(t.a, { cookie: again.cookie }),
  ];
  const ended = once(phone.socket as unknown as NodeJS.EventEmitter, 'disconnect');
  const began = performance.now();
  await inTransaction(t.a.ctx, async (ctx) => {
    const where = { tenantId_id: { tenantId: t.a.id, id: ana.sessionId } };
    await ctx.db.session.update({ where, data: { revokedAt: new Date() } });
    await emit(ctx, 'session.ended', { userId: ana.userId, sessionIds: [ana.sessionId] });
  });
  await ended;
  expect(performance.now() - began).toBeLessThan(1_000);
  await expect.poll(laptop.names, soon).toEqual(['session.ended']);
  expect(laptop.socket.connected).toBe(true);
  await expect(listen(t.a, { cookie: ana.cookie })).rejects.toMatchObject({
    data: { code: 'UNAUTHENTICATED' },
  });
});

test('a role opens its room when it is granted and closes it when it is revoked, on open sockets', async () => {
  const ana = await signIn(t.a);
  const page = await listen(t.a, { cookie: ana.cookie });
  const newcomer = { userId: randomUUID() };
  await announce(t.a, 'user.registered', newcomer);
  const grantId = randomUUID();
  const grant = { tenantId: t.a.id, id: grantId, userId: ana.userId, role: 'admin' } as const;
  const change = { userId: ana.userId, grantId };
  await inTransaction(t.a.ctx, async (ctx) => {
    await ctx.db.roleGrant.create({ data: grant });
    await emit(ctx, 'role.granted', change);
  });
  await expect.poll(page.names, soon).toEqual(['role.granted']);
  await sleep(100);
  await announce(t.a, 'user.registered', newcomer);
  await expect.poll(page.names, soon).toEqual(['role.granted', 'user.registered']);
  await inTransaction(t.a.ctx, async (ctx) => {
    await ctx.db.roleGrant.delete({ where: { tenantId_id: { tenantId: t.a.id, id: grantId } } });
    await emit(ctx, 'role.revoked', change);
  });
  await expect.poll(page.names, soon).toContain('role.revoked');
  await sleep(100);
  await announce(t.a, 'user.registered', newcomer);
  await announce(t.a, 'tenant.updated', { tenantId: t.a.id });
  await expect
    .poll(page.names, soon)
    .toEqual(['role.granted', 'user.registered', 'role.revoked', 'tenant.updated']);
});

test('the role of one business, or location, opens its own room and no other', async () => {
  const [manager, reception] = [await signIn(t.a), await signIn(t.a)];
  const [businessId, there] = await inTransaction(t.a.ctx, async ({ db }) => {
    const of = { tenantId: t.a.id };
    const { id } = await db.business.create({ data: { ...of, slug: 'one', name: 'One' } });
    const place = { ...of, businessId: id, slug: 'one', name: 'One', timeZone: 'UTC' };
    const location = await db.location.create({ data: place });
    await db.roleGrant.createMany({
      data: [
        { ...of, userId: manager.userId, role: 'manager', businessId: id },
        { ...of, userId: reception.userId, role: 'reception', businessId: id, locationId: location.id },
      ],
    });
    return [id, location.id];
  });
  const whole = await listen(t.a, { cookie: manager.cookie });
  const desk = await listen(t.a, { cookie: reception.cookie });
  const booked = (business: string, locationId: string | null) =>
    announce(t.a, 'booking.created', {
      bookingId: randomUUID(),
      businessId: business,
      locationId,
      userId: null,
      startsAt: '2026-12-01T10:00:00Z',
      endsAt: '2026-12-01T11:00:00Z',
    });
  await booked(randomUUID(), null);
  await booked(businessId, randomUUID());
  await booked(businessId, there);
  await announce(t.a, 'tenant.updated', { tenantId: t.a.id });
  const placesOf = ({ heard }: typeof whole) =>
    heard.flatMap(([name, payload]) =>
      name === 'booking.created' ? [(payload as { locationId: string }).locationId === there] : [],
    );
  await expect.poll(whole.names, soon).toContain('tenant.updated');
  await expect.poll(desk.names, soon).toContain('tenant.updated');
  expect(placesOf(whole)).toEqual([false, true]);
  expect(placesOf(desk)).toEqual([true]);
});

test('suspending a tenant closes all of its sockets and opens no new one', async () => {
  const ana = await signIn(t.b);
  const [guest, user, neighbour] = [
    await listen(t.b),
    await listen(t.b, { cookie: ana.cookie }),
    await listen(t.a),
  ];
  const suspend = (suspendedAt: Date | null, name: 'tenant.suspended' | 'tenant.resumed') =>
    t.deps.operatorDatabase.transaction({ tenantId: null, actorId: null }, async (db) => {
      await db.tenant.update({ where: { id: t.b.id }, data: { suspendedAt } });
      // As the operator's role, which may promise effects but not read the outbox.
      await db.outboxEvent.createMany({
        data: [{ tenantId: t.b.id, kind: name, payload: { tenantId: t.b.id } }],
      });
    });
  await suspend(new Date(), 'tenant.suspended');
  await expect.poll(() => [guest.socket.connected, user.socket.connected], soon).toEqual([false, false]);
  expect(neighbour.socket.connected).toBe(true);
  await expect(listen(t.b)).rejects.toThrow();
  await suspend(null, 'tenant.resumed');
  await expect
    .poll(
      () =>
        listen(t.b).then(
          () => true,
          () => false,
        ),
      { timeout: 2_000 },
    )
    .toBe(true);
});

test.each([
  ['another site', { origin: 'https://evil.example' }],
  ['a neighbour tenant', { origin: 'http://b.localhost:3000' }],
  ['another port of our host', { origin: 'http://a.localhost:4000' }],
  ['an opaque origin', { origin: 'null' }],
  ['an unknown host', { host: 'nobody.localhost:3000' }],
  ['the installation’s own host', { host: 'localhost:3000', origin: 'http://localhost:3000' }],
])('%s is refused before anything is opened', async (_what, headers) => {
  await expect(listen(t.a, headers)).rejects.toThrow();
});

test('a listed origin listens as a guest, whoever is signed in', async () => {
  const ana = await signIn(t.a);
  const page = await listen(t.a, { cookie: ana.cookie, origin: 'https://partner.example' });
  await announce(t.a, 'user.updated', { userId: ana.userId });
  await announce(t.a, 'tenant.updated', { tenantId: t.a.id });
  await expect.poll(page.names, soon).toEqual(['tenant.updated']);
});

test('tokens that are expired, forged or of another tenant do not fall back to guest', async () => {
  const ana = await signIn(t.a);
  const expired = await accessCookie(t.a, ana.userId, ana.sessionId, new Date(Date.now() - 3_600_000));
  const refused = { data: { code: 'UNAUTHENTICATED' } };
  await expect(listen(t.a, { cookie: expired })).rejects.toMatchObject(refused);
  await expect(listen(t.a, { cookie: `${ana.cookie}x` })).rejects.toMatchObject(refused);
  await expect(listen(t.b, { cookie: ana.cookie })).rejects.toMatchObject(refused);
  await expect(listen(t.a, { cookie: 'turnero_rt=whatever' })).rejects.toMatchObject(refused);
  await expect(listen(t.a, { authorization: 'Bearer tk_whatever' })).rejects.toMatchObject(refused);
});

test('who speaks is cut off: browsers only listen', async () => {
  const page = await listen(t.a);
  page.socket.emit('join', `t:${t.b.id}`);
  await expect.poll(() => page.socket.connected, soon).toBe(false);
});

/** A text frame as a browser would send it, masked. */
function frame(text: string | Buffer): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const size =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([
    Buffer.from([0x81, ...size]),
    mask,
    payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0)),
  ]);
}

test.each([
  ['noise', [Buffer.from([0xff, 0xfe, 0, 0, 0, 0, 0, 0])]],
  ['an unknown packet', [frame('9nonsense')]],
  ['an event before the handshake', [frame('42["join","t:x"]')]],
  ['broken JSON', [frame('40'), frame('42["a"')]],
  ['a reserved event', [frame('40'), frame('42["connect"]')]],
  ['attachments that never come', [frame('40'), frame('451000000000-["a",{"_placeholder":true,"num":0}]')]],
  ['a poisoned prototype', [frame('40'), frame('42["a",{"__proto__":{"polluted":true}}]')]],
  ['a namespace of its own', [frame('40/admin,')]],
  ['a frame without end', [frame('4'.repeat(5_000))]],
])('%s harms nobody', async (_what, frames) => {
  const witness = await listen(t.a);
  const raw = connectTcp(port, '127.0.0.1');
  raw.on('error', () => undefined);
  raw.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a.localhost:3000\r\nUpgrade: websocket\r\n` +
      `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  await once(raw, 'data');
  for (const bytes of frames) raw.write(bytes);
  await sleep(100);
  raw.destroy();
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  await announce(t.a, 'tenant.updated', { tenantId: t.a.id });
  await expect.poll(witness.names, soon).toEqual(['tenant.updated']);
  expect(witness.socket.connected).toBe(true);
});

test('after the bus was interrupted, browsers are told to look again and dead sessions are closed', async () => {
  const ana = await signIn(t.a);
  const [guest, user] = [await listen(t.a), await listen(t.a, { cookie: ana.cookie })];
  await inTransaction(t.a.ctx, (ctx) =>
    ctx.db.session.update({
      where: { tenantId_id: { tenantId: t.a.id, id: ana.sessionId } },
      data: { revokedAt: new Date() },
    }),
  );
  await direct.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'turnero bus' AND datname = current_database()`,
  );
  await expect.poll(guest.names, { timeout: 5_000 }).toEqual(['resync']);
  await expect.poll(() => user.socket.connected, soon).toBe(false);
});
