import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peopleRoutes, smallApp, type Answer, type SmallApp } from '../../test/small-app.ts';

let t: SmallApp;

beforeAll(async () => {
  t = await smallApp(peopleRoutes);
});
afterAll(() => t.close());

const id = '0198f0c4-0000-7000-8000-000000000001';
const post = (payload: string | Buffer | object, headers = {}) =>
  t.app.inject({
    method: 'POST',
    url: '/api/v1/people',
    payload,
    headers: { host: 'fade.localhost', 'content-type': 'application/json', ...headers },
  });
const get = (url: string, headers = {}) =>
  t.app.inject({ url, headers: { host: 'fade.localhost', ...headers } });

describe('bad input', () => {
  const deep = '{"name":' + '['.repeat(100_000) + ']'.repeat(100_000) + '}';
  const cases: [string, string | Buffer, number, string, string | undefined][] = [
    ['not JSON', '{"name":', 400, 'VALIDATION', 'body'],
    ['nothing', '', 400, 'VALIDATION', 'body'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'VALIDATION', 'body'],
    ['a wrong type', '{"name":5}', 400, 'VALIDATION', 'name'],
    ['a missing field', '{}', 400, 'VALIDATION', 'name'],
    ['an unknown field', '{"name":"a","role":"admin"}', 400, 'VALIDATION', 'role'],
    ['a NUL', '{"name":"a\\u0000b"}', 400, 'VALIDATION', 'name'],
    ['half a surrogate pair', '{"name":"a\\ud800"}', 400, 'VALIDATION', 'name'],
    ['__proto__', '{"name":"a","__proto__":{"admin":true}}', 400, 'VALIDATION', '__proto__'],
    ['constructor', '{"name":"a","x":{"constructor":{"prototype":{}}}}', 400, 'VALIDATION', 'x.constructor'],
    ['endless nesting', deep, 400, 'VALIDATION', 'name.0.0'],
    ['too much', JSON.stringify({ name: 'x'.repeat(300_000) }), 413, 'PAYLOAD_TOO_LARGE', undefined],
  ];
  it.each(cases)('refuses %s', async (_what, payload, status, code, field) => {
    const response = await post(payload);
    const { error } = response.json<Answer>();
    expect([response.statusCode, error?.code, error?.details[0]?.field]).toEqual([status, code, field]);
  });

  it('refuses another media type', async () => {
    const response = await post('name=a', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([response.statusCode, response.json<Answer>().error?.code]).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
  });

  const urls: [string, number, string, string | undefined][] = [
    [`/api/v1/people/nobody`, 400, 'VALIDATION', 'id'],
    [`/api/v1/people/a%00b`, 400, 'VALIDATION', 'id'],
    [`/api/v1/people/${'x'.repeat(300)}`, 400, 'VALIDATION', undefined],
    [`/api/v1/people/%E0%A4%A`, 400, 'VALIDATION', undefined],
    [`/api/v1/people/${id}?q=%00`, 400, 'VALIDATION', 'q'],
    [`/api/v1/people/${id}?q=%E0%A4%A`, 400, 'VALIDATION', 'q'],
    [`/api/v1/people/${id}?q=%ED%A0%80`, 400, 'VALIDATION', 'q'],
    [`/api/v1/people/${id}?q=1&q=2`, 400, 'VALIDATION', 'q'],
    [`/api/v1/people/${id}?z=1`, 400, 'VALIDATION', 'z'],
    [`/api/v1/people/${id}?__proto__=1`, 400, 'VALIDATION', '__proto__'],
    ['/api/v1/nowhere', 404, 'NOT_FOUND', undefined],
  ];
  it.each(urls)('refuses %s', async (url, status, code, field) => {
    const response = await get(url);
    const { error } = response.json<Answer>();
    expect([response.statusCode, error?.code, error?.details[0]?.field]).toEqual([status, code, field]);
    expect(response.headers['x-request-id']).toBeTruthy();
  });

  it('names the methods an address takes', async () => {
    const response = await t.app.inject({
      method: 'DELETE',
      url: '/api/v1/people',
      headers: { host: 'fade.localhost' },
    });
    expect([response.statusCode, response.json<Answer>().error?.code, response.headers.allow]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'POST',
    ]);
  });

  it('answers what is not even HTTP', async () => {
    await t.app.listen({ port: 0, host: '127.0.0.1' });
    const address = t.app.server.address() as { port: number };
    async function say(text: string): Promise<string> {
      const socket = connect(address.port, '127.0.0.1');
      let heard = '';
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.write(text);
      await once(socket, 'close');
      return heard;
    }
    const garbage = await say('HELLO\r\n\r\n');
    expect(garbage).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(garbage.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: { code: 'VALIDATION' } });
    const header = await say(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(header).toMatch(/^HTTP\/1\.1 431 /);
  });
});
