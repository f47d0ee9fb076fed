import type { Prisma } from '../../../generated/prisma/client.ts';
import type { Deps } from '../../deps.ts';
import { emit } from '../../events.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlOf } from '../../lib/database.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import { scopesOf, type Permission } from '../identity/permissions.ts';
import { wornBy } from '../brand/brand.worn.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import { causeOfRepeat } from './messages.again.ts';
import type { Channel } from './messages.choice.ts';
import { readFacts } from './messages.facts.ts';
import { localeFor, writeNotice, type NoticeSource } from './messages.notice.ts';
import { sampleFacts } from './messages.sample.ts';
import { isTimed, type Which } from './messages.which.ts';
import { filled } from './channels.whatsapp.ts';
import {
  outboxErrors,
  type MessagePreview,
  type MessageView,
  type OutboxQuery,
  type PreviewQuery,
  type SampleQuery,
} from './outbox.contract.ts';

type OutboxDeps = Pick<Deps, 'env' | 'verticals'>;

const fail = failWith({ ...commonErrors, ...outboxErrors });

/** Messages of bookings that the actor serves. @throws FORBIDDEN */
function reach({ actor, tenant }: Ctx, permission: Permission): Prisma.MessageWhereInput {
  const scopes = scopesOf(actor, permission);
  if (scopes === 'everywhere') return { tenantId: tenant.id };
  if (scopes.length === 0) throw fail('FORBIDDEN');
  const served = scopes.map(({ businessId, locationId }) => ({
    ...(businessId === null ? {} : { businessId }),
    ...(locationId === null ? {} : { locationId }),
  }));
  return { tenantId: tenant.id, booking: { OR: served } };
}

const SHOWN = {
  ...{ id: true, bookingId: true, key: true, which: true, channel: true, recipient: true, locale: true },
  ...{ state: true, reason: true, dueAt: true, sentAt: true, createdAt: true },
  messageAttempts: {
    orderBy: { id: 'desc' },
    take: 20,
    select: { createdAt: true, state: true, reason: true },
  },
} as const satisfies Prisma.MessageSelect;
type Row = Prisma.MessageGetPayload<{ select: typeof SHOWN }>;

const viewMessage = ({ messageAttempts, dueAt, sentAt, createdAt, ...row }: Row): MessageView => ({
  ...row,
  dueAt: dueAt.toISOString(),
  sentAt: sentAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  attempts: messageAttempts.map(({ createdAt: at, ...attempt }) => ({ at: at.toISOString(), ...attempt })),
});

/** What was said, and is going to be, about the bookings that one serves; the newest first. @throws FORBIDDEN */
export async function listMessages(
  ctx: Ctx,
  { bookingId, businessId, state, channel, ...request }: OutboxQuery,
): Promise<{ data: MessageView[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'desc', kind: 'instant' });
  const within = reach(ctx, 'booking:read');
  return inTransaction(ctx, async ({ db }) => {
    const rows = await db.message.findMany({
      where: {
        ...(bookingId === undefined ? {} : { bookingId }),
        ...(state === undefined ? {} : { state }),
        ...(channel === undefined ? {} : { channel }),
        AND: [within, businessId === undefined ? {} : { booking: { businessId } }, page.where],
      },
      orderBy: page.orderBy,
      take: page.take,
      select: SHOWN,
    });
    const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
    return { data: data.map(viewMessage), nextCursor };
  });
}

/** @throws NOT_FOUND also for those of others */
async function findMessage(ctx: TxCtx, permission: Permission, id: string): Promise<Row> {
  const row = await ctx.db.message.findFirst({
    where: { AND: [reach(ctx, permission), { id }] },
    select: SHOWN,
  });
  if (!row) throw fail('NOT_FOUND');
  return row;
}

/**
 * Sends a message once more, as a message of its own, to where the person is reached by that way now.
 * @throws NOT_FOUND, MESSAGE_QUEUED, MESSAGE_UNREACHABLE
 */
export async function resendMessage(ctx: TxCtx, { verticals }: OutboxDeps, id: string): Promise<MessageView> {
  const { db, tenant } = ctx;
  const { bookingId, key, which, channel, locale, state } = await findMessage(ctx, 'booking:write', id);
  if (state === 'queued') throw fail('MESSAGE_QUEUED');
  const { prefix } = verticalOf(verticals, tenant).locale.phone;
  const facts = await readFacts({ sql: sqlOf(db), tenant }, bookingId, prefix);
  const recipient = facts?.reach.recipients[channel] ?? null;
  if (recipient === null || (isTimed(which) && facts?.reach.unwanted.has(channel)))
    throw fail('MESSAGE_UNREACHABLE');
  const made = await db.message.create({
    data: {
      ...{ tenantId: tenant.id, bookingId, key, which, channel, recipient, locale },
      cause: await causeOfRepeat(ctx, { id, bookingId }),
    },
    select: SHOWN,
  });
  await emit(ctx, 'message.queued', { messageId: made.id });
  return viewMessage(made);
}

function preview(source: NoticeSource, channel: Channel): MessagePreview {
  const { locale } = source;
  const { mail, whatsapp, subject, line } = writeNotice(source);
  const plain = { channel, locale, subject, text: line, html: null, ics: null, template: null };
  if (channel === 'email')
    return { ...plain, text: mail.text, html: mail.html, ics: mail.ics?.content ?? null };
  return channel === 'whatsapp' ? { ...plain, text: filled(whatsapp), template: whatsapp } : plain;
}

/** A message as its booking is now, in any language and for any way. @throws NOT_FOUND */
export async function previewMessage(
  ctx: Ctx,
  { env, verticals }: OutboxDeps,
  { id, ...wanted }: PreviewQuery & { id: string },
): Promise<MessagePreview> {
  const vertical = await wornBy(ctx.database, verticals, ctx.tenant);
  return inTransaction(ctx, async (ctx) => {
    const { db, tenant } = ctx;
    const { bookingId, which, channel, locale } = await findMessage(ctx, 'booking:read', id);
    const facts = await readFacts({ sql: sqlOf(db), tenant }, bookingId, vertical.locale.phone.prefix);
    if (!facts) throw fail('NOT_FOUND');
    const source = { env, tenant, vertical, facts, which: which as Which };
    return preview(
      { ...source, locale: localeFor(vertical, wanted.locale ?? locale) },
      wanted.channel ?? channel,
    );
  });
}

/** A message of the tenant's vertical about a booking that is made up. */
export async function previewSample(
  { tenant, now, database }: Ctx,
  { env, verticals }: OutboxDeps,
  { which, locale, channel = 'email' }: SampleQuery,
): Promise<MessagePreview> {
  const vertical = await wornBy(database, verticals, tenant);
  const facts = sampleFacts(vertical, which, now());
  return preview(
    { env, tenant, vertical, facts, which, locale: localeFor(vertical, locale ?? null) },
    channel,
  );
}
