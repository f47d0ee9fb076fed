import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peopleRoutes, smallApp, type Answer, type SmallApp } from '../../test/small-app.ts';

let t: SmallApp;

beforeAll(async () => {
  t = await smallApp((api) => {
    peopleRoutes(api);
    api.get('/api/v1/crash', { config: { access: 'public' } }, async () => {
      throw new Error('the password is hunter2');
    });
    api.get('/api/v1/long', { config: { access: 'public' } }, async () => ({ data: 'x'.repeat(5_000) }));
  });
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

describe('the envelope', () => {
  const text: unknown = expect.any(String);

  it('wraps data, and drops what the schema does not name', async () => {
    const response = await post({ name: 'Ana', age: 3 }, { 'x-request-id': 'my-request-1' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['x-request-id']).toBe('my-request-1');
    expect(response.json<Answer>()).toEqual({
      data: { name: 'Ana' },
      meta: { timestamp: text, version: text, requestId: 'my-request-1' },
      errors: [],
    });
  });

  it('makes its own id when the given one is not plain', async () => {
    const response = await get(`/api/v1/people/${id}`, { 'x-request-id': 'a\tb<script>' });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers 304 to the tag of the same data, though time and request differ', async () => {
    const first = await get(`/api/v1/people/${id}`);
    const { etag } = first.headers;
    expect(etag).toMatch(/^W\//);
    const second = await get(`/api/v1/people/${id}`, { 'if-none-match': etag });
    expect([second.statusCode, second.payload]).toEqual([304, '']);
    const other = await get(`/api/v1/people/${id.replace(/1$/, '2')}`, { 'if-none-match': etag });
    expect(other.statusCode).toBe(200);
  });

  it('is compressed from a kilobyte on', async () => {
    const response = await get('/api/v1/long', { 'accept-encoding': 'br' });
    expect(response.headers['content-encoding']).toBe('br');
    expect(
      (await get(`/api/v1/people/${id}`, { 'accept-encoding': 'br' })).headers['content-encoding'],
    ).toBeUndefined();
  });

  it('says nothing of what crashed', async () => {
    const response = await get('/api/v1/crash');
    expect([response.statusCode, response.json<Answer>().error?.code]).toEqual([500, 'INTERNAL']);
    expect(response.payload).not.toContain('hunter2');
  });
});
