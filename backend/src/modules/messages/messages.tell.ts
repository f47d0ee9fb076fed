import { emit } from '../../events.ts';
import type { TxCtx } from '../../lib/context.ts';
import type { MailRequest } from './messages.contract.ts';
import { writeMail } from './messages.render.ts';

/**
 * Tells somebody with an account what is not about a booking: by mail, and in their inbox with the mail's first words.
 * @param path of the page on the tenant's own site to which it leads
 */
export async function tellAccount(
  ctx: TxCtx,
  { userId, path, timeZone }: { userId: string; path: string; timeZone: string },
  mail: MailRequest,
): Promise<void> {
  await emit(ctx, 'mail.requested', mail);
  const { subject: title, preview: body } = writeMail(mail, { tenant: ctx.tenant.name, timeZone });
  const { id: notificationId } = await ctx.db.notification.create({
    data: { tenantId: ctx.tenant.id, userId, title, body, path },
    select: { id: true },
  });
  await emit(ctx, 'notification.created', { notificationId, userId });
}
