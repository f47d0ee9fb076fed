import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearerOfAdmin, send, type Answer, type Attempt } from '../../test/attempts.ts';
import { testApp, type TestApp } from '../../test/harness.ts';
import { operationsOf, sampleOf, type Operation } from '../../test/openapi-requests.ts';

let t: TestApp;
let operations: Operation[];

beforeAll(async () => {
  t = await testApp();
  operations = operationsOf(t.app).filter(({ path }) => path.startsWith('/api/'));
});
afterAll(() => t.close());

const admin = () => bearerOfAdmin(t);
const attempt = (operation: Operation, tried: Attempt) => send(t, operation, tried);

// Typed as what they are to the linter: anything.
const some = (type: unknown): unknown => expect.any(type);
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

/** Whatever was sent: a documented status, never a 500, and a refusal in the one form. */
function expectDocumented(
  operation: Operation,
  { status, body }: { status: number; body: Answer | undefined },
  sent: unknown,
) {
  const what = `${operation.method} ${operation.path} answered ${status} to ${JSON.stringify(sent).slice(0, 200)}`;
  expect(status, what).toBeLessThan(500);
  expect(operation.statuses, what).toContain(status);
  if (status < 400) return;
  expect(body, what).toMatchObject({
    error: {
      code: like(/^[A-Z_]+$/),
      message: some(String),
      details: some(Array),
    },
    meta: { timestamp: some(String), requestId: some(String) },
  });
}

const each = (fitting: (operation: Operation) => boolean) => operations.filter(fitting);
const isTenants = ({ tenant }: Operation) => tenant !== 'none';
/** Operators sign in elsewhere: an admin is turned away from their routes before the content is looked at. */
const turnsAway = ({ access }: Operation) => access === 'operator';

/** Expects 400 VALIDATION at `field`. */
function expectField(
  operation: Operation,
  answer: { status: number; body: Answer | undefined },
  field: string,
  sent: unknown,
) {
  expectDocumented(operation, answer, sent);
  const fields = answer.body?.error?.details.map((detail) => detail.field);
  expect([
    operation.id,
    answer.status,
    answer.body?.error?.code,
    fields?.includes(field) ? field : fields,
  ]).toEqual([operation.id, 400, 'VALIDATION', field]);
}

describe('every body', () => {
  it('is refused with its field when it holds what no text may hold', async () => {
    for (const operation of each((one) => one.body !== undefined && !turnsAway(one))) {
      const authorization = await admin();
      const sample = sampleOf(operation.body ?? {}) as Record<string, unknown>;
      const raw: [string, string][] = [
        ['body', '{'],
        ['body', ''],
        ['body', 'null'],
        ['body', '[]'],
        ['body', '"text"'],
        ['note', JSON.stringify({ ...sample, note: 'a\0b' })],
        ['note', `{"note":"\\ud800"}`],
        ['x.y', '{"x":{"y":"\\udc00"}}'],
        ['__proto__', '{"__proto__":{"role":"admin"}}'],
        ['x.constructor', '{"x":{"constructor":{"prototype":{"role":"admin"}}}}'],
        ['x.0.0', `{"x":${'['.repeat(60_000)}${']'.repeat(60_000)}}`],
      ];
      for (const [field, payload] of raw) {
        const answer = await attempt(operation, { payload, headers: { authorization } });
        expectField(operation, answer, field, payload);
      }
      const large = await attempt(operation, {
        payload: JSON.stringify({ x: 'x'.repeat(400_000) }),
        headers: { authorization },
      });
      expect([operation.id, large.status, large.body?.error?.code]).toEqual([
        operation.id,
        413,
        'PAYLOAD_TOO_LARGE',
      ]);
    }
  });

  it('is refused with its field when a field is unknown, and nobody becomes admin by saying so', async () => {
    for (const operation of each((one) => one.body !== undefined && !turnsAway(one))) {
      const authorization = await admin();
      const sample = sampleOf(operation.body ?? {}) as Record<string, unknown>;
      for (const field of ['tenantId', 'role', 'isAdmin', 'price', 'createdBy']) {
        if (operation.body?.properties?.[field]) continue;
        const answer = await attempt(operation, {
          payload: JSON.stringify({ ...sample, [field]: 'admin' }),
          headers: { authorization },
        });
        expectField(operation, answer, field, { field });
      }
    }
  });

  it('of any shape gets a documented answer', async () => {
    const values = [
      null,
      true,
      0,
      -1,
      1e308,
      '',
      ' ',
      'x'.repeat(10_000),
      "' OR 1=1; --",
      '\u202e',
      [],
      {},
      [[]],
      { $gt: '' },
    ];
    for (const operation of each((one) => one.body !== undefined && !turnsAway(one))) {
      const authorization = await admin();
      const sample = sampleOf(operation.body ?? {}) as Record<string, unknown>;
      for (const field of Object.keys(operation.body?.properties ?? {})) {
        for (const value of values) {
          const payload = { ...sample, [field]: value };
          expectDocumented(
            operation,
            await attempt(operation, { payload: JSON.stringify(payload), headers: { authorization } }),
            payload,
          );
        }
      }
    }
  }, 120_000);

  it('of generated JSON gets a documented answer', async () => {
    for (const operation of each(({ body }) => body !== undefined)) {
      const headers = { authorization: await admin() };
      const names = Object.keys(operation.body?.properties ?? {});
      const body = fc.oneof(
        fc.json(),
        fc.dictionary(fc.constantFrom('x', ...names), fc.jsonValue()).map((value) => JSON.stringify(value)),
      );
      await fc.assert(
        fc.asyncProperty(body, async (payload) => {
          expectDocumented(operation, await attempt(operation, { payload, headers }), payload);
        }),
        { numRuns: 20 },
      );
    }
  }, 120_000);
});

describe('every query', () => {
  const spoiled = (name: string) => [
    [name, `?${name}=%00`],
    [name, `?${name}=%E0%A4%A`],
    [name, `?${name}=%ED%A0%80`],
    ['nonsense', '?nonsense=1'],
    ['__proto__', '?__proto__=1'],
  ];

  it('is refused with its field', async () => {
    for (const operation of each((one) => isTenants(one) && one.query.length > 0)) {
      const headers = { authorization: await admin() };
      const body = operation.body && { payload: JSON.stringify(sampleOf(operation.body)) };
      for (const name of operation.query) {
        for (const [field = '', query = ''] of spoiled(name)) {
          expectField(operation, await attempt(operation, { query, headers, ...body }), field, query);
        }
        for (const value of ['', '-1', '99999999999999999999', 'x'.repeat(5_000), "'", '[]']) {
          const query = `?${name}=${encodeURIComponent(value)}`;
          expectDocumented(operation, await attempt(operation, { query, headers, ...body }), query);
        }
      }
    }
  });

  it('with a bad cursor is told so', async () => {
    const paged = each((one) => isTenants(one) && one.query.includes('cursor'));
    expect(paged.length).toBeGreaterThan(0);
    const forged = Buffer.from(
      JSON.stringify(['createdAt', 'asc', '2030-01-01T00:00:00.000Z', "' OR 1=1"]),
    ).toString('base64url');
    for (const operation of paged) {
      const headers = { authorization: await admin() };
      for (const cursor of ['x', 'null', forged, 'A'.repeat(1_500)]) {
        const required = operation.query.includes('businessId')
          ? '&businessId=0198f0c4-0000-7000-8000-00000000dead'
          : '';
        const { status, body } = await attempt(operation, { query: `?cursor=${cursor}${required}`, headers });
        expect([operation.id, status, body?.error?.code, body?.error?.details[0]?.field]).toEqual([
          operation.id,
          400,
          'BAD_CURSOR',
          'cursor',
        ]);
      }
    }
  });
});

describe('every path', () => {
  it('leads to nothing of another, and to no error', async () => {
    for (const operation of each(({ params }) => params.length > 0)) {
      const headers = { authorization: await admin() };
      const payload = operation.body && JSON.stringify(sampleOf(operation.body));
      for (const value of [
        '%00',
        '%ED%A0%80',
        '%E0%A4%A',
        'x'.repeat(300),
        "'%20OR%201=1",
        '-1',
        '..%2F..',
        t.b.id,
      ]) {
        const params = Object.fromEntries(operation.params.map((name) => [name, value]));
        const answer = await attempt(operation, {
          params,
          headers,
          ...(payload === undefined ? {} : { payload }),
        });
        expectDocumented(operation, answer, value);
        expect(answer.status, `${operation.id} ${value}`).toBeGreaterThanOrEqual(400);
      }
    }
  });
});

describe('every guarded route', () => {
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.`;

  it.each([
    ['no token', undefined],
    ['a forged token', 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'],
    ['an unsigned token', `Bearer ${unsigned}`],
    ['no scheme', 'sesame'],
    ['an unknown API key', 'Bearer tk_unknown'],
    ['an endless token', `Bearer ${'x'.repeat(8_000)}`],
  ])('refuses %s', async (_what, authorization) => {
    const guarded = each(({ access }) => access !== 'public' && access !== 'catalogue:read');
    expect(guarded.length).toBeGreaterThan(0);
    for (const operation of guarded) {
      const { status, body } = await attempt(
        operation,
        authorization === undefined ? {} : { headers: { authorization } },
      );
      expect([operation.id, status, body?.error?.code]).toEqual([operation.id, 401, 'UNAUTHENTICATED']);
    }
  });

  it('refuses the token of another tenant', async () => {
    const headers = { authorization: await admin() };
    for (const operation of each(
      (one) => isTenants(one) && one.access !== 'public' && one.access !== 'catalogue:read',
    )) {
      const { status } = await attempt(operation, { headers, host: t.b.host });
      expect([operation.id, status]).toEqual([operation.id, 401]);
    }
  });
});

describe('every host', () => {
  it.each([
    ['nobody.localhost', 'TENANT_UNKNOWN'],
    ['evil.example', 'TENANT_UNKNOWN'],
    ['a.localhost.evil.example', 'TENANT_UNKNOWN'],
    ["a' OR 1=1.localhost", 'TENANT_UNKNOWN'],
    ['[::1]', 'TENANT_UNKNOWN'],
    ['localhost', 'TENANT_NONE'],
  ])('%s is %s', async (host, code) => {
    for (const operation of each(({ tenant }) => tenant === 'required')) {
      const { status, body } = await attempt(operation, { host });
      expect([operation.id, status, body?.error?.code]).toEqual([operation.id, 404, code]);
    }
  });

  it('of a tenant has no operators', async () => {
    for (const operation of each(({ path }) => path.includes('/operator/'))) {
      const payload = operation.body && JSON.stringify(sampleOf(operation.body));
      const { status } = await attempt(operation, {
        host: t.a.host,
        ...(payload === undefined ? {} : { payload }),
      });
      expect([operation.id, status]).toEqual([operation.id, 404]);
    }
  });
});
