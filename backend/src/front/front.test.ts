import { once } from 'node:events';
import { Agent, type IncomingMessage, type RequestListener, createServer, request } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type FrontOptions, startFront } from './front.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startUpstream(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  cleanUps.push(stop);
  return { server, stop, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function start(options: Partial<FrontOptions>) {
  const front = await startFront({ host: 'localhost', port: 0, api: [], web: [], patience: 300, ...options });
  cleanUps.push(() => front.close(500));
  return { front, at: (path: string) => `http://127.0.0.1:${front.port}${path}` };
}

const text =
  (body: string): RequestListener =>
  (_req, res) =>
    void res.end(body);
const echo: RequestListener = (req, res) => {
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify({ url: req.url, headers: req.headers }));
};
/** The address of a server that has gone. */
async function nobody() {
  const upstream = await startUpstream(text('never'));
  await upstream.stop();
  return upstream.url;
}

test('paths of the API go to api, everything else to web', async () => {
  const api = await startUpstream(text('api'));
  const web = await startUpstream(text('web'));
  const { at } = await start({ api: [api.url], web: [web.url] });
  const ask = async (path: string) => (await fetch(at(path))).text();
  for (const path of [
    '/api/v1/me',
    '/socket.io/?EIO=4',
    '/health',
    '/ready?x=1',
    '/metrics',
    '/docs',
    '/docs/app.js',
  ]) {
    expect(await ask(path), path).toBe('api');
  }
  for (const path of ['/', '/apiary', '/healthy', '/inbox', '/x/api/v1'])
    expect(await ask(path), path).toBe('web');
});

test('both addresses of localhost answer', async () => {
  const web = await startUpstream(text('web'));
  const { front } = await start({ web: [web.url] });
  const socket = connect(front.port, '::1');
  const outcome = await Promise.race([
    once(socket, 'connect').then(() => 'there'),
    once(socket, 'error').then(([error]) => String(error)),
  ]);
  socket.destroy();
  // A machine without IPv6 has no ::1 at all.
  expect(outcome).toMatch(/there|EADDRNOTAVAIL|EAFNOSUPPORT|ENETUNREACH/);
});

test('path, query, host, cookies and repeated answer headers arrive unchanged', async () => {
  const api = await startUpstream((req, res) => {
    res.setHeader('set-cookie', ['a=1; Path=/', 'b=2']);
    echo(req, res);
  });
  const { at } = await start({ api: [api.url] });
  const answer = await ask(at('/api/x?a=%2F&b=1?c'), { host: 'fade.localhost', cookie: 'k=v' });
  expect(JSON.parse(answer.body)).toMatchObject({
    url: '/api/x?a=%2F&b=1?c',
    headers: { host: 'fade.localhost', cookie: 'k=v' },
  });
  expect(answer.headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2']);
});

test('what a visitor claims about itself is replaced, unless a proxy of ours says it', async () => {
  const api = await startUpstream(echo);
  const claims = {
    host: 'fade.localhost',
    'x-forwarded-for': '6.6.6.6',
    'x-forwarded-host': 'evil',
    'x-forwarded-proto': 'https',
    forwarded: 'for=6.6.6.6',
  };
  const seen = async (trustProxy: boolean) => {
    const { at } = await start({ api: [api.url], trustProxy });
    return (JSON.parse((await ask(at('/api/x'), claims)).body) as { headers: object }).headers;
  };
  const untrusted = await seen(false);
  expect(untrusted).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'fade.localhost',
    'x-forwarded-proto': 'http',
  });
  expect(untrusted).not.toHaveProperty('forwarded');
  expect(await seen(true)).toMatchObject({
    'x-forwarded-for': '6.6.6.6, 127.0.0.1',
    'x-forwarded-host': 'evil',
    'x-forwarded-proto': 'https',
  });
});

test('upstreams take turns, and one that is gone costs nobody an answer', async () => {
  const one = await startUpstream(text('one'));
  const two = await startUpstream(text('two'));
  const { at } = await start({ api: [one.url, await nobody(), two.url] });
  const answers = await Promise.all(
    Array.from({ length: 30 }, async () => (await fetch(at('/api/x'))).text()),
  );
  expect(new Set(answers)).toEqual(new Set(['one', 'two']));
});

test('a body that is sent while the first upstream is gone arrives whole at the next', async () => {
  const api = await startUpstream((req, res) => void req.pipe(res));
  const { at } = await start({ api: [await nobody(), api.url] });
  const body = 'x'.repeat(300_000);
  for (let turn = 0; turn < 4; turn++) {
    expect(await (await fetch(at('/api/x'), { method: 'POST', body })).text()).toBe(body);
  }
});

test('a body that is refused unread is taken to its end: browsers read the answer only then', async () => {
  const web = await startUpstream((_req, res) => void res.writeHead(413).end('too large'));
  const { at } = await start({ web: [web.url] });
  const sent = request(at('/x'), { method: 'POST' });
  const answered = once(sent, 'response');
  sent.end(Buffer.alloc(40_000_000));
  await once(sent, 'finish');
  const [{ statusCode }] = (await answered) as [IncomingMessage];
  expect(statusCode).toBe(413);
});

test('a request waits for an upstream that comes back', async () => {
  const api = await startUpstream(text('back'));
  const { front, at } = await start({ patience: 3_000 });
  const answer = fetch(at('/api/x'));
  setTimeout(() => front.setUpstreams({ api: [api.url], web: [] }), 200);
  expect(await (await answer).text()).toBe('back');
});

test('nobody there: the envelope for programs, a page for people', async () => {
  const { at } = await start({ api: [await nobody()] });
  const forProgram = await fetch(at('/api/v1/me'), { headers: { 'x-request-id': 'request-1234' } });
  expect(forProgram.status).toBe(503);
  expect(forProgram.headers.get('retry-after')).toBe('2');
  expect(await forProgram.json()).toMatchObject({
    error: { code: 'UNAVAILABLE', details: [] },
    meta: { requestId: 'request-1234' },
  });
  const forPerson = await fetch(at('/'), { headers: { 'x-request-id': '<script>' } });
  expect(forPerson.status).toBe(503);
  const page = await forPerson.text();
  expect(page).toContain('<h1>');
  expect(page).not.toContain('<script>');
});

test('an upstream that dies before its answer, or says nothing, is a 502 or a 504', async () => {
  const dying = await startUpstream((req) => void req.socket.destroy());
  const silent = await startUpstream(() => undefined);
  const first = await start({ api: [dying.url] });
  expect((await fetch(first.at('/api/x'), { method: 'POST', body: '{}' })).status).toBe(502);
  const second = await start({ api: [silent.url], timeout: 100 });
  expect((await fetch(second.at('/api/x'))).status).toBe(504);
});

test('an effect is not repeated when its answer is lost', async () => {
  let calls = 0;
  const api = await startUpstream((req, res) => {
    calls++;
    if (calls > 1) req.socket.destroy();
    else res.end('first');
  });
  const { at } = await start({ api: [api.url] });
  await (await fetch(at('/api/x'), { method: 'POST' })).text();
  expect((await fetch(at('/api/x'), { method: 'POST' })).status).toBe(502);
  expect(calls).toBe(2);
});

test('headers that are too large are refused', async () => {
  const { at } = await start({ api: [await nobody()] });
  expect((await ask(at('/api/x'), { 'x-large': 'x'.repeat(20_000) })).status).toBe(431);
});

test('a WebSocket is handed on, past an upstream that is gone', async () => {
  const api = await startUpstream(text('no'));
  api.server.on('upgrade', (_req: IncomingMessage, socket: Socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
    socket.on('end', () => socket.end());
    socket.on('data', (data: Buffer) => socket.write(`heard ${data.toString()}`));
  });
  const { front } = await start({ api: [await nobody(), api.url] });
  for (let turn = 0; turn < 3; turn++) {
    const socket = await upgrade(front.port, '/socket.io/?transport=websocket');
    socket.write('hello');
    expect(String((await once(socket, 'data'))[0])).toBe('heard hello');
    socket.destroy();
  }
  await expect(upgrade(front.port, '/api/v1/me')).rejects.toThrow('200');
});

test('no request fails while one of two upstreams drains and stops', async () => {
  const arrivals = { one: 0, two: 0 };
  const slow =
    (name: 'one' | 'two'): RequestListener =>
    (_req, res) => {
      arrivals[name]++;
      setTimeout(() => res.end('ok'), 20);
    };
  const one = await startUpstream(slow('one'));
  const two = await startUpstream(slow('two'));
  const { front, at } = await start({ api: [one.url, two.url] });
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  cleanUps.push(() => agent.destroy());
  const visitor = async () => {
    const statuses: number[] = [];
    for (let turn = 0; turn < 40; turn++)
      statuses.push((await ask(at('/api/x'), {}, { agent, method: turn % 2 ? 'POST' : 'GET' })).status);
    return statuses;
  };
  let atTheEnd = 0;
  setTimeout(() => {
    front.setUpstreams({ api: [two.url], web: [] });
    atTheEnd = arrivals.one;
    // As a process that is told to stop does: what is on its way still arrives.
    setTimeout(() => one.server.close(), 100);
  }, 300);
  const statuses = (await Promise.all(Array.from({ length: 8 }, visitor))).flat();
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(atTheEnd).toBeGreaterThan(0);
  // A few may have been on their way to it in that very moment.
  expect(arrivals.one - atTheEnd).toBeLessThanOrEqual(8);
  expect(arrivals.one + arrivals.two).toBe(statuses.length);
});

test('closing lets the request under way end', async () => {
  const api = await startUpstream((_req, res) => void setTimeout(() => res.end('late but whole'), 200));
  const { front, at } = await start({ api: [api.url] });
  const answer = fetch(at('/api/x'));
  await once(api.server, 'request');
  const closing = front.close();
  expect(await (await answer).text()).toBe('late but whole');
  await closing;
  await expect(fetch(at('/api/x'))).rejects.toThrow();
});

type Answer = { status: number; headers: IncomingMessage['headers']; body: string };

/** Like fetch, which refuses to send some of the headers that matter here. */
async function ask(
  url: string,
  headers: Record<string, string>,
  { agent, method = 'GET' }: { agent?: Agent; method?: string } = {},
): Promise<Answer> {
  const out = request(url, { headers, method, agent: agent ?? false });
  out.end();
  const [res] = (await once(out, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of res) chunks.push(chunk as Buffer);
  return { status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks).toString() };
}

async function upgrade(port: number, path: string) {
  const out = request({
    port,
    host: '127.0.0.1',
    path,
    headers: { connection: 'Upgrade', upgrade: 'websocket' },
  });
  out.end();
  const refused = once(out, 'response').then(([res]) => {
    throw new Error(String((res as IncomingMessage).statusCode));
  });
  const [, socket] = (await Promise.race([once(out, 'upgrade'), refused])) as [IncomingMessage, Socket];
  return socket;
}
