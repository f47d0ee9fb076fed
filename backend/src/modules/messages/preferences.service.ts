import type { Env } from '../../env.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';

import { minuteOfDay, wallTimeOf } from '../verticals/verticals.hours.ts';
import { isPushEndpoint } from './channels.push.ts';
import { CHANNELS } from './messages.choice.ts';
import { MOST_BROWSERS } from './messages.push.ts';
import { NIGHT } from './messages.times.ts';
import type {
  MessagePreferences,
  PreferencesChange,
  PushSubscriptionBody,
  PushSubscriptionView,
} from './preferences.contract.ts';

/** @throws UNAUTHENTICATED */
function accountOf({ actor }: Ctx): string {
  if (actor.id === null) throw fail('UNAUTHENTICATED');
  return actor.id;
}

/** Under what an account's wishes are kept: its id, for every way, and its address where a link in a mail was followed. */
async function namesOf(ctx: TxCtx): Promise<string[]> {
  const { db, tenant } = ctx;
  const id = accountOf(ctx);
  const user = await db.user.findUnique({
    where: { tenantId_id: { tenantId: tenant.id, id } },
    select: { email: true, emailVerifiedAt: true },
  });
  return user?.emailVerifiedAt ? [id, user.email] : [id];
}

async function read(ctx: TxCtx): Promise<MessagePreferences> {
  const { db, tenant } = ctx;
  const of = { tenantId: tenant.id };
  const unwanted = await db.messageOptout.findMany({
    where: { ...of, recipient: { in: await namesOf(ctx) } },
    select: { channel: true },
  });
  const quiet = await db.quietHours.findUnique({
    where: { tenantId_userId: { ...of, userId: accountOf(ctx) } },
    select: { fromMinute: true, toMinute: true },
  });
  const isWanted = (channel: string) => !unwanted.some((one) => one.channel === channel);
  return {
    channels: {
      email: isWanted('email'),
      whatsapp: isWanted('whatsapp'),
      push: isWanted('push'),
      inbox: isWanted('inbox'),
    },
    quietHours: {
      from: wallTimeOf(quiet?.fromMinute ?? NIGHT.from),
      to: wallTimeOf(quiet?.toMinute ?? NIGHT.to),
    },
  };
}

/** How the account wants to be told. */
export function readPreferences(ctx: Ctx): Promise<MessagePreferences> {
  return inTransaction(ctx, read);
}

/** What is not named stays as it was. */
export function changePreferences(
  ctx: Ctx,
  { channels = {}, quietHours }: PreferencesChange,
): Promise<MessagePreferences> {
  return inTransaction(ctx, async (ctx) => {
    const { db, tenant } = ctx;
    const userId = accountOf(ctx);
    const of = { tenantId: tenant.id };
    const unwanted = CHANNELS.filter((channel) => channels[channel] === false);
    const wanted = CHANNELS.filter((channel) => channels[channel] === true);
    const recipient = { in: await namesOf(ctx) };
    await db.messageOptout.deleteMany({ where: { ...of, channel: { in: wanted }, recipient } });
    await db.messageOptout.createMany({
      data: unwanted.map((channel) => ({ ...of, channel, recipient: userId })),
      skipDuplicates: true,
    });
    if (quietHours) {
      const data = { fromMinute: minuteOfDay(quietHours.from), toMinute: minuteOfDay(quietHours.to) };
      const where = { tenantId_userId: { ...of, userId } };
      await db.quietHours.upsert({
        where,
        create: { ...of, userId, ...data },
        update: data,
        select: { userId: true },
      });
    }
    return read(ctx);
  });
}

const SHOWN = { id: true, endpoint: true, createdAt: true } as const;
const viewBrowser = (row: { id: string; endpoint: string; createdAt: Date }): PushSubscriptionView => ({
  id: row.id,
  host: new URL(row.endpoint).hostname,
  createdAt: row.createdAt.toISOString(),
});

/** The account's browsers that may be woken, the newest first; ten at most. */
export async function listBrowsers(ctx: Ctx): Promise<PushSubscriptionView[]> {
  const userId = accountOf(ctx);
  const rows = await inTransaction(ctx, ({ db, tenant }) =>
    db.pushSubscription.findMany({
      where: { tenantId: tenant.id, userId },
      orderBy: { createdAt: 'desc' },
      take: MOST_BROWSERS,
      select: SHOWN,
    }),
  );
  return rows.map(viewBrowser);
}

/**
 * Lets a browser be woken for the account that is signed in there now; the oldest of more than ten is forgotten.
 * @throws VALIDATION for an address that is none of a push service, or keys that are none
 */
export async function addBrowser(
  ctx: TxCtx,
  env: Pick<Env, 'PUSH_LOCAL'>,
  { endpoint, keys: { p256dh, auth } }: PushSubscriptionBody,
): Promise<PushSubscriptionView> {
  const { db, tenant } = ctx;
  const userId = accountOf(ctx);
  const isKey =
    Buffer.from(p256dh, 'base64url').length === 65 && Buffer.from(auth, 'base64url').length === 16;
  const details = [
    ...(isPushEndpoint(endpoint, env)
      ? []
      : [{ field: 'endpoint', message: 'is not the address of a push service' }]),
    ...(isKey ? [] : [{ field: 'keys', message: 'are not those of a browser' }]),
  ];
  if (details.length > 0) throw fail('VALIDATION', { details });
  const of = { tenantId: tenant.id };
  const data = { userId, p256dh, auth };
  const row = await db.pushSubscription.upsert({
    where: { tenantId_endpoint: { ...of, endpoint } },
    create: { ...of, endpoint, ...data },
    update: data,
    select: SHOWN,
  });
  const old = await db.pushSubscription.findMany({
    where: { ...of, userId, id: { not: row.id } },
    orderBy: { createdAt: 'desc' },
    skip: MOST_BROWSERS - 1,
    take: MOST_BROWSERS,
    select: { id: true },
  });
  await db.pushSubscription.deleteMany({ where: { ...of, id: { in: old.map(({ id }) => id) } } });
  return viewBrowser(row);
}

/** @throws NOT_FOUND also for another's */
export async function removeBrowser(ctx: Ctx, id: string): Promise<void> {
  const userId = accountOf(ctx);
  const { count } = await inTransaction(ctx, ({ db, tenant }) =>
    db.pushSubscription.deleteMany({ where: { tenantId: tenant.id, id, userId } }),
  );
  if (count === 0) throw fail('NOT_FOUND');
}
