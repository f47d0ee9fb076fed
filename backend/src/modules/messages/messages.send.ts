import { emit } from '../../events.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import type { JobDeps } from '../jobs/task-list.ts';
import { bookingLink } from '../bookings/bookings.link.ts';
import { wornBy } from '../brand/brand.worn.ts';
import { Refused, SEND_MS } from './channels.refused.ts';
import type { Channels } from './channels.ts';
import { MailRefused } from './mailer.ts';
import { REASONS } from './messages.choice.ts';
import { readFacts } from './messages.facts.ts';
import { localeFor, writeNotice, type Notice } from './messages.notice.ts';
import { sendToBrowsers } from './messages.push.ts';
import { isTimed, isTrueIn, type Which } from './messages.which.ts';
import { unsubscribePath } from './messages.unsubscribe.ts';

export type SendDeps = Pick<JobDeps, 'env' | 'verticals'> & { channels: Channels };

/** Nobody else sends a message for so long, in seconds: whoever began has given up by then. */
const CLAIM_SECONDS = SEND_MS / 1_000 + 5;
/** Minutes until the next try, after each that failed; then it has failed for good. */
const RETRY_MINUTES = [1, 2, 5, 15, 60, 180, 360] as const;

interface Claimed {
  id: string;
  bookingId: string;
  which: Which;
  channel: 'email' | 'whatsapp' | 'push' | 'inbox';
  recipient: string;
  locale: string;
  /** Tries so far. */
  tries: number;
}

/** Takes a message that is due, if nobody else is sending it. @throws where somebody is: to be asked again */
async function claim({ db, tenant }: TxCtx, id: string): Promise<Claimed | undefined> {
  const [row] = await db.$queryRaw<Claimed[]>`
    UPDATE messages m SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
    WHERE tenant_id = ${tenant.id}::uuid AND id = ${id}::uuid AND state = 'queued' AND due_at <= now()
      AND (claimed_until IS NULL OR claimed_until <= now())
    RETURNING id, booking_id AS "bookingId", which, channel::text, recipient, locale,
      (SELECT count(*)::int FROM message_attempts a WHERE a.tenant_id = m.tenant_id AND a.message_id = m.id) AS tries`;
  if (row) return row;
  const where = { tenantId: tenant.id, id, state: 'queued' as const, claimedUntil: { not: null } };
  if (await db.message.findFirst({ where, select: { id: true } }))
    throw new Error('The message is being sent.');
  return undefined;
}

interface Result {
  state: 'sent' | 'failed' | 'dropped';
  reason?: string;
  externalId?: string | null;
  /** To be tried again. */
  again?: boolean;
}

/** Writes down how a try ended. What failed for good is planned anew, so that the next way gets its turn. */
async function settle(ctx: TxCtx, claimed: Claimed, result: Result): Promise<void> {
  const { db, tenant, now } = ctx;
  const { id, bookingId, tries } = claimed;
  const { state, reason = null, externalId = null, again = false } = result;
  if (state !== 'dropped')
    await db.messageAttempt.create({
      data: { tenantId: tenant.id, messageId: id, state, reason, externalId },
    });
  const minutes = again ? RETRY_MINUTES[tries] : undefined;
  const data =
    minutes === undefined
      ? { state, reason, sentAt: state === 'sent' ? now() : null }
      : { reason, dueAt: new Date(now().getTime() + minutes * 60_000) };
  // Whoever comes late says nothing of what another has sent meanwhile.
  const held = state === 'sent' ? {} : { state: 'queued' as const };
  await db.message.updateMany({
    where: { tenantId: tenant.id, id, ...held },
    data: { ...data, claimedUntil: null },
  });
  if (state === 'failed' && minutes === undefined) await emit(ctx, 'messages.wanted', { bookingId });
}

/** Puts it into the account's inbox: that is a table, so it happens once. */
async function notify(
  ctx: TxCtx,
  { id, recipient }: Claimed,
  { subject, line, path }: Notice,
): Promise<void> {
  const { id: notificationId } = await ctx.db.notification.create({
    data: { tenantId: ctx.tenant.id, userId: recipient, messageId: id, title: subject, body: line, path },
    select: { id: true },
  });
  await emit(ctx, 'notification.created', { notificationId, userId: recipient });
}

interface Ready {
  claimed: Claimed;
  notice: Notice;
  unsubscribeUrl: string;
  prefix: string;
}

/** Takes a message and writes it, as things are now. @returns undefined where nothing is to be sent, or no more */
async function prepare(
  ctx: Ctx,
  { env, verticals }: SendDeps,
  messageId: string,
): Promise<Ready | undefined> {
  const vertical = await wornBy(ctx.database, verticals, ctx.tenant);
  const { prefix } = vertical.locale.phone;
  return inTransaction(ctx, async (ctx) => {
    const { db, tenant, now } = ctx;
    const claimed = await claim(ctx, messageId);
    if (!claimed) return undefined;
    const { which, channel, locale } = claimed;
    const facts = await readFacts({ sql: sqlOf(db), tenant }, claimed.bookingId, prefix);
    const isLate = which === 'reminder' && facts && facts.startsAt * 60_000 <= now().getTime();
    const isUnwanted = isTimed(which) && facts?.reach.unwanted.has(channel);
    const reason =
      !facts || !isTrueIn(which, facts.state) ? REASONS.untrue : isLate ? REASONS.late : REASONS.unwanted;
    if (!facts || isLate || isUnwanted || !isTrueIn(which, facts.state)) {
      await settle(ctx, claimed, { state: 'dropped', reason });
      return undefined;
    }
    const unsubscribeUrl = tenantUrl(env, tenant) + unsubscribePath(env.APP_SECRET, tenant.id, messageId);
    const source = { env, tenant, vertical, facts, which, locale: localeFor(vertical, locale) };
    const isGuest = facts.ownerId === null;
    const bookingUrl = isGuest ? bookingLink(env, tenant, facts.id) : undefined;
    const notice = writeNotice(source, { unsubscribeUrl, bookingUrl });
    if (channel !== 'inbox') return { claimed, notice, unsubscribeUrl, prefix };
    await notify(ctx, claimed, notice);
    await settle(ctx, claimed, { state: 'sent' });
    return undefined;
  });
}

/** @throws Error when nobody has answered for so long that another may try */
async function inTime<T>(sent: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('nobody answered in time')), SEND_MS);
  return Promise.race([sent, late]).finally(() => clearTimeout(timer));
}

async function deliver(ctx: Ctx, { mailer, whatsapp, push }: Channels, ready: Ready): Promise<Result> {
  const { claimed, notice, unsubscribeUrl, prefix } = ready;
  const { id, recipient, channel } = claimed;
  const fromName = ctx.tenant.name;
  if (channel === 'email') {
    await mailer.send({ id, to: recipient, fromName, ...notice.mail, unsubscribeUrl });
    return { state: 'sent' };
  }
  if (channel === 'whatsapp') {
    const message = { id, to: recipient, prefix, fromName, template: notice.whatsapp };
    return { state: 'sent', externalId: await whatsapp.send(message) };
  }
  const shown = { title: notice.subject, body: notice.line, ...notice.push, tag: id };
  const reached = await sendToBrowsers(ctx, push, recipient, shown);
  return reached ? { state: 'sent' } : { state: 'failed', reason: 'no browser is subscribed any more' };
}

/**
 * Sends one message that is due. Twice at once it is sent once; a crash between the answer of whoever took it and our commit
 * repeats it, under the same id.
 */
export async function sendMessage(ctx: Ctx, deps: SendDeps, messageId: string): Promise<void> {
  const ready = await prepare(ctx, deps, messageId);
  if (!ready) return;
  let result: Result;
  try {
    result = await inTime(deliver(ctx, deps.channels, ready));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const again = !(error instanceof Refused || error instanceof MailRefused);
    result = { state: 'failed', reason: error.message.slice(0, 500), again };
  }
  await inTransaction(ctx, (ctx) => settle(ctx, ready.claimed, result));
}
