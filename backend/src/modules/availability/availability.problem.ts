import type { SqlCtx } from '../../lib/context.ts';
import { weekOf } from '../../scheduling/days.ts';
import type { Interval, LocalDay, Problem } from '../../scheduling/types.ts';
import { zoneOf } from '../../scheduling/zones.ts';
import type { Settings, Vertical } from '../verticals/verticals.contract.ts';
import {
  loadBookings,
  loadCustomer,
  loadGroups,
  loadSessions,
  loadShortest,
  type SessionRow,
} from './availability.counts.ts';
import { holidaysIn } from './availability.holidays.ts';
import { loadOffer, type LocationRow, type ProviderRow } from './availability.offer.ts';
import { planOf, type Ask, type LoadedItem, type Plan } from './availability.plan.ts';
import { limitsCustomers, limitsProviders } from './availability.rules.ts';
import { hoursOf, loadTimetable, subjectOf, type Timetable } from './availability.time.ts';

export type { Ask, LoadedItem } from './availability.plan.ts';

/** What the engine needs, and what an answer or a booking needs beside it. */
export interface Loaded {
  /** Of a class or departure: services, rules and range only; what it sells is in `sessions`. */
  problem: Problem;
  business: { id: string; slug: string; name: string };
  /** Null where no service is done at a location. */
  location: LocationRow | null;
  /** Of the problem: the location's zone, else the tenant's. */
  timeZone: string;
  /** Of the first service. */
  settings: Settings;
  /** In the order in which they were asked for. */
  items: [LoadedItem, ...LoadedItem[]];
  /** Everybody who may take one of the items, by id. */
  providers: ProviderRow[];
  /** Of a class or departure: all that begin in the range, sold out or not. */
  sessions: SessionRow[] | undefined;
  /** Those of the customer who asks, as prices know them. */
  customerGroups: string[];
  /** Whether limits or prices depend on which customer asks. */
  isPersonal: boolean;
  /** Milliseconds until the first hold that takes time or a seat here ends; undefined if there is none. */
  holdEndsIn: number | undefined;
}

const DAY = 1440;
/** Days around the range that the engine looks at: other zones, nights, intervals that began before. */
const MARGIN = 4;

function margined({ from, to, items }: Plan): { first: LocalDay; last: LocalDay } {
  const minutes = items.reduce((sum, item) => sum + item.minutes + item.settings.scheduling.visitMaxGap, 0);
  return { first: from - MARGIN, last: to + MARGIN + Math.ceil(minutes / DAY) };
}

async function holidaysOf(plan: Plan, vertical: Vertical): Promise<LocalDay[]> {
  const { location, items } = plan;
  if (!location || !items[0].settings.scheduling.closedOnHolidays) return [];
  const { first, last } = margined(plan);
  const country = location.country ?? vertical.locale.country;
  return holidaysIn({ country, region: location.region ?? '' }, first, last);
}

const EMPTY: Timetable = {
  weekly: new Map(),
  overrides: new Map(),
  timeOff: new Map(),
  daysOff: new Map(),
  busy: new Map(),
  taken: new Map(),
  endsIn: undefined,
};

const pricesByGroup = ({ items }: Plan) =>
  items.some(({ settings }) => settings.priceRules.some((rule) => rule.groups));

/** The plan's second round trip: each statement only where the answer depends on it. */
async function loadTimes(ctx: SqlCtx, vertical: Vertical, plan: Plan, ask: Ask) {
  const { items, rules, location, from, to, units } = plan;
  const { service } = items[0];
  const isClass = service.capacity > 1;
  const providerIds = plan.providers.map(({ id }) => id);
  const locationId = location?.id ?? null;
  const exceptBookingId = ask.exceptBookingId ?? null;
  const zone = zoneOf(plan.timeZone);
  const asked: Interval = [zone.toInstant(from, 0), zone.toInstant(to + 1, 0)];
  // Days more on both sides, for providers in other zones and those who serve late in a visit.
  const weeks: Interval = [(weekOf(from) - 3) * DAY, (weekOf(to) + 8) * DAY];
  const isPacked = rules.packing === 'noOrphans' && rules.minGap === undefined;

  const [timetable, bookings, shortest, customer, groups, sessions, holidays] = await Promise.all([
    isClass
      ? EMPTY
      : loadTimetable(ctx, {
          subjectIds: [...providerIds, ...units.map(({ id }) => id)],
          locationId,
          ...margined(plan),
          exceptBookingId,
        }),
    !isClass && limitsProviders(rules)
      ? loadBookings(ctx, service.businessId, providerIds, weeks, exceptBookingId)
      : undefined,
    !isClass && isPacked ? loadShortest(ctx, providerIds) : undefined,
    ask.customerId !== undefined && limitsCustomers(rules)
      ? loadCustomer(ctx, ask.customerId, service.businessId, asked[0] - DAY, exceptBookingId)
      : undefined,
    ask.customerId !== undefined && pricesByGroup(plan)
      ? loadGroups(ctx, ask.customerId, service.businessId)
      : [],
    isClass
      ? loadSessions(
          ctx,
          { id: service.id, locationId, providerId: ask.items[0]?.providerId ?? null },
          asked,
          exceptBookingId,
        )
      : undefined,
    isClass ? [] : holidaysOf(plan, vertical),
  ]);
  return { timetable, bookings, shortest, customer, groups, sessions, holidays };
}

type Times = Awaited<ReturnType<typeof loadTimes>>;

function problemOf(plan: Plan, vertical: Vertical, times: Times): Problem {
  const { items, services, rules, location, timeZone, now, from, to, providers, units } = plan;
  const { timetable, bookings, shortest, customer, holidays } = times;
  const { customerActive } = rules;
  return {
    now,
    timeZone,
    from,
    to,
    services,
    maxGap: items.length > 1 ? items[0].settings.scheduling.visitMaxGap : 0,
    // The bookings of today that are over count for the day, but are not active.
    rules:
      customer && customerActive !== undefined
        ? { ...rules, customerActive: customerActive + customer.over }
        : rules,
    location: location ? { ...hoursOf(timetable, location.id, location.keepsHours), holidays } : undefined,
    providers: services.every((service) => service.providers === 0)
      ? undefined
      : providers.map(({ id, timeZone: own }) => ({
          ...subjectOf(timetable, id, true),
          timeZone: own ?? vertical.locale.timeZone,
          bookings: bookings?.get(id),
          shortestService: shortest?.get(id),
        })),
    resources: units.map(({ id, type, keepsHours }) => ({ ...subjectOf(timetable, id, keepsHours), type })),
    customer: customer && { activeBookings: customer.starts },
  };
}

/**
 * Loads all that the engine needs to answer a question, in two round trips, by a number of statements that does not
 * depend on how many providers, bookings or days there are.
 * @throws NOT_FOUND for services, choices and people that are not to be had; VALIDATION and LOCATION_REQUIRED; each
 *   naming the field: "variantId" of one service, "items.1.variantId" of a visit
 */
export async function loadProblem(ctx: SqlCtx, vertical: Vertical, ask: Ask): Promise<Loaded> {
  const offer = await loadOffer(
    ctx,
    ask.items.map(({ serviceId }) => serviceId),
  );
  const plan = planOf(offer, vertical, ask, ctx.now());
  const times = await loadTimes(ctx, vertical, plan, ask);
  const { items, location, timeZone, providers } = plan;
  const { businessId, businessSlug, businessName } = items[0].service;
  const ends = [times.timetable.endsIn, ...(times.sessions ?? []).map(({ endsIn }) => endsIn)];
  const known = ends.filter((end) => typeof end === 'number');
  return {
    problem: problemOf(plan, vertical, times),
    business: { id: businessId, slug: businessSlug, name: businessName },
    location,
    timeZone,
    settings: items[0].settings,
    items,
    providers,
    sessions: times.sessions,
    customerGroups: times.groups,
    isPersonal: limitsCustomers(plan.rules) || pricesByGroup(plan),
    holdEndsIn: known.length > 0 ? Math.min(...known) : undefined,
  };
}
