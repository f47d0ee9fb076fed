import type { Deps } from '../../deps.ts';
import { emit } from '../../events.ts';
import { inTransaction, type Ctx } from '../../lib/context.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { inEvenTime } from '../../lib/even-time.ts';
import { networkOf } from '../../lib/limits.ts';
import { hashToken } from '../../lib/secrets.ts';
import { causeOfRepeat } from './messages.again.ts';

const fail = failWith(commonErrors);

/** Bookings whose mails are sent again at once. */
const MOST = 5;
/** A repeated mail that was asked for, to one address and by one network. */
const PER_ADDRESS = { max: 3, windowSeconds: 3600 };
const PER_NETWORK = { max: 30, windowSeconds: 3600 };

/** The newest mails about what is still ahead of whoever has an address, one for each booking. */
async function repeatMails(ctx: Ctx, email: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { db, tenant, now } = ctx;
    const rows = await db.message.findMany({
      where: {
        tenantId: tenant.id,
        channel: 'email',
        state: { in: ['sent', 'failed'] },
        which: { in: ['requested', 'confirmed', 'changed'] },
        booking: {
          state: { in: ['pending', 'confirmed'] },
          endsAt: { gt: now() },
          customer: { emailKey: email, deletedAt: null },
        },
      },
      orderBy: [{ bookingId: 'asc' }, { createdAt: 'desc' }],
      distinct: ['bookingId'],
      take: MOST,
      select: { id: true, bookingId: true, key: true, which: true, locale: true },
    });
    for (const { id, ...row } of rows) {
      const cause = await causeOfRepeat(ctx, { id, ...row });
      // Of two who ask at the same moment, one sends.
      const made = await db.message.createManyAndReturn({
        data: { ...row, tenantId: tenant.id, channel: 'email', recipient: email, cause },
        skipDuplicates: true,
        select: { id: true },
      });
      for (const { id: messageId } of made) await emit(ctx, 'message.queued', { messageId });
    }
  });
}

/**
 * Sends a guest who lost the mail of a booking that mail again, with its link: same answer, in the same time, whether the address
 * has bookings or not.
 * @throws TOO_MANY_REQUESTS for a network that asks too often
 */
export async function sendBookingLinks(
  ctx: Ctx,
  { limits }: Pick<Deps, 'limits'>,
  { email, ip }: { email: string; ip: string },
): Promise<void> {
  const network = await limits.take(`${ctx.tenant.id}:links:${networkOf(ip)}`, PER_NETWORK);
  if (!network.allowed) throw fail('TOO_MANY_REQUESTS', { retryAfterSeconds: network.retryAfterSeconds });
  await inEvenTime(async () => {
    const { allowed } = await limits.take(`${ctx.tenant.id}:links:${hashToken(email)}`, PER_ADDRESS);
    if (allowed) await repeatMails(ctx, email);
  });
}
