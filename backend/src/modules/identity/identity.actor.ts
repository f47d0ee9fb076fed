import type { Deps } from '../../deps.ts';
import type { Actor, Grant } from '../../lib/context.ts';
import type { Db } from '../../lib/database.ts';
import { hashToken } from '../../lib/secrets.ts';
import { readAccessToken, type IdentityKeys } from './identity.tokens.ts';
import { GUEST_PERMISSIONS, tenantPermissions } from './permissions.ts';

/** A bound for invalidations that got lost; they take effect at once. */
const KEPT_MS = 30_000;

type Store = Pick<Deps, 'cache' | 'database' | 'clock'>;

interface KnownSession {
  userId: string;
  /** ISO instant; through the cache a date is text. */
  expiresAt: string;
}

interface KnownUser {
  grants: Grant[];
}

/** What a request shows to say who it is from. */
export interface Credentials {
  /** The Authorization header. */
  authorization: string | undefined;
  /** The access token's cookie; not looked at beside a header. */
  accessCookie: string | undefined;
}

export interface Identified {
  actor: Actor;
  /** The session's id if a cookie told who it is: browsers send those by themselves, so CSRF must be ruled out. */
  cookieSession: string | null;
}

export const GUEST: Actor = {
  kind: 'guest',
  id: null,
  sessionId: null,
  permissions: new Set(GUEST_PERMISSIONS),
  grants: [],
};

function read<T>({ database }: Store, tenantId: string, work: (db: Db) => Promise<T>): Promise<T> {
  return database.transaction({ tenantId, actorId: null }, work);
}

async function findSession(store: Store, tenantId: string, id: string): Promise<KnownSession | null> {
  const session = await read(store, tenantId, (db) =>
    db.session.findUnique({
      where: { tenantId_id: { tenantId, id }, revokedAt: null },
      select: { userId: true, expiresAt: true },
    }),
  );
  return session && { userId: session.userId, expiresAt: session.expiresAt.toISOString() };
}

async function findUser(store: Store, tenantId: string, id: string): Promise<KnownUser | null> {
  const user = await read(store, tenantId, (db) =>
    db.user.findUnique({
      where: { tenantId_id: { tenantId, id }, deletedAt: null },
      select: { roleGrants: { select: { role: true, businessId: true, locationId: true } } },
    }),
  );
  return user && { grants: user.roleGrants };
}

const sessionOf = (store: Store, tenantId: string, id: string) =>
  store.cache.get(tenantId, 'session', id, () => findSession(store, tenantId, id), { ttlMs: KEPT_MS });
const userOf = (store: Store, tenantId: string, id: string) =>
  store.cache.get(tenantId, 'user', id, () => findUser(store, tenantId, id), { ttlMs: KEPT_MS });

/** Who acts in a session, as long as it and its account are there: sockets outlive the token they came with. */
export async function actorOfSession(
  store: Store,
  tenantId: string,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<Actor | undefined> {
  const [session, user] = await Promise.all([
    sessionOf(store, tenantId, sessionId),
    userOf(store, tenantId, userId),
  ]);
  if (session?.userId !== userId || Date.parse(session.expiresAt) <= store.clock().getTime())
    return undefined;
  if (!user) return undefined;
  const { grants } = user;
  return { kind: 'user', id: userId, sessionId, permissions: tenantPermissions(grants), grants };
}

/** Who an access token says, if its session and account are still there. */
async function actorOfToken(
  store: Store,
  keys: IdentityKeys,
  tenantId: string,
  token: string,
): Promise<Actor | undefined> {
  const claims = await readAccessToken(keys, token, store.clock());
  return claims?.tenantId === tenantId ? actorOfSession(store, tenantId, claims) : undefined;
}

/** A live key by its hash; notes its use, at most once a minute. */
async function spendKey(store: Store, tenantId: string, key: string) {
  return read(store, tenantId, async (db) => {
    const [found] = await db.$queryRaw<{ id: string; userId: string; scopes: string[]; stale: boolean }[]>`
      SELECT id, user_id AS "userId", scopes,
             coalesce(last_used_at < now() - interval '1 minute', true) AS stale
      FROM api_keys
      WHERE tenant_id = ${tenantId}::uuid AND key_hash = ${hashToken(key)}
        AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
    if (found?.stale) {
      await db.$executeRaw`UPDATE api_keys SET last_used_at = now()
        WHERE tenant_id = ${tenantId}::uuid AND id = ${found.id}::uuid`;
    }
    return found;
  });
}

/** A key may do what its owner may do now, within its scopes; it is worth nothing without its owner. */
async function actorOfKey(store: Store, tenantId: string, key: string): Promise<Actor | undefined> {
  const found = await spendKey(store, tenantId, key);
  const user = found && (await userOf(store, tenantId, found.userId));
  if (!found || !user) return undefined;
  const scopes = new Set(found.scopes);
  const permissions = tenantPermissions(user.grants).intersection(scopes);
  return { kind: 'apiKey', id: found.userId, sessionId: null, permissions, grants: user.grants, scopes };
}

/**
 * Tells who a request or a socket is from, by its header or else by its cookie. What does not convince us is
 * `undefined` (something was shown, and refused); nothing shown at all is a guest.
 */
export async function identify(
  store: Store,
  keys: IdentityKeys,
  tenantId: string,
  { authorization, accessCookie }: Credentials,
): Promise<Identified | undefined> {
  if (authorization !== undefined) {
    const [, token] = /^Bearer ([\w.~+/-]{1,4096}=*)$/i.exec(authorization) ?? [];
    if (token === undefined) return undefined;
    const actor = token.startsWith('tk_')
      ? await actorOfKey(store, tenantId, token)
      : await actorOfToken(store, keys, tenantId, token);
    return actor && { actor, cookieSession: null };
  }
  if (!accessCookie) return { actor: GUEST, cookieSession: null };
  const actor = await actorOfToken(store, keys, tenantId, accessCookie);
  return actor && { actor, cookieSession: actor.sessionId };
}
