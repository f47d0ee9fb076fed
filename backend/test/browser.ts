import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import * as z from 'zod/mini';
import { inTransaction } from '../src/lib/context.ts';
import { hashPassword } from '../src/modules/identity/identity.passwords.ts';
import type { Role } from '../src/modules/identity/permissions.ts';
import type { TestApp, TestTenant } from './harness.ts';

export const PASSWORD = 'correct horse battery';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Answer = LightMyRequestResponse;

/** A browser on a tenant's site: keeps cookies, says where its requests come from, shows the CSRF token. */
export interface Browser {
  cookies: Map<string, string>;
  send: (method: Method, path: string, body?: object, headers?: Record<string, string>) => Promise<Answer>;
  logIn: (email: string, password?: string) => Promise<Answer>;
}

function keep(cookies: Map<string, string>, answer: Answer): void {
  for (const { name, value, maxAge } of answer.cookies) {
    if (value === '' || maxAge === 0) cookies.delete(name);
    else cookies.set(name, value);
  }
}

/** @param ip the address its requests come from */
export function browser(
  { app }: Pick<TestApp, 'app'>,
  { host }: Pick<TestTenant, 'host'>,
  ip = '127.0.0.1',
): Browser {
  const cookies = new Map<string, string>();
  async function send(method: Method, path: string, body?: object, headers: Record<string, string> = {}) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ');
    const csrf = cookies.get('turnero_csrf');
    const request: InjectOptions = {
      method,
      url: `/api/v1${path}`,
      remoteAddress: ip,
      headers: {
        host,
        origin: `http://${host}`,
        ...(cookie && { cookie }),
        ...(csrf && { 'x-csrf-token': csrf }),
        ...headers,
      },
      ...(body && { payload: body }),
    };
    const answer = await app.inject(request);
    keep(cookies, answer);
    return answer;
  }
  return {
    cookies,
    send,
    logIn: (email, password = PASSWORD) => send('POST', '/auth/login', { email, password }),
  };
}

/** The status and, of a refusal, the code: what most tests compare. */
export function outcome(answer: Answer): [number, string?] {
  if (answer.statusCode < 400) return [answer.statusCode];
  return [answer.statusCode, answer.json<{ error: { code: string } }>().error.code];
}

/** The data of an answer, which must look as the contract says. */
export function dataOf<Schema extends z.ZodMiniType>(schema: Schema, answer: Answer): z.output<Schema> {
  return z.parse(schema, answer.json<{ data: unknown }>().data);
}

export interface TestGrant {
  role: Role;
  businessId?: string;
  locationId?: string;
}

/** Makes an account that can sign in with PASSWORD. @returns its id */
export async function createUser(
  t: Pick<TestApp, 'env'>,
  { ctx }: Pick<TestTenant, 'ctx'>,
  email: string,
  { grants = [{ role: 'customer' }], verified = true }: { grants?: TestGrant[]; verified?: boolean } = {},
): Promise<string> {
  const passwordHash = await hashPassword(PASSWORD, t.env);
  return inTransaction(ctx, async ({ db, tenant, now }) => {
    const { id } = await db.user.create({
      data: {
        tenantId: tenant.id,
        email,
        name: `Person ${email.split('@')[0]}`,
        locale: 'en',
        passwordHash,
        emailVerifiedAt: verified ? now() : null,
      },
    });
    await db.roleGrant.createMany({
      data: grants.map((grant) => ({ tenantId: tenant.id, userId: id, ...grant })),
    });
    return id;
  });
}

/** Makes an account and a browser that is signed in to it. */
export async function signedIn(
  t: TestApp,
  tenant: TestTenant,
  email: string,
  grants?: TestGrant[],
): Promise<Browser & { id: string }> {
  const id = await createUser(t, tenant, email, grants && { grants });
  const someone = browser(t, tenant);
  const answer = await someone.logIn(email);
  if (answer.statusCode !== 200) throw new Error(`cannot sign in: ${answer.body}`);
  return { ...someone, id };
}

export interface TestMail {
  to: string;
  template: string;
  locale: string;
  params: Record<string, string>;
}

/** The mails promised so far, the oldest first. */
export async function mailsTo({ ctx }: Pick<TestTenant, 'ctx'>, to: string): Promise<TestMail[]> {
  const rows = await inTransaction(ctx, ({ db }) =>
    db.outboxEvent.findMany({ where: { kind: 'mail.requested' }, orderBy: { id: 'asc' } }),
  );
  return rows.map(({ payload }) => payload as unknown as TestMail).filter((mail) => mail.to === to);
}

/** The token in the link of the newest mail. */
export async function tokenMailedTo(tenant: Pick<TestTenant, 'ctx'>, to: string): Promise<string> {
  const mail = (await mailsTo(tenant, to)).at(-1);
  const token = new URL(mail?.params['url'] ?? 'http://none').searchParams.get('token');
  if (!token) throw new Error(`no link was mailed to ${to}`);
  return token;
}

/** A business with one location. */
export async function createBusiness(
  { ctx }: Pick<TestTenant, 'ctx'>,
  slug: string,
): Promise<{ businessId: string; locationId: string }> {
  return inTransaction(ctx, async ({ db, tenant }) => {
    const business = await db.business.create({ data: { tenantId: tenant.id, slug, name: slug } });
    const location = await db.location.create({
      data: { tenantId: tenant.id, businessId: business.id, slug: 'centre', name: 'Centre', timeZone: 'UTC' },
    });
    return { businessId: business.id, locationId: location.id };
  });
}
