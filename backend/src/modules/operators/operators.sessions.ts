import { hashToken, randomToken } from '../../lib/secrets.ts';
import type { PasswordHasher } from '../identity/identity.passwords.ts';
import { asOperator, fail, readAsOperator, type Operator, type OperatorCtx } from './operators.context.ts';

/** An operator's day; then they sign in again. */
const SESSION_HOURS = 12;
const ATTEMPTS = { max: 10, windowSeconds: 900 };

/** Slows down guessing: per address, and per account from one address. */
async function countAttempt({ deps, ip }: OperatorCtx, email: string): Promise<void> {
  for (const key of [`operator-login:${ip}`, `operator-login:${ip}:${email.toLowerCase()}`]) {
    const { allowed, retryAfterSeconds } = await deps.limits.take(key, ATTEMPTS);
    if (!allowed) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds });
  }
}

/**
 * Signs an operator in. Their session is one opaque token, looked up at each request: they are few, and its end
 * holds at once.
 * @returns the operator and the token, which is told only here
 * @throws INVALID_CREDENTIALS, TOO_MANY_REQUESTS
 */
export async function logInOperator(
  ctx: OperatorCtx & { hasher: PasswordHasher },
  { email, password }: { email: string; password: string },
): Promise<{ operator: Operator; token: string }> {
  await countAttempt(ctx, email);
  const found = await readAsOperator(ctx, (db) =>
    db.operator.findFirst({ where: { email, disabledAt: null } }),
  );
  const matches = await ctx.hasher.matches(password, found?.passwordHash);
  if (!found || !matches) throw fail('INVALID_CREDENTIALS');
  const token = randomToken();
  const { id, name } = found;
  const acting = { ...ctx, operator: { id, name, email: found.email, sessionId: '' } };
  const sessionId = await asOperator(acting, { action: 'operator.logged-in' }, async (db) => {
    const [session] = await db.$queryRaw<{ id: string }[]>`
      INSERT INTO operator_sessions (operator_id, token_hash, expires_at, ip, user_agent)
      VALUES (${id}::uuid, ${hashToken(token)}, now() + make_interval(hours => ${SESSION_HOURS}::int),
              ${ctx.ip}, ${ctx.userAgent})
      RETURNING id`;
    return session?.id ?? '';
  });
  return { operator: { ...acting.operator, sessionId }, token };
}

/** Whose token this is, if its session lives; by the database's clock. */
export async function findOperator(ctx: OperatorCtx, token: string): Promise<Operator | undefined> {
  const [operator] = await readAsOperator(
    ctx,
    (db) => db.$queryRaw<Operator[]>`
      SELECT o.id, o.name, o.email::text AS email, s.id AS "sessionId"
      FROM operator_sessions s JOIN operators o ON o.id = s.operator_id
      WHERE s.token_hash = ${hashToken(token)} AND s.revoked_at IS NULL AND s.expires_at > now()
        AND o.disabled_at IS NULL`,
  );
  return operator;
}

/** Ends the session; ending nothing is fine. */
export async function logOutOperator(ctx: OperatorCtx): Promise<void> {
  const id = ctx.operator?.sessionId;
  if (!id) return;
  await asOperator(ctx, { action: 'operator.logged-out' }, (db) =>
    db.operatorSession.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } }),
  );
}
