import { emit } from '../../events.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { layersOf } from '../settings/settings.service.ts';
import { resolveSettings } from '../settings/settings.resolve.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { readFacts, type BookingFacts } from './messages.facts.ts';
import { localeFor } from './messages.notice.ts';
import { planMessages } from './messages.planning.ts';

/** The settings that hold where a booking is, of its first service. */
async function messagesFor(ctx: TxCtx, vertical: Vertical, facts: BookingFacts) {
  const { businessId, locationId, items } = facts;
  const layers = await layersOf(ctx, { businessId, locationId, serviceId: items[0]?.serviceId ?? null });
  return resolveSettings(vertical, layers).value.messages;
}

/**
 * Writes down what is to be said about a booking, moves what is queued and drops what is no longer true. Any number of times,
 * at any time: what has been written is not written again.
 */
export async function planBooking(ctx: Ctx, vertical: Vertical, bookingId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { db, tenant, now } = ctx;
    const of = { tenantId: tenant.id, bookingId };
    // One after the other, so that each sees what the one before wrote.
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`messages ${bookingId}`}, 0))`;
    const facts = await readFacts({ sql: sqlOf(db), tenant }, bookingId, vertical.locale.phone.prefix);
    if (!facts?.customer) return;
    const written = await db.message.findMany({
      where: of,
      select: { id: true, cause: true, key: true, which: true, channel: true, state: true, dueAt: true },
    });
    const { add, drop, move } = planMessages(facts, await messagesFor(ctx, vertical, facts), written, now());
    const locale = localeFor(vertical, facts.locale);
    const made = await db.message.createManyAndReturn({
      data: add.map(({ dropped, ...one }) => ({
        ...of,
        ...one,
        locale,
        ...(dropped === undefined ? {} : { state: 'dropped' as const, reason: dropped }),
      })),
      skipDuplicates: true,
      select: { id: true, state: true, dueAt: true },
    });
    for (const { id, reason } of drop)
      await db.message.updateMany({
        where: { ...of, id, state: 'queued' },
        data: { state: 'dropped', reason },
      });
    for (const { id, dueAt } of move)
      await db.message.updateMany({ where: { ...of, id, state: 'queued' }, data: { dueAt } });
    const due = made.filter(({ state, dueAt }) => state === 'queued' && dueAt <= now());
    for (const { id } of due) await emit(ctx, 'message.queued', { messageId: id });
  });
}
