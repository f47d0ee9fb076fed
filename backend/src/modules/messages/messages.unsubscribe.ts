import { inTransaction, type Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { deriveKey, sameText, sign } from '../../lib/secrets.ts';

const signatureOf = (secret: string, tenantId: string, messageId: string) =>
  sign(deriveKey(secret, 'unsubscribe'), tenantId, messageId);

/** Where the reader of a mail says that they want no more reminders: the mail's id with our signature. */
export function unsubscribePath(secret: string, tenantId: string, messageId: string): string {
  return `/api/v1/unsubscribe/${messageId}.${signatureOf(secret, tenantId, messageId)}`;
}

/** @throws NOT_FOUND for a link that is not ours, or of a message that is gone */
export async function readUnsubscribe(
  ctx: Ctx,
  secret: string,
  token: string,
): Promise<{ channel: 'email'; recipient: string; locale: string }> {
  const [id = '', signature = ''] = token.split('.');
  if (!sameText(signature, signatureOf(secret, ctx.tenant.id, id))) throw fail('NOT_FOUND');
  const message = await inTransaction(ctx, ({ db, tenant }) =>
    db.message.findFirst({
      where: { tenantId: tenant.id, id, channel: 'email' },
      select: { recipient: true, locale: true },
    }),
  );
  if (!message) throw fail('NOT_FOUND');
  return { channel: 'email', ...message };
}

/** No more reminders by mail to whom the message went. Any number of times. @throws NOT_FOUND */
export async function unsubscribe(ctx: Ctx, secret: string, token: string): Promise<void> {
  const { channel, recipient } = await readUnsubscribe(ctx, secret, token);
  await inTransaction(ctx, ({ db, tenant }) =>
    db.messageOptout.createMany({ data: { tenantId: tenant.id, channel, recipient }, skipDuplicates: true }),
  );
}
