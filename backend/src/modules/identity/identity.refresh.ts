import { hashToken } from '../../lib/secrets.ts';
import { audit } from '../audit/audit.service.ts';
import { fail, inIdentity, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import type { SessionTokens } from './identity.cookies.ts';
import { endSessions, tokensOf } from './identity.sessions.ts';
import { isGenuine, parseRefreshToken, refreshToken } from './identity.tokens.ts';

/** Within these seconds the token before the present one still works: an answer got lost, or two tabs asked. */
const GRACE_SECONDS = 10;

interface FamilyRow {
  id: string;
  userId: string;
  generation: number;
  tokenSalt: string;
  tokenHash: string;
  previousTokenHash: string | null;
  /** Rotated within the grace. */
  fresh: boolean;
}

/** The living session a refresh token is of, locked, if the token is one that we gave out. */
async function lockFamily(ctx: IdentityTx, token: string): Promise<FamilyRow | undefined> {
  const claim = parseRefreshToken(token);
  if (!claim) return undefined;
  const [family] = await ctx.db.$queryRaw<FamilyRow[]>`
    SELECT s.id, s.user_id AS "userId", s.generation, s.token_salt AS "tokenSalt", s.token_hash AS "tokenHash",
           s.previous_token_hash AS "previousTokenHash",
           clock_timestamp() - s.rotated_at < make_interval(secs => ${GRACE_SECONDS}) AS fresh
    FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id AND u.deleted_at IS NULL
    WHERE s.tenant_id = ${ctx.tenant.id}::uuid AND s.id = ${claim.sessionId}::uuid
      AND s.revoked_at IS NULL AND s.expires_at > now()
    FOR UPDATE OF s`;
  return family && isGenuine(ctx.tools.keys, family, token) ? family : undefined;
}

async function rotate(ctx: IdentityTx, family: FamilyRow): Promise<FamilyRow> {
  const generation = family.generation + 1;
  const tokenHash = hashToken(refreshToken(ctx.tools.keys, family, generation));
  await ctx.db.$executeRaw`
    UPDATE sessions SET generation = ${generation}, token_hash = ${tokenHash},
      previous_token_hash = ${family.tokenHash}, rotated_at = clock_timestamp(),
      expires_at = now() + make_interval(days => ${ctx.tools.sessionDays}::int), ip = ${ctx.client.ip},
      user_agent = ${ctx.client.userAgent}
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${family.id}::uuid`;
  return { ...family, generation, tokenHash };
}

/** The family is in two hands, and nobody can tell whose are the owner's: it ends for both. */
async function endReused(ctx: IdentityTx, { id, userId }: FamilyRow): Promise<void> {
  await endSessions(ctx, userId, [id], 'reuse');
  await audit(ctx, { action: 'session.reused', entity: 'session', entityId: id, after: { userId } });
}

/**
 * Renews a session. The token given is used up; the one before it, sent again within seconds, gets the same
 * answer again; any older one ends the session.
 * @throws SESSION_ENDED
 */
export async function refreshSession(ctx: IdentityCtx, token: string): Promise<SessionTokens> {
  const tokens = await inIdentity(ctx, async (ctx) => {
    const family = await lockFamily(ctx, token);
    if (!family) return undefined;
    const hash = hashToken(token);
    if (hash === family.tokenHash) return tokensOf(ctx, await rotate(ctx, family));
    if (hash === family.previousTokenHash && family.fresh) return tokensOf(ctx, family);
    await endReused(ctx, family);
    return undefined;
  });
  if (!tokens) throw fail('SESSION_ENDED');
  return tokens;
}

/**
 * Ends the session a browser is in, by its refresh token or, where that is gone, by the session it acts in.
 * Never fails: who logs out of nothing is logged out.
 */
export async function logOut(ctx: IdentityCtx, token: string | undefined): Promise<void> {
  await inIdentity(ctx, async (ctx) => {
    const { id, sessionId } = ctx.actor;
    if (id && sessionId) await endSessions(ctx, id, [sessionId], 'logout');
    const family = token === undefined ? undefined : await lockFamily(ctx, token);
    if (family) await endSessions(ctx, family.userId, [family.id], 'logout');
  });
}
