import { expect, test } from 'vitest';
import { ApiError } from './error.ts';
import { buildPath, request, type Send } from './request.ts';

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** Answers in turn; an Error is an answer that never came. */
function answers(...turns: (Response | Error)[]): { send: Send; calls: () => number } {
  let calls = 0;
  const send: Send = () => {
    const turn = turns[calls++];
    return turn instanceof Response
      ? Promise.resolve(turn)
      : Promise.reject(turn ?? new Error('Too many calls'));
  };
  return { send, calls: () => calls };
}

test('a safe request is tried again when nobody answers or a proxy says 502 or 503', async () => {
  const { send, calls } = answers(
    new Error('reset'),
    json(503, {}),
    json(200, { data: [1], meta: { nextCursor: 'c' } }),
  );
  expect(await request(send, 'GET /businesses')).toEqual({ data: [1], nextCursor: 'c' });
  expect(calls()).toBe(3);
});

test('an unsafe request is sent once', async () => {
  const { send, calls } = answers(json(503, { error: { code: 'UNAVAILABLE', message: '' } }));
  await expect(request(send, 'POST /auth/login', { body: {} })).rejects.toMatchObject({ status: 503 });
  expect(calls()).toBe(1);
});

test('what is wrong with the request is not tried again', async () => {
  const { send, calls } = answers(json(404, { error: { code: 'NOT_FOUND', message: '' } }));
  await expect(request(send, 'GET /me')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(calls()).toBe(1);
});

test('a refusal brings code, fields, request id and the seconds to wait', async () => {
  const details = [{ field: 'email', message: 'no' }];
  const body = { error: { code: 'TOO_MANY_ATTEMPTS', message: 'wait', details }, meta: { requestId: 'r1' } };
  const { send } = answers(json(429, body, { 'retry-after': '30' }));
  const error: unknown = await request(send, 'POST /auth/login', { body: {} }).catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', details, requestId: 'r1', retryAfter: 30 });
});

test('an answer that is no envelope, and none at all, are errors with a code', async () => {
  const page = answers(new Response('<html>', { status: 500 }));
  await expect(request(page.send, 'POST /x')).rejects.toMatchObject({ status: 500, code: 'HTTP_500' });
  const silence = answers(new Error('refused'));
  await expect(request(silence.send, 'POST /x')).rejects.toMatchObject({ status: 0, code: 'UNREACHABLE' });
});

test('no content is an answer', async () => {
  const { send } = answers(new Response(null, { status: 204 }));
  expect(await request(send, 'DELETE /me/sessions/{id}', { path: { id: '1' } })).toEqual({
    data: undefined,
    nextCursor: undefined,
  });
});

test('paths and queries are escaped', () => {
  const options = { path: { id: 'a/b' }, query: { cursor: 'x=y&z', limit: 5, search: undefined } };
  expect(buildPath('GET /users/{id}', options)).toBe('/api/v1/users/a%2Fb?cursor=x%3Dy%26z&limit=5');
});
