import { inTransaction, type Ctx } from '../../lib/context.ts';
import type { Push, PushMessage } from './channels.push.ts';

/** So many browsers of one account are woken. */
export const MOST_BROWSERS = 10;

/**
 * Tells every browser of an account; those that are no more are forgotten.
 * @returns whether one took it
 * @throws what the last one threw, if none did
 */
export async function sendToBrowsers(
  ctx: Ctx,
  push: Push,
  userId: string,
  message: PushMessage,
): Promise<boolean> {
  const of = { tenantId: ctx.tenant.id };
  const browsers = await inTransaction(ctx, ({ db }) =>
    db.pushSubscription.findMany({
      where: { ...of, userId },
      orderBy: { createdAt: 'desc' },
      take: MOST_BROWSERS,
      select: { id: true, endpoint: true, p256dh: true, auth: true },
    }),
  );
  const told = await Promise.allSettled(browsers.map((browser) => push.send(browser, message)));
  const gone = browsers.filter((_, index) => {
    const one = told[index];
    return one?.status === 'fulfilled' && !one.value;
  });
  if (gone.length > 0)
    await inTransaction(ctx, ({ db }) =>
      db.pushSubscription.deleteMany({ where: { ...of, id: { in: gone.map(({ id }) => id) } } }),
    );
  if (told.some((one) => one.status === 'fulfilled' && one.value)) return true;
  const failure = told.find((one) => one.status === 'rejected');
  if (failure) throw failure.reason;
  return false;
}
