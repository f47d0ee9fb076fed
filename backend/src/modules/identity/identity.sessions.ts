import { hashToken, randomToken } from '../../lib/secrets.ts';
import { fail, inIdentity, type IdentityCtx, type IdentityTx } from './identity.context.ts';
import type { SessionInfo } from './identity.contract.ts';
import type { SessionTokens } from './identity.cookies.ts';
import { describeDevice } from './identity.devices.ts';
import { issueAccessToken, refreshToken } from './identity.tokens.ts';

/** Beyond this many, the session that was used least recently ends. */
const MOST_SESSIONS = 50;

export type EndReason = 'logout' | 'logout_all' | 'revoked' | 'password' | 'reuse' | 'too_many';

interface LiveSession {
  id: string;
  ip: string | null;
  userAgent: string | null;
  createdAt: Date;
  rotatedAt: Date;
  expiresAt: Date;
}

// Whether a session lives is told by the database's clock, so these are not Prisma's queries.
async function findLiveSessions(ctx: IdentityTx, userId: string): Promise<LiveSession[]> {
  return ctx.db.$queryRaw<LiveSession[]>`
    SELECT id, ip, user_agent AS "userAgent", created_at AS "createdAt", rotated_at AS "rotatedAt",
           expires_at AS "expiresAt"
    FROM sessions
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND user_id = ${userId}::uuid
      AND revoked_at IS NULL AND expires_at > now()
    ORDER BY rotated_at DESC, id DESC`;
}

/** Ends the given sessions of one account, those that still live. @returns how many did */
export async function endSessions(
  ctx: IdentityTx,
  userId: string,
  sessionIds: readonly string[],
  reason: EndReason,
): Promise<number> {
  const ended = await ctx.db.session.updateManyAndReturn({
    where: { tenantId: ctx.tenant.id, userId, id: { in: [...sessionIds] }, revokedAt: null },
    data: { revokedAt: ctx.now(), revokedReason: reason },
    select: { id: true },
  });
  if (ended.length > 0) {
    await ctx.announce('session.ended', { userId, sessionIds: ended.map(({ id }) => id) });
  }
  return ended.length;
}

/** Ends every session of an account, save one. */
export async function endAllSessions(
  ctx: IdentityTx,
  userId: string,
  reason: EndReason,
  except: string | null = null,
): Promise<void> {
  const live = await findLiveSessions(ctx, userId);
  const others = live.map(({ id }) => id).filter((id) => id !== except);
  await endSessions(ctx, userId, others, reason);
}

/** The pair of tokens of a session's present generation. */
export async function tokensOf(
  ctx: IdentityCtx | IdentityTx,
  session: { id: string; tokenSalt: string; generation: number; userId: string },
): Promise<SessionTokens> {
  const { keys, accessMinutes } = ctx.tools;
  return {
    sessionId: session.id,
    refresh: refreshToken(keys, session, session.generation),
    access: await issueAccessToken(
      keys,
      { userId: session.userId, tenantId: ctx.tenant.id, sessionId: session.id },
      { now: ctx.now(), minutes: accessMinutes },
    ),
  };
}

/** Starts a session for someone who has just proved who they are. */
export async function startSession(ctx: IdentityTx, userId: string): Promise<SessionTokens> {
  const live = await findLiveSessions(ctx, userId);
  const surplus = live.slice(MOST_SESSIONS - 1).map(({ id }) => id);
  if (surplus.length > 0) await endSessions(ctx, userId, surplus, 'too_many');

  const [{ id } = { id: '' }] = await ctx.db.$queryRaw<{ id: string }[]>`SELECT uuidv7()::text AS id`;
  const session = { id, userId, tokenSalt: randomToken(16), generation: 1 };
  const tokens = await tokensOf(ctx, session);
  await ctx.db.$executeRaw`
    INSERT INTO sessions (tenant_id, id, user_id, generation, token_salt, token_hash, expires_at, ip, user_agent)
    VALUES (${ctx.tenant.id}::uuid, ${id}::uuid, ${userId}::uuid, 1, ${session.tokenSalt},
            ${hashToken(tokens.refresh)}, now() + make_interval(days => ${ctx.tools.sessionDays}::int),
            ${ctx.client.ip}, ${ctx.client.userAgent})`;
  await ctx.announce('session.started', { userId, sessionId: id });
  return tokens;
}

/** Whose account this request acts on; routes that call this let no guest in. */
export function selfOf({ actor }: Pick<IdentityCtx, 'actor'>): string {
  if (actor.id === null) throw fail('UNAUTHENTICATED');
  return actor.id;
}

/** The sessions that are open on one's own account, the one used last first. */
export async function listSessions(ctx: IdentityCtx): Promise<SessionInfo[]> {
  const live = await inIdentity(ctx, (ctx) => findLiveSessions(ctx, selfOf(ctx)));
  return live.map(({ id, ip, userAgent, createdAt, rotatedAt, expiresAt }) => ({
    id,
    current: id === ctx.actor.sessionId,
    device: describeDevice(userAgent),
    userAgent,
    ip,
    createdAt: createdAt.toISOString(),
    lastUsedAt: rotatedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
}

/** Ends one of one's own sessions. @throws NOT_FOUND when there is none, or it is another's */
export async function revokeSession(ctx: IdentityCtx, sessionId: string): Promise<void> {
  const ended = await inIdentity(ctx, (ctx) => endSessions(ctx, selfOf(ctx), [sessionId], 'revoked'));
  if (ended === 0) throw fail('NOT_FOUND');
}

/** Ends every session of one's own account, this one too. */
export async function logOutEverywhere(ctx: IdentityCtx): Promise<void> {
  await inIdentity(ctx, (ctx) => endAllSessions(ctx, selfOf(ctx), 'logout_all'));
}
