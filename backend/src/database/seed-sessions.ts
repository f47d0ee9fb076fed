import type { Prisma } from '../../generated/prisma/client.ts';
import type { Db } from '../lib/database.ts';
import type {
  DemoBusiness,
  DemoLocation,
  DemoProvider,
  ServiceType,
  Vertical,
} from '../modules/verticals/verticals.contract.ts';
import { minuteOfDay } from '../modules/verticals/verticals.hours.ts';
import { unitsAt, unitsNeeded } from '../modules/verticals/verticals.needs.ts';
import { toDate, weekdayOf } from '../scheduling/days.ts';
import type { Instant } from '../scheduling/types.ts';
import { zoneOf } from '../scheduling/zones.ts';
import { seedId } from './seed-ids.ts';

const PAST_DAYS = 14;
/** Days from today on that have the sessions of the timetable. */
export const NEXT_DAYS = 28;

/** The provider or a unit, taken by a session with its buffers. */
interface Taking {
  subjectId: string;
  classSessionId: string;
  from: Date;
  to: Date;
}

export interface SessionRows {
  classSession: Prisma.ClassSessionCreateManyInput[];
  taking: Taking[];
}

/** One session of the timetable on one local date. */
interface Session {
  service: ServiceType;
  provider: DemoProvider | undefined;
  place: DemoLocation | undefined;
  capacity: number;
  start: Instant;
}

function sessionsOf(vertical: Vertical, demo: DemoBusiness, now: Instant): Session[] {
  return demo.sessions.flatMap(({ type, location, days, time, ...session }) => {
    const service = vertical.serviceTypes.find(({ key }) => key === type);
    if (!service) return [];
    const provider = demo.providers.find(({ slug }) => slug === session.provider);
    const slug = location ?? demo.locations[0]?.slug;
    const place =
      service.place === 'location' ? demo.locations.find((each) => each.slug === slug) : undefined;
    const zone = zoneOf((place ?? provider)?.timeZone ?? vertical.locale.timeZone);
    const { day: today } = zone.toLocal(now);
    return Array.from({ length: PAST_DAYS + NEXT_DAYS }, (_, index) => today - PAST_DAYS + index)
      .filter((day) => days.includes(weekdayOf(day)))
      .map((day) => {
        const start = zone.toInstant(day, minuteOfDay(time));
        return { service, provider, place, capacity: session.capacity ?? service.capacity, start };
      });
  });
}

/** Takes the lowest free units for each session, earlier sessions first; the checks of the file saw that there are enough. */
function unitsTaker(businessId: string) {
  const takenUntil = new Map<string, Instant>();
  return ({ service, place }: Session, from: Instant, to: Instant): string[] => {
    if (!place) return [];
    return [...unitsNeeded(service)].flatMap(([type, quantity]) => {
      const count = unitsAt(place, type);
      const ids = Array.from({ length: count }, (_, index) =>
        seedId(businessId, 'unit', place.slug, type, String(index + 1)),
      );
      const free = ids.filter((id) => (takenUntil.get(id) ?? from) <= from).slice(0, quantity);
      for (const id of free) takenUntil.set(id, to);
      return free;
    });
  };
}

/**
 * The sessions that the timetables of a vertical's `demo` give for two weeks past and four to come, with what they take.
 * @param now any instant; the local date it is in each place is the first of the days to come
 */
export function sessionRows(tenantId: string, vertical: Vertical, now: Date): SessionRows {
  const rows: SessionRows = { classSession: [], taking: [] };
  for (const demo of vertical.demo.businesses) {
    const businessId = seedId(tenantId, 'business', demo.slug);
    const takeUnits = unitsTaker(businessId);
    const sessions = sessionsOf(vertical, demo, Math.floor(now.getTime() / 60_000));
    for (const session of sessions.toSorted((a, b) => a.start - b.start)) {
      const { service, provider, place, capacity, start } = session;
      const end = start + (service.variants[0]?.minutes ?? 0);
      const [from, to] = [start - service.buffers.before, end + service.buffers.after];
      const slugs = [service.key, place?.slug ?? '', provider?.slug ?? ''];
      const id = seedId(businessId, 'session', ...slugs, String(start));
      const providerId = provider ? seedId(businessId, 'provider', provider.slug) : null;
      rows.classSession.push({
        tenantId,
        id,
        serviceId: seedId(businessId, 'service', service.key),
        locationId: place ? seedId(businessId, 'location', place.slug) : null,
        providerId,
        startsAt: toDate(start),
        endsAt: toDate(end),
        capacity,
      });
      for (const subjectId of [...(providerId ? [providerId] : []), ...takeUnits(session, from, to)]) {
        rows.taking.push({ subjectId, classSessionId: id, from: toDate(from), to: toDate(to) });
      }
    }
  }
  return rows;
}

/** Writes the sessions of a tenant that has its catalogue, and what they take. */
export async function insertSessions(
  db: Db,
  tenantId: string,
  { classSession, taking }: SessionRows,
): Promise<void> {
  await db.classSession.createMany({ data: classSession });
  await db.$executeRaw`
    INSERT INTO allocations (tenant_id, subject_id, class_session_id, state, period)
    SELECT ${tenantId}::uuid, "subjectId", "classSessionId", 'confirmed', tstzrange("from", "to")
    FROM jsonb_to_recordset(${JSON.stringify(taking)}::jsonb)
      AS taking("subjectId" uuid, "classSessionId" uuid, "from" timestamptz, "to" timestamptz)`;
}
