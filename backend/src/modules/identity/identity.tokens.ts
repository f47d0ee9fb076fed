import { jwtVerify, SignJWT, errors } from 'jose';
import { deriveKey, sameText, sign } from '../../lib/secrets.ts';

/** The keys of this module, each for one purpose. */
export interface IdentityKeys {
  access: Uint8Array;
  refresh: Uint8Array;
  csrf: Uint8Array;
  device: Uint8Array;
}

export function identityKeys(secret: string): IdentityKeys {
  return {
    access: deriveKey(secret, 'access token'),
    refresh: deriveKey(secret, 'refresh token'),
    csrf: deriveKey(secret, 'csrf token'),
    device: deriveKey(secret, 'known device'),
  };
}

/** What an access token says: whose, of which tenant, in which session. */
export interface AccessClaims {
  userId: string;
  tenantId: string;
  sessionId: string;
}

export async function issueAccessToken(
  keys: IdentityKeys,
  { userId, tenantId, sessionId }: AccessClaims,
  { now, minutes }: { now: Date; minutes: number },
): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({ tid: tenantId, sid: sessionId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + minutes * 60)
    .sign(keys.access);
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isId = (claim: unknown): claim is string => typeof claim === 'string' && ID.test(claim);

/** The claims of a token that is ours and has not expired; otherwise undefined. */
export async function readAccessToken(
  keys: IdentityKeys,
  token: string,
  now: Date,
): Promise<AccessClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, keys.access, {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp', 'tid', 'sid'],
      currentDate: now,
    });
    const { sub, tid, sid } = payload;
    return isId(sub) && isId(tid) && isId(sid) ? { userId: sub, tenantId: tid, sessionId: sid } : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

/** A family of refresh tokens, as its row keeps it. */
export interface Family {
  id: string;
  tokenSalt: string;
}

/**
 * The refresh token of one generation. Derived, not random, so that a retry after a lost answer gets the very
 * same token; the database alone (salt and hash) is not enough to make one.
 */
export function refreshToken(keys: IdentityKeys, { id, tokenSalt }: Family, generation: number): string {
  return `${id}.${generation}.${sign(keys.refresh, id, String(generation), tokenSalt)}`;
}

const REFRESH_TOKEN = /^([0-9a-f-]{36})\.(\d{1,9})\.[\w-]{43}$/;

/** What a refresh token claims; whether it is genuine, its family tells. */
export function parseRefreshToken(token: string): { sessionId: string; generation: number } | undefined {
  const [, sessionId, generation] = REFRESH_TOKEN.exec(token) ?? [];
  return isId(sessionId) && generation ? { sessionId, generation: Number(generation) } : undefined;
}

/** Whether we once gave out this token: a made-up one must not end a session. */
export function isGenuine(keys: IdentityKeys, family: Family, token: string): boolean {
  const claim = parseRefreshToken(token);
  return claim !== undefined && sameText(token, refreshToken(keys, family, claim.generation));
}

/** What our own pages send back in a header, and other sites cannot read. */
export function csrfToken(keys: Pick<IdentityKeys, 'csrf'>, sessionId: string): string {
  return sign(keys.csrf, sessionId);
}
