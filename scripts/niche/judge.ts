import { isDeepStrictEqual } from 'node:util';
import { seedId } from '../../backend/src/database/seed-ids.ts';
import type { Deps } from '../../backend/src/deps.ts';
import { holidaysIn } from '../../backend/src/modules/availability/availability.holidays.ts';
import type { DemoBusiness, Vertical } from '../../backend/src/modules/verticals/verticals.contract.ts';
import { dateOf, dayOf } from '../../backend/src/scheduling/days.ts';
import { writeInstant } from '../../backend/test/scheduling/reference/clock.ts';
import type { WrittenBusy } from '../../backend/test/scheduling/reference/form.ts';
import {
  expectedSessions,
  expectedSlots,
  rulesAt,
  type Expected,
  type ExpectedSession,
  type Site,
  type Wanted,
} from './expected.ts';
import type { Seller, Slot } from './offers.ts';
import { Failure } from './visitor.ts';

interface TakenRow {
  subjectId: string;
  bookingId: string | null;
  from: Date;
  to: Date;
}

/** All that blocks somebody's time, of a booking the first range marked: it counts once. */
async function busyOf({ database }: Deps, tenantId: string): Promise<Map<string, WrittenBusy[]>> {
  const rows = await database.transaction(
    { tenantId, actorId: null },
    (db) => db.$queryRaw<TakenRow[]>`
      SELECT a.subject_id AS "subjectId", i.booking_id AS "bookingId", lower(a.period) AS "from", upper(a.period) AS "to"
      FROM allocations a LEFT JOIN booking_items i ON i.tenant_id = a.tenant_id AND i.id = a.booking_item_id
      WHERE a.tenant_id = ${tenantId}::uuid AND (a.state <> 'held' OR a.expires_at > now())
        AND a.state NOT IN ('expired', 'declined', 'cancelled', 'no_show')
      ORDER BY lower(a.period)`,
  );
  const counted = new Set<string>();
  const busy = new Map<string, WrittenBusy[]>();
  for (const { subjectId, bookingId, from, to } of rows) {
    const key = `${subjectId} ${bookingId}`;
    const range: WrittenBusy = [from.toISOString(), to.toISOString()];
    if (bookingId !== null && !counted.has(key)) range.push('booking');
    counted.add(key);
    busy.set(subjectId, [...(busy.get(subjectId) ?? []), range]);
  }
  return busy;
}

async function seatsSold({ database }: Deps, tenantId: string): Promise<Map<string, number>> {
  const rows = await database.transaction(
    { tenantId, actorId: null },
    (db) => db.$queryRaw<{ id: string; sold: number }[]>`
      SELECT class_session_id AS id, count(*)::int AS sold FROM seats
      WHERE tenant_id = ${tenantId}::uuid AND (state <> 'held' OR expires_at > now())
        AND state NOT IN ('expired', 'declined', 'cancelled', 'no_show')
      GROUP BY class_session_id`,
  );
  return new Map(rows.map(({ id, sold }) => [id, sold]));
}

/** Those that are not sold out. */
const withSeats = (sessions: readonly ExpectedSession[], sold: ReadonlyMap<string, number>) =>
  sessions
    .map(({ capacity, ...session }) => ({
      ...session,
      seatsLeft: capacity - (sold.get(session.sessionId) ?? 0),
    }))
    .filter(({ seatsLeft }) => seatsLeft > 0);

const minuteAt = (instant: string) => Date.parse(instant) / 60_000;
const written = (slot: Expected | undefined) =>
  slot
    ? JSON.stringify({ ...slot, start: writeInstant(slot.start), end: writeInstant(slot.end) })
    : 'nothing';

/** Says whether answers about one tenant's free time are right. */
export interface Judge {
  /**
   * Compares the starts that were offered on a local date with those that the file, and what is taken, give.
   * @returns how many there are
   * @throws Failure with the first that differs
   */
  compare: (
    seller: Seller,
    items: readonly Wanted[],
    date: string,
    slots: readonly Slot[],
  ) => Promise<number>;
}

export function judgeOf(deps: Deps, vertical: Vertical): Judge {
  const { demo, locale } = vertical;
  const tenantId = seedId('tenant', demo.tenant.slug);

  async function siteOf(
    { businessSlug, locationSlug }: Seller,
    closes: boolean,
    date: string,
  ): Promise<Site> {
    const found = demo.businesses.find(({ slug }) => slug === businessSlug) as DemoBusiness;
    const place = found.locations.find(({ slug }) => slug === locationSlug);
    const region = place?.address.region ?? '';
    const day = dayOf(date);
    const holidays =
      closes && place ? await holidaysIn({ country: locale.country, region }, day - 2, day + 2) : [];
    return {
      vertical,
      demo: found,
      businessId: seedId(tenantId, 'business', businessSlug),
      place,
      holidays: holidays.map(dateOf),
      busy: await busyOf(deps, tenantId),
      now: deps.clock(),
    };
  }

  return {
    async compare(seller, items, date, slots) {
      const [first] = items;
      if (!first) return 0;
      const { closedOnHolidays } = rulesAt(vertical, first.type);
      const site = await siteOf(seller, closedOnHolidays, date);
      const isClass = first.type.capacity > 1;
      const found = slots.map(({ start, end, providers, sessionId, seatsLeft }) => ({
        start: minuteAt(start),
        end: minuteAt(end),
        providers: providers.toSorted(),
        ...(isClass && { sessionId, seatsLeft }),
      }));
      const expected = isClass
        ? withSeats(expectedSessions(site, first, date), await seatsSold(deps, tenantId))
        : expectedSlots(site, items, date);
      const at = expected.findIndex((slot, index) => !isDeepStrictEqual(slot, found[index]));
      if (at < 0 && found.length === expected.length) return expected.length;
      const differs = at < 0 ? expected.length : at;
      throw new Failure(
        `on ${date} ${found.length} starts are offered at ${seller.businessSlug}, ${expected.length} are right: ` +
          `${written(found[differs])} instead of ${written(expected[differs])}`,
      );
    },
  };
}
