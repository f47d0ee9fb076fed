import { randomUUIDv7 } from 'node:crypto';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { commonErrors, failWith } from '../../lib/errors.ts';
import { always, PATIENCE_MS, type Once, type RunOnce } from '../../plugins/idempotency.ts';
import { instantOf } from '../../scheduling/days.ts';
import type { Instant } from '../../scheduling/types.ts';
import { clockIn } from '../availability/availability.answer.ts';
import { touch } from '../availability/availability.freshness.ts';
import { Outdated, persistently } from '../bookings/bookings.attempts.ts';
import { locksOf, type Draft } from '../bookings/bookings.draft.ts';
import { bookedBy } from '../bookings/bookings.extras.ts';
import {
  demandAccount,
  isForOwn,
  mayServe,
  namedCustomer,
  ownCustomer,
  type Customer,
} from '../bookings/bookings.people.ts';
import { demandPrice } from '../bookings/bookings.prices.ts';
import { newCode } from '../bookings/bookings.secrets.ts';
import { acquisitionFor, sourceOf, whoIs, type BookingDeps } from '../bookings/bookings.service.ts';
import { depositFor, knownOf, type Acquisition } from '../bookings/bookings.standing.ts';
import { termsOf } from '../bookings/bookings.terms.ts';
import { rowOf, viewBooking, type BookingRow } from '../bookings/bookings.views.ts';
import { detailsOf, lock, writeBooking } from '../bookings/bookings.write.ts';
import { agreeOnIntake, writeIntake } from '../intake/intake.agree.ts';
import { verticalOf } from '../tenants/tenants.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import {
  seriesErrors,
  type SeriesPreview,
  type SeriesRequest,
  type SeriesView,
  type SeriesWish,
} from './series.contract.ts';
import { answerDates, draftSeries, keptRule, planSeries, type SeriesPlan } from './series.plan.ts';
import { seriesTokenOf } from './series.reach.ts';

const fail = failWith({ ...commonErrors, ...seriesErrors });
const refuse = (field: string, message: string) => fail('VALIDATION', { details: [{ field, message }] });

/** How long the whole transaction may wait for a statement, in milliseconds: it is up to 52 bookings. */
const PATIENCE = { lockTimeoutMs: PATIENCE_MS, timeoutMs: 15_000 };

function viewPreview(
  { rhythm, loaded: { timeZone } }: SeriesPlan,
  currency: string,
  dates: Awaited<ReturnType<typeof answerDates>>,
): SeriesPreview {
  const clock = clockIn(timeZone);
  return {
    rhythm: rhythm.key,
    name: { ...rhythm.name } as SeriesPreview['name'],
    timeZone,
    dates: dates.map(({ date, draft }) => {
      const had = draft && {
        start: clock.text(draft.startsAt),
        end: clock.text(draft.endsAt),
        price: { amount: draft.total, currency },
      };
      return {
        date: clock.text(date.start),
        isFree: date.isFree,
        reasons: date.isFree ? [] : [...date.reasons],
        alternative: (!date.isFree && had) || null,
        price: (date.isFree && had?.price) || null,
      };
    }),
  };
}

async function preview(
  ctx: SqlCtx,
  vertical: Vertical,
  asked: SeriesWish,
  customerId: string | undefined,
): Promise<SeriesPreview> {
  const plan = await planSeries(ctx, vertical, asked, customerId);
  return viewPreview(plan, vertical.locale.currency, await answerDates(ctx, plan));
}

/**
 * What of a series could be booked now, date by date.
 * @throws what `planSeries` throws
 */
export function previewSeries(ctx: Ctx, deps: BookingDeps, asked: SeriesWish): Promise<SeriesPreview> {
  const vertical = verticalOf(deps.verticals, ctx.tenant);
  return inPrepared(ctx, async (ctx) => {
    const own = ctx.actor.id === null ? undefined : await ownCustomer(ctx);
    return preview(ctx, vertical, asked, own?.id);
  });
}

/** Which starts were agreed. @throws VALIDATION naming the date */
function agreedStarts({ resolution, dates }: SeriesRequest, starts: readonly Instant[]): Instant[] {
  if (!dates) {
    if (resolution === 'all') return [...starts];
    throw refuse('dates', 'say what was agreed');
  }
  const isDate = (text: string) => starts.some((start) => start === Date.parse(text) / 60_000);
  for (const [index, { date, start }] of dates.entries()) {
    if (!isDate(date)) throw refuse(`dates.${index}.date`, 'is no date of the series');
    if (Date.parse(start) % 60_000 !== 0) throw refuse(`dates.${index}.start`, 'is a whole minute');
    const moved = instantOf(start) - instantOf(date);
    if (moved !== 0 && resolution !== 'move')
      throw refuse(`dates.${index}.start`, 'is its date, or is moved');
    if (Math.abs(moved) > 8 * 1440) throw refuse(`dates.${index}.start`, 'is within a week of its date');
  }
  const unique = new Set(dates.map(({ date }) => instantOf(date)));
  if (unique.size < dates.length) throw refuse('dates', 'name each date once');
  if (resolution === 'all' && unique.size < starts.length) throw refuse('dates', 'are all of the series');
  return dates.map(({ start }) => instantOf(start)).sort((a, b) => a - b);
}

/** A date that was agreed is gone. */
class SeriesGone extends Error {
  readonly customerId: string | undefined;
  constructor(customerId: string | undefined) {
    super('A date of the series is gone.');
    this.customerId = customerId;
  }
}

const allOf = (drafts: readonly (Draft | undefined)[], customerId: string | undefined): Draft[] =>
  drafts.map((draft) => {
    if (!draft) throw new SeriesGone(customerId);
    return draft;
  });

/** The drafts once nobody can come in between any more: the locks of all dates are taken together, sorted. */
async function underLock(
  ctx: SqlCtx,
  vertical: Vertical,
  request: SeriesRequest,
  plan: SeriesPlan,
  drafts: Draft[],
  starts: readonly Instant[],
): Promise<Draft[]> {
  const { customerId } = plan.wish;
  const locks = new Set(drafts.flatMap((draft) => locksOf(draft, customerId)));
  lock(ctx, [...locks]);
  if (!drafts.some(({ isLimited }) => isLimited)) return drafts;
  const again = await draftSeries(ctx, await planSeries(ctx, vertical, request, customerId), starts);
  const firm = allOf(again.drafts, customerId);
  if (firm.some((draft) => locksOf(draft, customerId).some((id) => !locks.has(id)))) throw new Outdated();
  return firm;
}

const ADD_SERIES = statement(`
  INSERT INTO series (tenant_id, id, business_id, customer_id, rhythm, rule, time_zone, discount_basis_points)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`);

const JOIN_SERIES = statement(
  `UPDATE bookings SET series_id = $2 WHERE tenant_id = $1 AND id = ANY($3::uuid[])`,
);

function write(
  ctx: SqlCtx,
  vertical: Vertical,
  { rhythm, rule, wish, loaded }: SeriesPlan,
  drafts: readonly Draft[],
  { customer, acquisition }: { customer: Customer; acquisition: Acquisition },
): { id: string; rows: BookingRow[] } {
  const { sql, tenant } = ctx;
  const id = randomUUIDv7();
  const rows = drafts.map((draft, index) => {
    const state = termsOf(draft).approval ? 'pending' : 'confirmed';
    const whose = { ...customer, isNew: customer.isNew && index === 0 };
    const { currency } = vertical.locale;
    const booking = {
      id: randomUUIDv7(),
      code: newCode(),
      state,
      expiresAt: null,
      customer: whose,
      deposit: 0,
      acquisition,
      currency,
      source: sourceOf(ctx, draft),
    } as const;
    const details = detailsOf(draft, { ...wish, start: draft.startsAt });
    writeBooking(ctx, draft, details, booking);
    return { ...rowOf(draft, details, booking), seriesId: id };
  });
  void sql(ADD_SERIES, [
    tenant.id,
    id,
    loaded.business.id,
    customer.id,
    rhythm.key,
    JSON.stringify(keptRule(rule)),
    loaded.timeZone,
    rhythm.discountBasisPoints,
  ]);
  void sql(JOIN_SERIES, [tenant.id, id, rows.map((row) => row.id)]);
  return { id, rows };
}

async function book(
  ctx: SqlCtx,
  { vertical, secret }: { vertical: Vertical; secret: string },
  request: SeriesRequest,
): Promise<SeriesView> {
  const own = isForOwn(ctx, { ...request, seats: 1 }) ? await ownCustomer(ctx) : undefined;
  const customerId = own?.id ?? request.customerId;
  const plan = await planSeries(ctx, vertical, request, customerId);
  const starts = agreedStarts(request, plan.starts);
  demandAccount(ctx, plan.loaded.settings);
  const drafts = allOf((await draftSeries(ctx, plan, starts)).drafts, customerId);
  const [first] = drafts;
  if (!first) throw new SeriesGone(customerId);
  const booked = bookedBy(first);
  const customer = own ?? (await namedCustomer(ctx, { ...request, seats: 1 }, booked));
  const isStaffs = mayServe(ctx.actor, 'booking:write', booked);
  const intake = await agreeOnIntake(ctx, { vertical, secret }, request, {
    ...booked,
    customer,
    isServed: isStaffs,
  });
  const firm = await underLock(ctx, vertical, request, plan, drafts, starts);
  const price = firm.reduce((sum, { total }) => sum + total, 0);
  demandPrice(price, request.priceUpTo ?? Infinity, vertical.locale.currency);
  const known = await knownOf(ctx, plan.wish.items[0]?.serviceId, whoIs(request, own));
  const policy = plan.loaded.settings.policies;
  const asksDeposit = (draft: Draft) => depositFor({ ...draft, terms: termsOf(draft), policy }, known) > 0;
  if (!isStaffs && firm.some(asksDeposit)) throw fail('POLICY_SERIES_DEPOSIT');
  const acquisition = acquisitionFor(ctx, {}, known, isStaffs);
  const { id, rows } = write(ctx, vertical, plan, firm, { customer, acquisition });
  writeIntake(ctx, vertical, intake, { bookingIds: rows.map((row) => row.id), customerId: customer.id });
  return {
    id,
    rhythm: plan.rhythm.key,
    businessId: plan.loaded.business.id,
    timeZone: plan.loaded.timeZone,
    discountBasisPoints: plan.rhythm.discountBasisPoints,
    bookings: rows.map(viewBooking),
    ...(ctx.actor.kind === 'guest' && { token: seriesTokenOf(secret, ctx.tenant.id, id) }),
  };
}

/**
 * Books what was agreed of a series: all of it, or nothing.
 * @throws SERIES_CHANGED with what is free now, PRICE_HIGHER, POLICY_SERIES_DEPOSIT, VALIDATION, and what `planSeries` and `createBooking` throw
 */
export async function createSeries(
  ctx: Ctx,
  deps: BookingDeps,
  request: SeriesRequest,
  once: RunOnce = always,
): Promise<Once<{ data: SeriesView }>> {
  const house = { vertical: verticalOf(deps.verticals, ctx.tenant), secret: deps.env.APP_SECRET };
  const work = (ctx: SqlCtx) =>
    once(ctx, async () => ({ status: 201, body: { data: await book(ctx, house, request) } }));
  try {
    const answer = await persistently(() => inPrepared(ctx, work, PATIENCE));
    await touch(deps, ctx.tenant.id, answer.body.data.businessId);
    return answer;
  } catch (error) {
    if (!(error instanceof SeriesGone)) throw error;
    const { customerId } = error;
    const data = await inPrepared(ctx, (ctx) => preview(ctx, house.vertical, request, customerId));
    throw fail('SERIES_CHANGED', { data });
  }
}
