import { hashToken, randomToken } from '../../src/lib/secrets.ts';
import { inTransaction } from '../../src/lib/context.ts';
import { linkTokenOf, tokenOf } from '../../src/modules/bookings/bookings.secrets.ts';
import { csrfToken, identityKeys, issueAccessToken } from '../../src/modules/identity/identity.tokens.ts';
import { seriesTokenOf } from '../../src/modules/series/series.reach.ts';
import { entryTokenOf } from '../../src/modules/waitlist/waitlist.views.ts';
import { createBusiness } from '../browser.ts';
import type { TestApp, TestTenant } from '../harness.ts';
import type { Operation } from '../openapi-requests.ts';
import type { Things } from './things.ts';
import { GRANTS, NAMES, type Who } from './who.ts';

const soon = () => new Date(Date.now() + 3_600_000);

/** An account of a tenant. @returns its id */
export function createAccount({ ctx }: TestTenant, name: string): Promise<string> {
  return inTransaction(ctx, async ({ db, tenant }) => {
    const { id } = await db.user.create({
      data: {
        tenantId: tenant.id,
        email: `${name}@example.com`,
        name,
        locale: 'en',
        emailVerifiedAt: new Date(),
      },
      select: { id: true },
    });
    return id;
  });
}

/** @returns the Authorization header of somebody who is signed in */
async function bearerOf(t: TestApp, { ctx, id: tenantId }: TestTenant, userId: string): Promise<string> {
  const session = await inTransaction(ctx, ({ db }) =>
    db.session.create({
      data: { tenantId, userId, tokenSalt: 'salt', tokenHash: randomToken(), expiresAt: soon() },
      select: { id: true },
    }),
  );
  const claims = { userId, tenantId, sessionId: session.id };
  const keys = identityKeys(t.env.APP_SECRET);
  return `Bearer ${await issueAccessToken(keys, claims, { now: new Date(), minutes: 50 })}`;
}

async function keyOf({ ctx, id: tenantId }: TestTenant, userId: string): Promise<string> {
  const key = `tk_${randomToken()}`;
  await inTransaction(ctx, ({ db }) =>
    db.apiKey.create({
      data: {
        ...{ tenantId, userId, name: 'Key', prefix: key.slice(0, 8), keyHash: hashToken(key) },
        scopes: ['booking:read'],
      },
      select: { id: true },
    }),
  );
  return `Bearer ${key}`;
}

async function operatorHeaders(t: TestApp): Promise<Record<string, string>> {
  const token = randomToken();
  const scope = { tenantId: null, actorId: null };
  const session = await t.deps.operatorDatabase.transaction(scope, async (db) => {
    const operator = await db.operator.create({
      data: { email: 'ops@example.com', name: 'Ops', passwordHash: 'none' },
      select: { id: true },
    });
    return db.operatorSession.create({
      data: { operatorId: operator.id, tokenHash: hashToken(token), expiresAt: soon() },
      select: { id: true },
    });
  });
  const host = new URL(t.env.PUBLIC_URL).host;
  return {
    host,
    origin: `http://${host}`,
    cookie: `turnero_operator=${token}`,
    'x-csrf-token': csrfToken(identityKeys(t.env.APP_SECRET), session.id),
  };
}

/** The headers by which the API knows each of them; a guest's depend on what is asked. */
export type Headers = (who: Who, operation: Operation) => Record<string, string>;

/** @param providerId the account of the provider, made before what is theirs */
export async function createActors(t: TestApp, things: Things, providerId: string): Promise<Headers> {
  const { a, b } = t;
  const other = await createBusiness(a, 'other');
  const places = { tenant: null, business: things.idOf('businesses'), 'other business': other.businessId };
  const bearers = new Map<Who, string>();
  const known: Partial<Record<Who, string>> = { customer: things.idOf('users'), provider: providerId };
  for (const who of NAMES) {
    const grant = GRANTS[who];
    if (!grant) continue;
    const userId = known[who] ?? (await createAccount(a, who));
    const data = { tenantId: a.id, userId, role: grant.role, businessId: places[grant.at] };
    // The provider's grant is one of the things.
    if (who !== 'provider') await inTransaction(a.ctx, ({ db }) => db.roleGrant.create({ data }));
    bearers.set(who, await bearerOf(t, a, userId));
    if (who === 'admin') bearers.set('key', await keyOf(a, userId));
  }
  const abroad = await createAccount(b, 'foreigner');
  await inTransaction(b.ctx, ({ db }) =>
    db.roleGrant.create({ data: { tenantId: b.id, userId: abroad, role: 'admin' } }),
  );
  bearers.set('foreigner', await bearerOf(t, b, abroad));
  const operator = await operatorHeaders(t);

  const secret = t.env.APP_SECRET;
  const booking = tokenOf(secret, a.id, things.idOf('bookings'));
  const tokens: [part: string, token: string][] = [
    ['/verification', linkTokenOf(secret, a.id, things.idOf('bookings'))],
    ['/series/', seriesTokenOf(secret, a.id, things.idOf('series'))],
    ['/waitlist/', entryTokenOf(secret, a.id, things.idOf('waitlist_entries'))],
  ];
  return (who, { path }) => {
    if (who === 'operator') return operator;
    const authorization = bearers.get(who);
    const token = tokens.find(([part]) => path.includes(part))?.[1] ?? booking;
    return {
      host: a.host,
      ...(authorization && { authorization }),
      ...(who === 'guest' && { 'x-booking-token': token }),
    };
  };
}
