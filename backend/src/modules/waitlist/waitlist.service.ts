import { randomUUIDv7 } from 'node:crypto';
import type { Prisma } from '../../../generated/prisma/client.ts';
import type { EventPayload } from '../../events.ts';
import { inPrepared, inTransaction, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { sqlOf, statement } from '../../lib/database.ts';
import { AppError, commonErrors, failWith } from '../../lib/errors.ts';
import { pageOf } from '../../lib/pagination.ts';
import { always, PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { dayOf } from '../../scheduling/days.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { loadProblem, type Loaded } from '../availability/availability.problem.ts';
import { minuteOf } from '../availability/availability.rules.ts';
import type { Key } from '../bookings/bookings.access.ts';
import { persistently } from '../bookings/bookings.attempts.ts';
import { releaseHold } from '../bookings/bookings.cancel.ts';
import { demandAccount, isForOwn, mayOwn, namedCustomer, ownCustomer } from '../bookings/bookings.people.ts';
import { tokenOf } from '../bookings/bookings.secrets.ts';
import type { BookingDeps } from '../bookings/bookings.service.ts';
import { demandWelcome } from '../bookings/bookings.welcome.ts';
import { addCustomer, lock } from '../bookings/bookings.write.ts';
import { scopesOf } from '../identity/permissions.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import {
  MOST_WAITING,
  MOST_WAITING_DAYS,
  waitlistErrors,
  type WaitlistEntry,
  type WaitlistQuery,
  type WaitlistRequest,
} from './waitlist.contract.ts';
import {
  entryTokenOf,
  opensEntry,
  reachEntry,
  readEntries,
  viewEntry,
  type EntryRow,
} from './waitlist.views.ts';

const fail = failWith({ ...commonErrors, ...waitlistErrors });
const refuse = (field: string, message: string) => fail('VALIDATION', { details: [{ field, message }] });

const COUNT = statement<{ waiting: number }>(`
  SELECT count(*)::int AS waiting FROM waitlist_entries
  WHERE tenant_id = $1 AND customer_id = $2 AND fulfilled_at IS NULL AND cancelled_at IS NULL
    AND date_to >= (statement_timestamp() AT TIME ZONE time_zone)::date`);

const ADD = statement(`
  WITH entry AS (
    INSERT INTO waitlist_entries (tenant_id, id, business_id, customer_id, service_id, variant_id, location_id,
      choices, time_zone, date_from, date_to, weekdays, minute_from, minute_to, seats)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::date, $11::date, $12::int[], $13, $14, $15)
  ), providers AS (
    INSERT INTO waitlist_providers (tenant_id, entry_id, provider_id) SELECT $1, $2, unnest($16::uuid[])
  )
  INSERT INTO outbox (tenant_id, kind, payload, request_id) VALUES ($1, 'waitlist.due', $17, $18)`);

/** @throws POLICY_NO_WAITLIST, VALIDATION, NOT_FOUND naming the field */
function demandWaitable(ctx: Ctx, { from, to, providerIds = [] }: WaitlistRequest, loaded: Loaded): void {
  const { settings, timeZone, items } = loaded;
  demandAccount(ctx, settings);
  if (!settings.features.waitlist) throw fail('POLICY_NO_WAITLIST');
  const today = zoneOf(timeZone).toLocal(Math.floor(ctx.now().getTime() / 60_000)).day;
  const last = dayOf(to);
  if (last < today) throw refuse('to', 'has passed');
  if (last - dayOf(from) >= MOST_WAITING_DAYS) throw refuse('to', `is at most ${MOST_WAITING_DAYS} days on`);
  if (last - today > 399) throw refuse('to', 'is too far ahead');
  const unknown = providerIds.some((id) => !items[0].providerIds.includes(id));
  if (unknown)
    throw fail('NOT_FOUND', {
      details: [{ field: 'providerIds', message: 'do the service here, all of them' }],
    });
}

async function join(
  ctx: SqlCtx,
  { verticals, env }: BookingDeps,
  request: WaitlistRequest,
): Promise<WaitlistEntry> {
  const { sql, tenant, requestId } = ctx;
  const { serviceId, variantId, addOns, inputs, locationId, seats, weekdays = [], times, from, to } = request;
  const own = isForOwn(ctx, request) ? await ownCustomer(ctx) : undefined;
  const loaded = await loadProblem(ctx, verticalOf(verticals, tenant), {
    items: [{ serviceId, variantId, addOns, inputs }],
    locationId,
  });
  demandWaitable(ctx, request, loaded);
  const { business, location, timeZone } = loaded;
  if (!loaded.sessions && seats > 1) throw refuse('seats', 'is only for what is sold by seats');
  const place = { businessId: business.id, locationId: location?.id ?? null };
  const customer = own ?? (await namedCustomer(ctx, request, place));
  if (ctx.actor.kind === 'guest' && customer.email === null)
    throw refuse('customer.email', 'is where an offer is sent');
  if (!customer.isNew) {
    lock(ctx, [customer.id]);
    const [count] = await sql(COUNT, [tenant.id, customer.id]);
    if ((count?.waiting ?? 0) >= MOST_WAITING) throw fail('POLICY_WAITING_ENOUGH');
  }
  demandWelcome(ctx, place, customer);
  const id = randomUUIDv7();
  const due: EventPayload<'waitlist.due'> = { businessId: business.id, after: null };
  addCustomer(ctx, customer);
  void sql(ADD, [
    tenant.id,
    id,
    business.id,
    customer.id,
    serviceId,
    variantId ?? null,
    location?.id ?? null,
    JSON.stringify({ addOns, inputs }),
    timeZone,
    from,
    to,
    [...new Set(weekdays)],
    times ? minuteOf(times.start) : 0,
    times ? minuteOf(times.end) : 1440,
    seats,
    [...new Set(request.providerIds)],
    JSON.stringify(due),
    requestId,
  ]);
  const [row] = await readEntries(ctx, [id]);
  const token = ctx.actor.kind === 'guest' ? entryTokenOf(env.APP_SECRET, tenant.id, id) : undefined;
  return { ...viewEntry(row as EntryRow), ...(token && { token }) };
}

/**
 * Waits for time, or seats, to be freed. It is its maker's: of the account, or of whoever shows the token that a guest is given.
 * @throws POLICY_NO_WAITLIST, POLICY_WAITING_ENOUGH, VALIDATION, NOT_FOUND, UNAUTHENTICATED where guests do not book
 */
export function joinWaitlist(
  ctx: Ctx,
  deps: BookingDeps,
  request: WaitlistRequest,
  once: RunOnce = always,
): Promise<Once<{ data: WaitlistEntry }>> {
  const work = (ctx: SqlCtx) =>
    once(ctx, async () => ({ status: 201, body: { data: await join(ctx, deps, request) } }));
  return persistently(() => inPrepared(ctx, work, { lockTimeoutMs: PATIENCE_MS }));
}

/** @throws NOT_FOUND also for another's */
export async function showEntry(ctx: Ctx, key: Key, id: string): Promise<WaitlistEntry> {
  const row = await inPrepared(ctx, (ctx) => reachEntry(ctx, key, id, 'booking:read'));
  const { secret } = key;
  const tenantId = ctx.tenant.id;
  // Whoever has the entry's token has the hold's, too.
  return viewEntry(row, opensEntry(key, tenantId, id) ? { secret, tenantId } : undefined);
}

/** Entries that the actor may read: their own; of a business those of whom they serve there. */
function readable({ actor }: Ctx, businessId: string | undefined): Prisma.WaitlistEntryWhereInput[] {
  if (businessId === undefined)
    return mayOwn(actor, 'booking:read') ? [{ customer: { userId: actor.id, deletedAt: null } }] : [];
  const scopes = scopesOf(actor, 'booking:read');
  if (scopes === 'everywhere') return [{ businessId }];
  return scopes
    .filter((scope) => scope.businessId === businessId)
    .map(({ locationId }) => ({ businessId, ...(locationId === null ? {} : { locationId }) }));
}

/** The oldest first: as they are offered. @throws FORBIDDEN */
export function listEntries(
  ctx: Ctx,
  { businessId, ...request }: WaitlistQuery,
): Promise<{ data: WaitlistEntry[]; nextCursor: string | null }> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  const reach = readable(ctx, businessId);
  if (reach.length === 0) throw fail('FORBIDDEN');
  return inTransaction(ctx, async ({ db, tenant }) => {
    const rows = await db.waitlistEntry.findMany({
      where: { tenantId: tenant.id, cancelledAt: null, AND: [page.where, { OR: reach }] },
      orderBy: page.orderBy,
      take: page.take,
      select: { id: true, createdAt: true },
    });
    const { data, nextCursor } = page.finish(rows, ({ createdAt }) => createdAt);
    const ids = data.map(({ id }) => id);
    const found = new Map((await readEntries({ sql: sqlOf(db), tenant }, ids)).map((row) => [row.id, row]));
    return { nextCursor, data: ids.flatMap((id) => found.get(id) ?? []).map((row) => viewEntry(row)) };
  });
}

const LEAVE = statement(`
  UPDATE waitlist_entries SET cancelled_at = now()
  WHERE tenant_id = $1 AND id = $2 AND fulfilled_at IS NULL AND cancelled_at IS NULL`);

/** Gives up what is kept for an entry, if anything is: whoever may write the entry may write its hold. */
async function giveUp(ctx: Ctx, deps: BookingDeps, { offer }: EntryRow): Promise<void> {
  if (!offer) return;
  const token = tokenOf(deps.env.APP_SECRET, ctx.tenant.id, offer.holdId);
  await releaseHold(ctx, deps, offer.holdId, token);
}

/**
 * Waits no more; what was kept for the entry is free again.
 * @throws NOT_FOUND also for another's, WAITLIST_STATE for what is over
 */
export async function leaveWaitlist(ctx: Ctx, deps: BookingDeps, key: Key, id: string): Promise<void> {
  const left = await inPrepared(ctx, async (ctx) => {
    await reachEntry(ctx, key, id, 'booking:write');
    // Whoever makes an offer holds it, too: from here on there is none that is not seen.
    lock(ctx, [id]);
    const row = await reachEntry(ctx, key, id, 'booking:write');
    if (row.state === 'fulfilled' || row.state === 'cancelled') throw fail('WAITLIST_STATE');
    void ctx.sql(LEAVE, [ctx.tenant.id, id]);
    return row;
  });
  // A hold that was booked or came to its end meanwhile keeps nothing any more.
  await giveUp(ctx, deps, left).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'BOOKING_STATE')) throw error;
  });
}

/**
 * Says no to what is kept for an entry: it goes to the next, and the entry waits for another time.
 * @throws NOT_FOUND also for another's, WAITLIST_STATE where nothing is kept
 */
export async function declineOffer(
  ctx: Ctx,
  deps: BookingDeps,
  key: Key,
  id: string,
): Promise<WaitlistEntry> {
  const row = await inPrepared(ctx, (ctx) => reachEntry(ctx, key, id, 'booking:write'));
  if (!row.offer) throw fail('WAITLIST_STATE');
  await giveUp(ctx, deps, row);
  return showEntry(ctx, key, id);
}
