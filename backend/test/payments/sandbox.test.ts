import Fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deliverDue } from '../../src/modules/payments/strategies/sandbox.notices.ts';
import { sandboxPlugin, type SandboxOptions } from '../../src/modules/payments/strategies/sandbox.server.ts';
import { checkDelivery, SANDBOX_SIGNATURE } from '../../src/modules/payments/strategies/sandbox.signature.ts';
import { memoryStore } from '../../src/modules/payments/strategies/sandbox.store.ts';

const baseUrl = 'https://pay.sandbox.example';
const SECRET = 'whsec_of_fade_1';
let now = Date.parse('2026-11-21T12:00:00Z');

const options: SandboxOptions = {
  store: memoryStore(),
  clock: () => new Date(now),
  baseUrl,
  accountOf: async (key) => ({ 'key-of-fade': 'fade', 'key-of-smash': 'smash' })[key],
  webhookSecretOf: async () => SECRET,
  every: 3_600_000,
};

const app = Fastify({ logger: false });
const inbox: { headers: Record<string, unknown>; body: string }[] = [];
let answerWith = 200;
const receiver = Fastify({ logger: false });
let webhookUrl = '';

beforeAll(async () => {
  await app.register(sandboxPlugin, options);
  receiver.removeAllContentTypeParsers();
  receiver.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  receiver.post('/webhook', async ({ headers, body }, reply) => {
    inbox.push({ headers, body: String(body) });
    return reply.status(answerWith).send();
  });
  webhookUrl = `${await receiver.listen({ host: '127.0.0.1', port: 0 })}/webhook`;
});
afterAll(async () => {
  await app.close();
  await receiver.close();
});
beforeEach(() => {
  inbox.length = 0;
  answerWith = 200;
});

let count = 0;
const bodyOf = (changes: object = {}) => ({
  paymentId: `payment-${(count += 1)}`,
  amount: 150_025,
  currency: 'ARS',
  description: 'Corte',
  returnUrls: {
    success: 'https://fade.example/a',
    pending: 'https://fade.example/b',
    failure: 'https://fade.example/c',
  },
  webhookUrl,
  createdAt: new Date(now).toISOString(),
  expiresAt: new Date(now + 600_000).toISOString(),
  ...changes,
});

const asked = async (method: 'GET' | 'POST', url: string, payload?: object, key = 'key-of-fade') =>
  app.inject({ method, url, headers: { authorization: `Bearer ${key}` }, ...(payload ? { payload } : {}) });

async function create(changes: object = {}): Promise<string> {
  const response = await asked('POST', '/checkouts', bodyOf(changes));
  expect(response.statusCode).toBe(201);
  return response.json<{ id: string }>().id;
}

const press = async (id: string, action: string) =>
  app.inject({
    method: 'POST',
    url: `/pay/${id}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `action=${action}`,
  });

const statusOf = async (id: string) =>
  (await asked('GET', `/checkouts/${id}`)).json<{ status: string }>().status;

test('the page says what is paid, holds nothing foreign, and changes nothing by being looked at', async () => {
  const id = await create({ description: '<script>alert("1")</script> & barba' });
  const page = await app.inject(`/pay/${id}`);
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['cache-control']).toBe('no-store');
  expect(page.body).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; barba');
  expect(page.headers['content-security-policy']).toMatch(/style-src 'sha256-[^']+'/);
  expect(page.body).not.toMatch(/<(script|link|img)/);
  expect(page.body).toContain('1,500.25');
  expect(page.body).toMatch(/<html lang="en">[^]*<title>[^]*<main>[^]*<h1>/);
  expect(page.body.match(/<button name="action"/g)).toHaveLength(3);
  expect(await statusOf(id)).toBe('open');
  const inSpanish = await app.inject({
    url: `/pay/${id}`,
    headers: { 'accept-language': 'fr, es-AR;q=0.8' },
  });
  expect(inSpanish.body).toMatch(/<html lang="es">[^]*Pago de prueba/);
});

test('pressing pay twice at once is one charge and one event', async () => {
  const id = await create();
  const both = await Promise.all([press(id, 'pay'), press(id, 'pay')]);
  for (const { statusCode, headers } of both) {
    expect([statusCode, headers.location]).toEqual([303, 'https://fade.example/a']);
  }
  await deliverDue(options, app.log);
  const events = inbox.map(({ body }) => (JSON.parse(body) as { id: string }).id);
  expect(new Set(events).size).toBe(1);
  expect((await app.inject(`/pay/${id}`)).body).not.toContain('<form');
});

test('declined stays on the page and says so; delayed goes on and settles', async () => {
  const id = await create();
  expect((await press(id, 'fail')).headers.location).toBe(`${baseUrl}/pay/${id}`);
  expect((await app.inject(`/pay/${id}`)).body).toContain('<p role="status">The payment was declined.');
  expect((await press(id, 'delay')).headers.location).toBe('https://fade.example/b');
  expect(await statusOf(id)).toBe('pending');
  now += 10_000;
  await deliverDue(options, app.log);
  expect(await statusOf(id)).toBe('paid');
});

test('a page that has expired takes no money, and tells', async () => {
  const id = await create();
  now += 600_000;
  expect((await app.inject(`/pay/${id}`)).body).toContain('closed');
  await press(id, 'pay');
  await deliverDue(options, app.log);
  expect(await statusOf(id)).toBe('closed');
  expect(inbox.map(({ body }) => (JSON.parse(body) as { kind: string }).kind)).toContain('closed');
});

test('what is not taken is delivered again: the same event, signed anew', async () => {
  const id = await create();
  answerWith = 503;
  await press(id, 'pay');
  await deliverDue(options, app.log);
  const tries = inbox.length;
  await deliverDue(options, app.log);
  expect(inbox).toHaveLength(tries);
  now += 60_000;
  answerWith = 200;
  await deliverDue(options, app.log);
  now += 3_600_000;
  await deliverDue(options, app.log);
  expect(inbox).toHaveLength(tries + 1);
  expect(new Set(inbox.map(({ body }) => body)).size).toBe(1);
  const signatures = inbox.map(({ headers }) => String(headers[SANDBOX_SIGNATURE]));
  expect(new Set(signatures).size).toBe(2);
  const signedAt = new Date(now - 3_600_000);
  expect(checkDelivery(SECRET, signedAt, signatures.at(-1)!, Buffer.from(inbox[0]!.body))).toBe('fits');
});

test('nobody without a key, and nobody with another’s', async () => {
  const id = await create();
  expect((await app.inject({ method: 'POST', url: '/checkouts', payload: bodyOf() })).statusCode).toBe(401);
  expect((await asked('POST', '/checkouts', bodyOf(), 'key-of-nobody')).statusCode).toBe(401);
  for (const path of ['', '/close', '/refunds']) {
    const payload = path ? { refundId: 'r', amount: 1 } : undefined;
    const foreign = await asked(path ? 'POST' : 'GET', `/checkouts/${id}${path}`, payload, 'key-of-smash');
    expect(foreign.statusCode, path).toBe(404);
  }
  expect(await statusOf(id)).toBe('open');
});

test('the same payment id of two accounts is two payments', async () => {
  const body = bodyOf();
  const mine = await asked('POST', '/checkouts', body);
  const theirs = await asked('POST', '/checkouts', body, 'key-of-smash');
  expect(mine.json<{ id: string }>().id).not.toBe(theirs.json<{ id: string }>().id);
});

test.each([
  { amount: 0 },
  { amount: -100 },
  { amount: 1.5 },
  { currency: 'ars' },
  { webhookUrl: 'file:///etc/passwd' },
  {
    returnUrls: {
      success: 'javascript:alert(1)',
      pending: 'https://a.example',
      failure: 'https://a.example',
    },
  },
  { status: 'paid' },
])('%o is refused', async (changes) => {
  expect((await asked('POST', '/checkouts', bodyOf(changes))).statusCode).toBe(400);
});

test('buttons and pages that do not exist', async () => {
  const id = await create();
  expect((await press(id, 'free')).statusCode).toBe(400);
  expect((await press('nowhere', 'pay')).statusCode).toBe(404);
  expect((await app.inject('/pay/nowhere')).statusCode).toBe(404);
  const early = await asked('POST', `/checkouts/${id}/refunds`, { refundId: 'r', amount: 1 });
  expect([early.statusCode, early.json()]).toEqual([409, { error: { code: 'state' } }]);
});
