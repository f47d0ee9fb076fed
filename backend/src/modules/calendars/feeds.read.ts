import type { Env } from '../../env.ts';
import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { sqlOf, statement } from '../../lib/database.ts';
import { AppError } from '../../lib/errors.ts';
import { hashToken } from '../../lib/secrets.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import { toDate } from '../../scheduling/days.ts';
import { readBookings, type BookingRow } from '../bookings/bookings.views.ts';
import type { LocalizedText } from '../catalogue/catalogue.contract.ts';
import { tenantPermissions } from '../identity/permissions.ts';
import { icsUid, localeFor, said } from '../messages/messages.notice.ts';
import type { MailLocale } from '../messages/messages.contract.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { fail, reachSubject, type FeedSubject } from './feeds.service.ts';
import { writeIcs, type IcsEvent } from './ics.ts';

/** Days that a feed covers, from today. */
const DAYS_BACK = 30;
const DAYS_AHEAD = 400;
const MOST_EVENTS = 1_000;

interface Found {
  id: string;
  stamp: Date;
  sequence: number;
}

const FOUND = `
  b.id, b.updated_at AS stamp, (SELECT count(*)::int FROM booking_events e
    WHERE e.tenant_id = b.tenant_id AND e.booking_id = b.id AND e.kind IN ('rescheduled', 'resized')) AS sequence`;
const STANDING = `('pending', 'confirmed', 'checked_in', 'completed')`;
const WITHIN = (column: string) =>
  `${column} BETWEEN $3::timestamptz - interval '${DAYS_BACK} days' AND $3::timestamptz + interval '${DAYS_AHEAD} days'`;

const OWN = statement<Found>(`
  SELECT ${FOUND} FROM bookings b JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
  WHERE b.tenant_id = $1::uuid AND c.user_id = $2::uuid AND c.deleted_at IS NULL AND b.state IN ${STANDING}
    AND ${WITHIN('b.starts_at')}
  ORDER BY b.starts_at, b.id LIMIT ${MOST_EVENTS}`);

const TAKEN = statement<Found>(`
  SELECT ${FOUND} FROM bookings b
  WHERE b.tenant_id = $1::uuid AND b.state IN ${STANDING} AND ${WITHIN('b.starts_at')}
    AND b.id IN (SELECT i.booking_id FROM allocations a
      JOIN booking_items i ON i.tenant_id = a.tenant_id AND i.id = a.booking_item_id
      WHERE a.tenant_id = $1::uuid AND a.subject_id = $2::uuid)
  ORDER BY b.starts_at, b.id LIMIT ${MOST_EVENTS}`);

interface Session {
  id: string;
  stamp: Date;
  name: LocalizedText;
  startsAt: Date;
  endsAt: Date;
  sold: number;
  capacity: number;
}

// Classes and departures: one event each, however many have a seat.
const SESSIONS = statement<Session>(`
  SELECT s.id, s.updated_at AS stamp, v.name, s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.capacity,
    (SELECT count(*)::int FROM seats t WHERE t.tenant_id = s.tenant_id AND t.class_session_id = s.id
      AND t.state IN ${STANDING}) AS sold
  FROM class_sessions s JOIN services v ON v.tenant_id = s.tenant_id AND v.id = s.service_id
  WHERE s.tenant_id = $1::uuid AND s.cancelled_at IS NULL AND ${WITHIN('s.starts_at')}
    AND s.id IN (SELECT a.class_session_id FROM allocations a
      WHERE a.tenant_id = $1::uuid AND a.subject_id = $2::uuid AND a.class_session_id IS NOT NULL)
  ORDER BY s.starts_at, s.id LIMIT ${MOST_EVENTS}`);

interface Feed extends FeedSubject {
  userId: string;
}

/** Who made the feed, with what they may do now. @throws NOT_FOUND for a feed that is none, ended, or whose maker is gone */
async function openFeed(ctx: TxCtx, token: string): Promise<{ ctx: TxCtx; feed: Feed; locale: string }> {
  const { db, tenant } = ctx;
  const feed = await db.calendarFeed.findFirst({
    where: { tenantId: tenant.id, tokenHash: hashToken(token), revokedAt: null, user: { deletedAt: null } },
    select: {
      ...{ userId: true, providerId: true, resourceUnitId: true },
      user: {
        select: { locale: true, roleGrants: { select: { role: true, businessId: true, locationId: true } } },
      },
    },
  });
  if (!feed) throw fail('NOT_FOUND');
  const { userId, user } = feed;
  const grants = user.roleGrants;
  const permissions = tenantPermissions(grants);
  const actor = { kind: 'user' as const, id: userId, sessionId: null, permissions, grants };
  return { ctx: { ...ctx, actor }, feed, locale: user.locale };
}

interface Wording {
  env: Pick<Env, 'PUBLIC_URL' | 'MAIL_FROM'>;
  locale: MailLocale;
  siteUrl: string;
}

const servicesOf = ({ items }: BookingRow, locale: MailLocale) =>
  items.map(({ serviceName }) => said(serviceName, locale)).join(' + ');
const statusOf = ({ state }: BookingRow): IcsEvent['status'] =>
  state === 'pending' ? 'TENTATIVE' : 'CONFIRMED';

/** A booking as the person served sees it: with whom, and of nobody else. */
function ownEvent(row: BookingRow, { env, locale, siteUrl }: Wording) {
  const people = new Set(row.items.flatMap(({ providers }) => providers.map(({ name }) => name)));
  return {
    uid: icsUid(env, row.id),
    ...{ startsAt: toDate(row.startsAt), endsAt: toDate(row.endsAt), status: statusOf(row) },
    summary: `${servicesOf(row, locale)} (${row.businessName})`,
    description: [...people, row.code].join('\n'),
    location: row.locationName ?? undefined,
    url: siteUrl,
  } as const;
}

/** A booking as those see it who serve: whose it is, and the part that this provider has in it. */
function servedEvent(row: BookingRow, { env, locale }: Wording, { providerId }: FeedSubject) {
  const own = row.items.filter(({ providers }) => providers.some(({ id }) => id === providerId));
  const part = own.length > 0 ? { ...row, items: own } : row;
  const [startsAt, endsAt] = [
    Math.min(...part.items.map((item) => item.startsAt)),
    Math.max(...part.items.map((item) => item.endsAt)),
  ];
  return {
    uid: icsUid(env, row.id),
    ...{ startsAt: toDate(startsAt), endsAt: toDate(endsAt), status: statusOf(row) },
    summary: [servicesOf(part, locale), ...(row.customer ? [row.customer.name] : [])].join(': '),
    description: row.code,
    location: row.locationName ?? undefined,
  } as const;
}

const sessionEvent = (session: Session, { env, locale }: Wording): IcsEvent => ({
  ...{ uid: icsUid(env, session.id), sequence: 0, stamp: session.stamp, status: 'CONFIRMED' },
  ...{ startsAt: session.startsAt, endsAt: session.endsAt },
  summary: `${said(session.name, locale)} (${session.sold}/${session.capacity})`,
});

/**
 * A feed as a calendar reads it: 30 days back and 400 ahead, at most 1,000 bookings.
 * @throws NOT_FOUND for an address that is none or has ended, and where its maker may not read it any more
 */
export async function readFeed(
  ctx: Ctx,
  { env, vertical }: { env: Wording['env']; vertical: Vertical },
  token: string,
): Promise<string> {
  return inTransaction(ctx, async (outer) => {
    const { ctx, feed, locale: wanted } = await openFeed(outer, token);
    await reachSubject(ctx, 'booking:read', feed).catch((error: unknown) => {
      throw error instanceof AppError ? fail('NOT_FOUND') : error;
    });
    const { db, tenant, now } = ctx;
    const sql = sqlOf(db);
    const subjectId = feed.providerId ?? feed.resourceUnitId;
    const values = [tenant.id, subjectId ?? feed.userId, now()];
    const found = await sql(subjectId === null ? OWN : TAKEN, values);
    const sessions = subjectId === null ? [] : await sql(SESSIONS, values);
    const rows = new Map(
      (
        await readBookings(
          { sql, tenant },
          found.map(({ id }) => id),
        )
      ).map((row) => [row.id, row]),
    );
    const wording = { env, locale: localeFor(vertical, wanted), siteUrl: tenantUrl(env, tenant) };
    const events = found.flatMap(({ id, stamp, sequence }): IcsEvent[] => {
      const row = rows.get(id);
      if (!row) return [];
      const event = subjectId === null ? ownEvent(row, wording) : servedEvent(row, wording, feed);
      return [{ ...event, stamp, sequence }];
    });
    return writeIcs({
      name: tenant.name,
      events: [...events, ...sessions.map((session) => sessionEvent(session, wording))],
    });
  });
}
