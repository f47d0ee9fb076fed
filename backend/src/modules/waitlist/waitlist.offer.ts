import { randomUUIDv7 } from 'node:crypto';
import type { EventPayload } from '../../events.ts';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { AppError } from '../../lib/errors.ts';
import { withPauses } from '../../lib/pauses.ts';
import { PATIENCE_MS } from '../../plugins/idempotency.ts';
import { dayOf, isoOf, toDate } from '../../scheduling/days.ts';
import { findingSlots } from '../../scheduling/engine.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import { clockIn, type Offered } from '../availability/availability.answer.ts';
import { loadProblem, type Loaded } from '../availability/availability.problem.ts';
import { offeredSessions } from '../availability/availability.sessions.ts';
import { Outdated, persistently } from '../bookings/bookings.attempts.ts';
import { draftFrom, locksOf, type Draft } from '../bookings/bookings.draft.ts';
import { newCode } from '../bookings/bookings.secrets.ts';
import { SlotGone, type Wish } from '../bookings/bookings.wish.ts';
import { detailsOf, lock, writeBooking } from '../bookings/bookings.write.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { OPEN_OFFER, readEntries, type EntryRow } from './waitlist.views.ts';

/** Entries that are read together, and that one job looks at. */
const PAGE = 25;
const MOST = 100;
/** Businesses that one job looks at where a whole tenant has changed. */
const MOST_BUSINESSES = 500;

// Ids tell when they were made: the oldest first.
const WAITING = statement<{ id: string }>(`
  SELECT e.id FROM waitlist_entries e
  WHERE e.tenant_id = $1 AND e.business_id = $2 AND e.fulfilled_at IS NULL AND e.cancelled_at IS NULL
    AND ($3::uuid IS NULL OR e.id > $3::uuid)
    AND e.date_to >= (statement_timestamp() AT TIME ZONE e.time_zone)::date AND NOT EXISTS (${OPEN_OFFER})
  ORDER BY e.id LIMIT ${PAGE}`);

const BUSINESSES = statement<{ businessId: string }>(`
  SELECT DISTINCT business_id AS "businessId" FROM waitlist_entries
  WHERE tenant_id = $1 AND fulfilled_at IS NULL AND cancelled_at IS NULL LIMIT ${MOST_BUSINESSES}`);

const TELL = statement(`
  INSERT INTO outbox (tenant_id, kind, payload, request_id) SELECT $1, $2, unnest($3::jsonb[]), $4`);

const USER = statement<{ now: Date; userId: string | null }>(`
  SELECT now() AS now, user_id AS "userId" FROM customers WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL`);

// Where the entry waits no more, or something is kept for it already, it is not found, and the offer has none.
const OFFER = statement(`
  WITH history AS (
    INSERT INTO booking_events (tenant_id, booking_id, to_state, kind) VALUES ($1, $2, 'held', 'waitlist_offer')
  )
  INSERT INTO waitlist_offers (tenant_id, booking_id, entry_id)
  VALUES ($1, $2, (SELECT e.id FROM waitlist_entries e
    WHERE e.tenant_id = $1 AND e.id = $3 AND e.fulfilled_at IS NULL AND e.cancelled_at IS NULL
      AND NOT EXISTS (${OPEN_OFFER} AND b.id <> $2)))`);

/** Only whom they wait for. */
function narrowed(loaded: Loaded, { providerIds }: EntryRow): Loaded {
  if (providerIds.length === 0) return loaded;
  const services = loaded.problem.services.map((service) => ({
    ...service,
    providerIds: service.providerIds?.filter((id) => providerIds.includes(id)) ?? providerIds,
  }));
  return { ...loaded, problem: { ...loaded.problem, services } };
}

async function load(ctx: SqlCtx, vertical: Vertical, entry: EntryRow): Promise<Loaded> {
  const { serviceId, variantId, choices, locationId, timeZone, customer } = entry;
  const today = zoneOf(timeZone).toLocal(Math.floor(ctx.now().getTime() / 60_000)).day;
  const loaded = await loadProblem(ctx, vertical, {
    items: [{ serviceId, variantId: variantId ?? undefined, ...choices }],
    locationId: locationId ?? undefined,
    from: Math.max(today, dayOf(entry.from)),
    to: dayOf(entry.to),
    customerId: customer.id,
  });
  // Whoever waits was let in by the business: their limits do not count.
  return narrowed({ ...loaded, problem: { ...loaded.problem, customer: undefined } }, entry);
}

/** The first start that is free and that they wait for, but none of a time that was kept for them before. */
async function firstFree(loaded: Loaded, entry: EntryRow): Promise<Offered | undefined> {
  const { weekdays, minuteFrom, minuteTo, offered, providerIds, seats } = entry;
  const clock = clockIn(loaded.timeZone);
  const found: readonly Offered[] = loaded.sessions
    ? offeredSessions(loaded, seats).offers
    : await withPauses(findingSlots(loaded.problem));
  return found.find(({ start, end, providers }) => {
    const { weekday, minuteOfDay } = clock.local(start);
    return (
      (weekdays.length === 0 || weekdays.includes(weekday)) &&
      minuteOfDay >= minuteFrom &&
      minuteOfDay < minuteTo &&
      (providerIds.length === 0 || providers.some((id) => providerIds.includes(id))) &&
      offered.every(([from, to]) => end <= from || start >= to)
    );
  });
}

function write(
  ctx: SqlCtx,
  vertical: Vertical,
  entry: EntryRow,
  draft: Draft,
  wish: Wish,
  asked: { now: Date; userId: string | null },
): void {
  const { sql, tenant, requestId } = ctx;
  const { customer } = entry;
  const { waitlistOfferMinutes } = draft.loaded.settings.scheduling;
  const ends = new Date(asked.now.getTime() + waitlistOfferMinutes * 60_000);
  const starts = toDate(draft.startsAt);
  const expiresAt = ends < starts ? ends : starts;
  const id = randomUUIDv7();
  writeBooking(ctx, draft, detailsOf(draft, wish), {
    id,
    code: newCode(),
    state: 'held',
    expiresAt,
    customer: { ...customer, userId: asked.userId, isNew: false },
    deposit: 0,
    acquisition: 'marketplace',
    currency: vertical.locale.currency,
    source: 'waitlist',
  });
  void sql(OFFER, [tenant.id, id, entry.id]);
  const offered: EventPayload<'waitlist.offered'> = {
    entryId: entry.id,
    holdId: id,
    businessId: entry.businessId,
    customerId: customer.id,
    userId: asked.userId,
    startsAt: isoOf(draft.startsAt),
    expiresAt: expiresAt.toISOString(),
  };
  void sql(TELL, [tenant.id, 'waitlist.offered', [JSON.stringify(offered)], requestId]);
}

/** Keeps the first free start for an entry. @returns whether there was one */
async function offerTo(ctx: SqlCtx, vertical: Vertical, id: string): Promise<boolean> {
  const [entry] = await readEntries(ctx, [id]);
  if (entry?.state !== 'waiting') return false;
  const [[asked], loaded] = await Promise.all([
    ctx.sql(USER, [ctx.tenant.id, entry.customer.id]),
    load(ctx, vertical, entry),
  ]);
  if (!asked || !loaded.settings.features.waitlist) return false;
  const free = await firstFree(loaded, entry);
  if (!free) return false;
  const { serviceId, variantId, choices, locationId, providerIds, seats, customer } = entry;
  const wish: Wish = {
    items: [{ serviceId, variantId: variantId ?? undefined, ...choices, providerId: providerIds[0] }],
    locationId: locationId ?? undefined,
    start: free.start,
    sessionId: free.session?.id,
    seats,
    customerId: customer.id,
  };
  const draft = await draftFrom(ctx, loaded, wish);
  const locks = [...locksOf(draft, customer.id), entry.id];
  lock(ctx, locks);
  const firm = draft.isLimited ? await draftFrom(ctx, await load(ctx, vertical, entry), wish) : draft;
  if (locksOf(firm, customer.id).some((id) => !locks.includes(id))) throw new Outdated();
  write(ctx, vertical, entry, firm, wish, asked);
  return true;
}

/** What cannot be asked any more (a service taken back, say), or was taken under the lock, is no offer. */
async function tryToOffer(ctx: Ctx, vertical: Vertical, id: string): Promise<void> {
  try {
    await persistently(() =>
      inPrepared(ctx, (ctx) => offerTo(ctx, vertical, id), { lockTimeoutMs: PATIENCE_MS }),
    );
  } catch (error) {
    if (error instanceof SlotGone) return;
    if (error instanceof AppError && error.status < 500) return;
    throw error;
  }
}

async function tell(ctx: Ctx, due: readonly EventPayload<'waitlist.due'>[]): Promise<void> {
  await inPrepared(ctx, async ({ sql, tenant, requestId }) => {
    void sql(TELL, [tenant.id, 'waitlist.due', due.map((one) => JSON.stringify(one)), requestId]);
  });
}

/**
 * Asks for whoever waits at a business, the oldest first, whether what they wait for is free, and keeps it for them
 * (`settings.scheduling.waitlistOfferMinutes`). Any number of times, at any time: whoever has something kept for them, or was
 * offered that time before, is passed over.
 * @param businessId null: every business of the tenant, each by a job of its own
 * @param after the entry after which to begin; more than a hundred are left to the next job
 */
export async function offerFreed(
  ctx: Ctx,
  vertical: Vertical,
  { businessId, after }: EventPayload<'waitlist.due'>,
): Promise<void> {
  if (businessId === null) {
    const found = await inPrepared(ctx, ({ sql, tenant }) => sql(BUSINESSES, [tenant.id]));
    if (found.length > 0)
      await tell(
        ctx,
        found.map(({ businessId }) => ({ businessId, after: null })),
      );
    return;
  }
  let last = after;
  for (let seen = 0; seen < MOST; seen += PAGE) {
    const from = last;
    const page = await inPrepared(ctx, ({ sql, tenant }) => sql(WAITING, [tenant.id, businessId, from]));
    for (const { id } of page) await tryToOffer(ctx, vertical, id);
    if (page.length < PAGE) return;
    last = page.at(-1)?.id ?? null;
  }
  await tell(ctx, [{ businessId, after: last }]);
}
