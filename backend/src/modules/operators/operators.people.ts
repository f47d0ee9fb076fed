import { randomToken } from '../../lib/secrets.ts';
import { hashPassword } from '../identity/identity.passwords.ts';
import { asOperator, readAsOperator, type OperatorCtx } from './operators.context.ts';

// Who the operators are is decided on the installation's own machine (`npm run tenant -- operator`), by no request.

/** All that may sign in. */
export function listOperators(ctx: OperatorCtx): Promise<{ email: string; name: string }[]> {
  return readAsOperator(ctx, (db) =>
    db.operator.findMany({
      where: { disabledAt: null },
      select: { email: true, name: true },
      orderBy: { email: 'asc' },
    }),
  );
}

/**
 * Makes somebody an operator. Who is one already, or was, gets a new password and is signed out everywhere.
 * @returns the password, which is told only here
 */
export async function letOperate(
  ctx: OperatorCtx,
  { email, name }: { email: string; name?: string | undefined },
): Promise<string> {
  const password = randomToken();
  const passwordHash = await hashPassword(password, ctx.deps.env);
  await asOperator(ctx, { action: 'operator.let-in', details: { email } }, async (db) => {
    const { id } = await db.operator.upsert({
      where: { email },
      create: { email, name: name ?? email, passwordHash },
      update: { ...(name !== undefined && { name }), passwordHash, disabledAt: null },
      select: { id: true },
    });
    await db.operatorSession.updateMany({
      where: { operatorId: id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
  });
  return password;
}

/** Lets somebody operate no more, from now on. @returns whether they did */
export function forbidOperating(ctx: OperatorCtx, email: string): Promise<boolean> {
  return asOperator(ctx, { action: 'operator.shut-out', details: { email } }, async (db) => {
    const { count } = await db.operator.updateMany({
      where: { email, disabledAt: null },
      data: { disabledAt: new Date() },
    });
    return count > 0;
  });
}
