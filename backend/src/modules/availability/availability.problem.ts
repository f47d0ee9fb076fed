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
import { loadOffers, loadStamps, offerOf, type LocationRow, type ProviderRow } from './availability.offer.ts';
import { planAgain, planOf, type Ask, type LoadedItem, type Plan } from './availability.plan.ts';
import { limitsCustomers, limitsProviders } from './availability.rules.ts';
import {
  hoursOf,
  loadOpenTime,
  loadTakenTime,
  subjectOf,
  type OpenTime,
  type TakenTime,
  type Wanted,
} from './availability.time.ts';

export type { Ask, LoadedItem } from './availability.plan.ts';

/** What the engine needs, and what an answer or a booking needs beside it. */
export interface Loaded {
  /** Of a class or departure: services, rules and range only; what it sells is in `sessions`. */
  problem: Problem;
  business: {
    id: string;
    slug: string;
    name: string;
    /** Another after each change of the business, its catalogue, schedules or settings. */
    stamp: string;
  };
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
  /** What it rests on that only a change of the business makes different. */
  lasting: Lasting;
  /** What it rests on that every booking makes different. */
  moving: Moving;
}

/** What one question rests on until the business, its catalogue, schedules or settings change: not what is taken. */
export interface Lasting {
  /** Of the minute in which it was first asked. */
  plan: Plan;
  open: OpenTime;
  /** Minutes of each provider's shortest service; only where packing asks. */
  shortest: ReadonlyMap<string, number> | undefined;
}

const DAY = 1440;
/** Days around the range that the engine looks at: other zones, nights, intervals that began before. */
const MARGIN = 4;

function margined({ from, to, items, rules }: Plan): { first: LocalDay; last: LocalDay } {
  const minutes = items.reduce((sum, item) => sum + item.minutes + item.settings.scheduling.visitMaxGap, 0);
  const [first, last] = [from - MARGIN, to + MARGIN + Math.ceil(minutes / DAY)];
  if (!limitsProviders(rules)) return { first, last };
  const [since, until] = countedDays({ from, to });
  return { first: Math.min(first, since), last: Math.max(last, until) };
}

/** In which bookings count: days more on both sides, for providers in other zones and those who serve late in a visit. */
const countedDays = ({ from, to }: Pick<Plan, 'from' | 'to'>): [from: LocalDay, to: LocalDay] => [
  weekOf(from) - 3,
  weekOf(to) + 8,
];

async function holidaysOf(plan: Plan, vertical: Vertical): Promise<LocalDay[]> {
  const { location, items } = plan;
  if (!location || !items[0].settings.scheduling.closedOnHolidays) return [];
  const { first, last } = margined(plan);
  const country = location.country ?? vertical.locale.country;
  return holidaysIn({ country, region: location.region ?? '' }, first, last);
}

const ALWAYS: OpenTime = { weekly: new Map(), overrides: new Map(), timeOff: new Map(), daysOff: new Map() };
const NEVER: TakenTime = {
  busy: new Map(),
  taken: { cells: new Map(), mark: null },
  endsIn: undefined,
  mark: '',
};

const pricesByGroup = ({ items }: Plan) =>
  items.some(({ settings }) => settings.priceRules.some((rule) => rule.groups));

const isClass = ({ items }: Plan) => items[0].service.capacity > 1;
const isPacked = ({ rules }: Plan) => rules.packing === 'noOrphans' && rules.minGap === undefined;
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
const providersOf = (plans: readonly Plan[]) => plans.flatMap(({ providers }) => idsOf(providers));

/** From the first to the last of what all of them ask for. */
function spanning(spans: readonly Interval[]): Interval {
  return [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))];
}

function askedTime({ timeZone, from, to }: Plan): Interval {
  const zone = zoneOf(timeZone);
  return [zone.toInstant(from, 0), zone.toInstant(to + 1, 0)];
}

/** Whose time is to be read, and which; undefined where only classes are asked for. */
function wantedOf(plans: readonly Plan[], exceptBookingId: string | null): Wanted | undefined {
  const others = plans.filter((plan) => !isClass(plan));
  if (others.length === 0) return undefined;
  const days = others.map(margined);
  return {
    subjectIds: [...providersOf(others), ...others.flatMap(({ units }) => idsOf(units))],
    locationIds: others.flatMap(({ location }) => location?.id ?? []),
    first: Math.min(...days.map(({ first }) => first)),
    last: Math.max(...days.map(({ last }) => last)),
    exceptBookingId,
  };
}

/** What only a change of the business makes different: each statement only where an answer depends on it. */
export async function loadLasting(ctx: SqlCtx, plans: readonly Plan[]) {
  const wanted = wantedOf(plans, null);
  const packed = plans.filter((plan) => !isClass(plan) && isPacked(plan));
  const [open, shortest] = await Promise.all([
    wanted ? loadOpenTime(ctx, wanted) : ALWAYS,
    packed.length > 0 ? loadShortest(ctx, providersOf(packed)) : undefined,
  ]);
  return { open, shortest };
}

interface Moving {
  taken: TakenTime;
  /** What counts towards limits, by provider; only where there are any. */
  bookings: ReadonlyMap<string, Interval[]> | undefined;
  /** Only of classes and departures. */
  sessions: SessionRow[] | undefined;
}

/**
 * What every booking makes different: each statement only where an answer depends on it.
 * @param before the same, loaded before for the same plans
 */
export async function loadMoving(
  ctx: SqlCtx,
  plans: readonly Plan[],
  exceptBookingId: string | null,
  before?: Moving,
): Promise<Moving> {
  const wanted = wantedOf(plans, exceptBookingId);
  const classes = plans.filter(isClass);
  const limited = plans.filter((plan) => !isClass(plan) && limitsProviders(plan.rules));
  const serviceIds = classes.map(({ items }) => items[0].service.id);

  const reading = wanted ? loadTakenTime(ctx, wanted, before?.taken) : Promise.resolve(NEVER);
  async function countBookings(): Promise<Moving['bookings']> {
    // Whatever counts has taken time, too.
    if (before?.bookings && (await reading).mark === before.taken.mark) return before.bookings;
    const businessIds = limited.map(({ items }) => items[0].service.businessId);
    const [from, to] = spanning(limited.map(countedDays));
    return loadBookings(ctx, businessIds, providersOf(limited), [from * DAY, to * DAY], exceptBookingId);
  }
  const [taken, bookings, sessions] = await Promise.all([
    reading,
    limited.length > 0 ? countBookings() : undefined,
    classes.length > 0
      ? loadSessions(ctx, serviceIds, spanning(classes.map(askedTime)), exceptBookingId)
      : undefined,
  ]);
  return { taken, bookings, sessions };
}

/** What only one customer's answer depends on. */
async function loadPersonal(ctx: SqlCtx, plan: Plan, ask: Ask) {
  const { items, rules } = plan;
  const { businessId } = items[0].service;
  const { customerId, exceptBookingId = null } = ask;
  if (customerId === undefined) return { customer: undefined, groups: [] };
  const [from] = askedTime(plan);
  const [customer, groups] = await Promise.all([
    limitsCustomers(rules)
      ? loadCustomer(ctx, customerId, businessId, from - DAY, exceptBookingId)
      : undefined,
    pricesByGroup(plan) ? loadGroups(ctx, customerId, businessId) : [],
  ]);
  return { customer, groups };
}

type Personal = Awaited<ReturnType<typeof loadPersonal>>;

function problemOf(
  plan: Plan,
  vertical: Vertical,
  { open, shortest }: Pick<Lasting, 'open' | 'shortest'>,
  { taken, bookings }: Moving,
  { customer }: Personal,
  holidays: readonly LocalDay[],
): Problem {
  const { items, services, rules, location, timeZone, now, from, to, providers, units } = plan;
  const timetable = { ...open, ...taken };
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

/** The sessions that a plan is about, in a time that others may have made longer. */
function sessionsOf(
  plan: Plan,
  { sessions = [] }: Moving,
  { items: [asked] }: Ask,
): SessionRow[] | undefined {
  if (!isClass(plan)) return undefined;
  const { location, items } = plan;
  const [from, to] = askedTime(plan);
  return sessions.filter(
    ({ serviceId, locationId, providerId, start }) =>
      serviceId === items[0].service.id &&
      (!location || locationId === location.id) &&
      (asked?.providerId === undefined || providerId === asked.providerId) &&
      start >= from &&
      start < to,
  );
}

export async function loadedOf(
  vertical: Vertical,
  ask: Ask,
  plan: Plan,
  lasting: Lasting,
  moving: Moving,
  personal: Personal,
): Promise<Loaded> {
  const { items, location, timeZone, providers, rules } = plan;
  const { businessId, businessSlug, businessName, businessStamp } = items[0].service;
  const sessions = sessionsOf(plan, moving, ask);
  const holidays = sessions ? [] : await holidaysOf(plan, vertical);
  const ends = [moving.taken.endsIn, ...(sessions ?? []).map(({ endsIn }) => endsIn)];
  const known = ends.filter((end) => typeof end === 'number');
  return {
    problem: problemOf(plan, vertical, lasting, moving, personal, holidays),
    business: { id: businessId, slug: businessSlug, name: businessName, stamp: businessStamp },
    location,
    timeZone,
    settings: items[0].settings,
    items,
    providers,
    sessions,
    customerGroups: personal.groups,
    isPersonal: limitsCustomers(rules) || pricesByGroup(plan),
    holdEndsIn: known.length > 0 ? Math.min(...known) : undefined,
    lasting,
    moving,
  };
}

export const servicesOf = ({ items }: Ask) => items.map(({ serviceId }) => serviceId);

/**
 * Loads all that the engine needs to answer a question, in two round trips, by a number of statements that does not
 * depend on how many providers, bookings or days there are.
 * @throws NOT_FOUND for services, choices and people that are not to be had; VALIDATION and LOCATION_REQUIRED; each
 *   naming the field: "variantId" of one service, "items.1.variantId" of a visit
 */
export async function loadProblem(ctx: SqlCtx, vertical: Vertical, ask: Ask): Promise<Loaded> {
  const serviceIds = servicesOf(ask);
  const offer = offerOf(await loadOffers(ctx, serviceIds, ask), serviceIds);
  const plan = planOf(offer, vertical, ask, ctx.now());
  const [lasting, moving, personal] = await Promise.all([
    loadLasting(ctx, [plan]),
    loadMoving(ctx, [plan], ask.exceptBookingId ?? null),
    loadPersonal(ctx, plan, ask),
  ]);
  return loadedOf(vertical, ask, plan, { plan, ...lasting }, moving, personal);
}

/**
 * The same in one round trip, for a question that has been loaded before.
 * @param before of that time
 * @returns undefined if the business, its catalogue, schedules or settings have changed since, or it is another day
 * @throws what loadProblem throws
 */
export async function loadAgain(
  ctx: SqlCtx,
  vertical: Vertical,
  ask: Ask,
  before: Loaded,
): Promise<Loaded | undefined> {
  const { problem, lasting } = before;
  const plan = planAgain(lasting.plan, ask, ctx.now());
  if (plan.from !== problem.from || plan.to !== problem.to) return undefined;
  const { service } = plan.items[0];
  const [stamps, moving, personal] = await Promise.all([
    loadStamps(ctx, [service.id]),
    loadMoving(ctx, [plan], ask.exceptBookingId ?? null, before.moving),
    loadPersonal(ctx, plan, ask),
  ]);
  if (stamps.get(service.id) !== service.businessStamp) return undefined;
  return loadedOf(vertical, ask, plan, lasting, moving, personal);
}
