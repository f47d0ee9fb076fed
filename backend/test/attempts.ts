import { randomInt } from 'node:crypto';
import { identityKeys, issueAccessToken } from '../src/modules/identity/identity.tokens.ts';
import type { TestApp } from './harness.ts';
import { urlOf, type Operation } from './openapi-requests.ts';

/** Bearer of a new admin of tenant a: what is tried may end the session it is tried with. */
export async function bearerOfAdmin(t: TestApp): Promise<string> {
  const { ctx } = t.a;
  const tenantId = t.a.id;
  const { userId, sessionId } = await t.deps.database.transaction({ tenantId, actorId: null }, async (db) => {
    const email = `admin${randomInt(2 ** 40)}@example.com`;
    const user = await db.user.create({
      data: { tenantId, email, name: 'Ada', locale: 'en', emailVerifiedAt: ctx.now() },
    });
    await db.roleGrant.create({ data: { tenantId, userId: user.id, role: 'admin' } });
    const session = await db.session.create({
      data: {
        tenantId,
        userId: user.id,
        tokenSalt: 'salt',
        tokenHash: email,
        expiresAt: new Date(Date.now() + 3_600_000),
      },
    });
    return { userId: user.id, sessionId: session.id };
  });
  const keys = identityKeys(t.deps.env.APP_SECRET);
  const token = await issueAccessToken(
    keys,
    { userId, tenantId, sessionId },
    { now: ctx.now(), minutes: 10 },
  );
  return `Bearer ${token}`;
}

export interface Attempt {
  params?: Record<string, string>;
  query?: string;
  payload?: string;
  headers?: Record<string, string>;
  host?: string;
}

/** Sends one request to an operation as a stranger, or as whoever the headers say. */
export async function send(
  t: TestApp,
  operation: Operation,
  { params, query = '', payload, headers = {}, host }: Attempt,
) {
  const response = await t.app.inject({
    method: operation.method as 'GET',
    url: urlOf(operation, params) + query,
    // Each from elsewhere: this is not about limits.
    remoteAddress: `203.0.${randomInt(256)}.${randomInt(256)}`,
    headers: {
      host: host ?? (operation.tenant !== 'none' ? t.a.host : 'localhost'),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
  return {
    status: response.statusCode,
    body: response.payload ? (JSON.parse(response.payload) as Answer) : undefined,
  };
}

export interface Answer {
  error?: { code: string; message: string; details: { field: string; message: string }[] };
  meta?: { requestId: string };
}
