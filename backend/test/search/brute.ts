import { inPrepared, type Ctx } from '../../src/lib/context.ts';
import { statement } from '../../src/lib/database.ts';
import { dateOf, dayOf } from '../../src/scheduling/days.ts';
import { findSlots } from '../../src/scheduling/engine.ts';
import { offerSessions } from '../../src/scheduling/sessions.ts';
import { zoneOf } from '../../src/scheduling/zones.ts';
import { loadProblem } from '../../src/modules/availability/availability.problem.ts';
import type { Vertical } from '../../src/modules/verticals/verticals.contract.ts';

/** A question as it stands in an address. */
export interface PlainQuestion {
  service?: string;
  near?: { latitude: number; longitude: number };
  radiusKm?: number;
  date?: string;
  after?: string;
  before?: string;
  sort?: 'soonest' | 'distance' | 'price';
}

/** "service location" and its first starts, in minutes since 1970. */
export interface PlainResult {
  place: string;
  starts: number[];
}

interface Offer {
  serviceId: string;
  locationId: string | null;
  place: string;
  key: string | null;
  category: string;
  latitude: number | null;
  longitude: number | null;
  price: number;
}

const OFFERS = statement<Offer>(`
  SELECT s.id AS "serviceId", l.id AS "locationId", s.place, s.template_key AS key, s.category, l.latitude, l.longitude,
    (SELECT price_amount::float8 FROM service_variants v WHERE v.tenant_id = s.tenant_id AND v.service_id = s.id
       AND v.deleted_at IS NULL ORDER BY position LIMIT 1) AS price
  FROM services s JOIN businesses b ON b.tenant_id = s.tenant_id AND b.id = s.business_id
    JOIN locations l ON l.tenant_id = s.tenant_id AND l.business_id = s.business_id
  WHERE s.tenant_id = $1 AND s.deleted_at IS NULL AND s.published_at IS NOT NULL AND b.published_at IS NOT NULL
    AND b.deleted_at IS NULL AND l.deleted_at IS NULL`);

const toRadians = Math.PI / 180;

/** By the law of cosines. */
function distance(
  a: { latitude: number; longitude: number },
  b: { latitude: number; longitude: number },
): number {
  const [x, y] = [a.latitude * toRadians, b.latitude * toRadians];
  const between = (b.longitude - a.longitude) * toRadians;
  return (
    6371.0088 *
    Math.acos(Math.min(1, Math.sin(x) * Math.sin(y) + Math.cos(x) * Math.cos(y) * Math.cos(between)))
  );
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Search without an index: every service at every place is asked of the engine, one after the other. All have the location's place. */
export async function bruteSearch(
  ctx: Ctx,
  vertical: Vertical,
  question: PlainQuestion,
): Promise<PlainResult[]> {
  const {
    service,
    near,
    radiusKm = 10,
    date,
    after = '00:00',
    before = '24:00',
    sort = 'soonest',
  } = question;
  const offers = await inPrepared(ctx, ({ sql }) => sql(OFFERS, [ctx.tenant.id]));
  const found: (PlainResult & { km: number; price: number })[] = [];
  for (const offer of offers) {
    const { serviceId, locationId, key, category, latitude, longitude, price } = offer;
    if (service !== undefined && service !== key && service !== category) continue;
    const km = near ? distance(near, { latitude: latitude ?? NaN, longitude: longitude ?? NaN }) : 0;
    if (!(km <= radiusKm)) continue;
    const days = sort === 'soonest' ? 56 : 14;
    const loaded = await inPrepared(ctx, (ctx) =>
      loadProblem(ctx, vertical, {
        items: [{ serviceId }],
        locationId: locationId ?? undefined,
        ...(date !== undefined && { from: dayOf(date), to: dayOf(date) }),
        ...(date === undefined && { to: dayOf(dateOf(Math.floor(ctx.now().getTime() / 86_400_000))) + days }),
      }),
    );
    const today = zoneOf(loaded.timeZone).toLocal(loaded.problem.now).day;
    const { toLocal } = zoneOf(loaded.timeZone);
    const all = loaded.sessions
      ? offerSessions(loaded.problem, loaded.sessions).offered
      : findSlots(loaded.problem);
    const starts = all
      .map(({ start }) => start)
      .filter((start) => {
        const { day, minute } = toLocal(start);
        return (
          (date !== undefined || day < today + days) && minute >= minuteOf(after) && minute < minuteOf(before)
        );
      });
    if (starts.length > 0) found.push({ place: `${serviceId} ${locationId}`, starts, km, price });
  }
  const first = (result: (typeof found)[number]) => result.starts[0] ?? 0;
  const orders = {
    soonest: (a: (typeof found)[number], b: (typeof found)[number]) => first(a) - first(b) || a.km - b.km,
    distance: (a: (typeof found)[number], b: (typeof found)[number]) => a.km - b.km,
    price: (a: (typeof found)[number], b: (typeof found)[number]) => a.price - b.price || a.km - b.km,
  };
  return found.sort(orders[sort]).map(({ place, starts }) => ({ place, starts }));
}
