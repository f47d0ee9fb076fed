import { statement, type Sql } from '../../lib/database.ts';
import type { Tenant } from '../../lib/context.ts';
import { digitsOf } from '../../lib/phone.ts';
import type { BookingState } from '../bookings/bookings.contract.ts';
import { readBookings, type BookingRow } from '../bookings/bookings.views.ts';
import type { Channel, Reach } from './messages.choice.ts';
import type { Happening } from './messages.which.ts';
import { NIGHT, type Quiet } from './messages.times.ts';

/** A booking with what its messages are about, and how the person served is reached. */
export interface BookingFacts extends BookingRow {
  businessSlug: string;
  /** Of the place, on one line; null where none is written down. */
  address: string | null;
  /** As the person said; null: the tenant's own language. */
  locale: string | null;
  reach: Reach;
  quiet: Quiet;
  /** The oldest first. */
  history: Happening[];
}

interface More {
  id: string;
  businessSlug: string;
  address: string | null;
  locale: string | null;
  userId: string | null;
  email: string | null;
  phone: string | null;
  hasBrowser: boolean;
  unwanted: Channel[];
  quietFrom: number | null;
  quietTo: number | null;
  history: (Omit<Happening, 'at'> & { at: string })[];
}

// A column of the history that says more than the state is read only where it is there.
const MORE = statement<More>(`
  SELECT b.id, s.slug::text AS "businessSlug", nullif(concat_ws(', ', l.address ->> 'line', l.address ->> 'city'), '') AS address,
    coalesce(c.locale, u.locale) AS locale, c.user_id AS "userId", c.email::text AS email, c.phone,
    EXISTS (SELECT FROM push_subscriptions p WHERE p.tenant_id = b.tenant_id AND p.user_id = c.user_id) AS "hasBrowser",
    ARRAY(SELECT o.channel::text FROM message_optouts o WHERE o.tenant_id = b.tenant_id AND (
      o.recipient = c.user_id::text::citext OR (o.channel = 'email' AND o.recipient = c.email)
      OR (o.channel = 'whatsapp' AND o.recipient = c.phone::citext))) AS unwanted,
    q.from_minute AS "quietFrom", q.to_minute AS "quietTo",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind,
        'from', e.from_state, 'to', e.to_state, 'at', e.created_at) ORDER BY e.id), '[]')
      FROM booking_events e WHERE e.tenant_id = b.tenant_id AND e.booking_id = b.id) AS history
  FROM bookings b
    JOIN businesses s ON s.tenant_id = b.tenant_id AND s.id = b.business_id
    LEFT JOIN locations l ON l.tenant_id = b.tenant_id AND l.id = b.location_id
    LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id AND c.deleted_at IS NULL
    LEFT JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.user_id AND u.deleted_at IS NULL
    LEFT JOIN quiet_hours q ON q.tenant_id = c.tenant_id AND q.user_id = c.user_id
  WHERE b.tenant_id = $1::uuid AND b.id = $2::uuid`);

/**
 * All that a booking's messages are made from; undefined when it is gone.
 * @param prefix calling code put before numbers written without one
 */
export async function readFacts(
  { sql, tenant }: { sql: Sql; tenant: Tenant },
  bookingId: string,
  prefix: string,
): Promise<BookingFacts | undefined> {
  // The history first. What happens between the two is then in the booking and not yet in the history, and its own event has the
  // booking planned again; the other way round its message would be dropped, as not true of how the booking was.
  const [more] = await sql(MORE, [tenant.id, bookingId]);
  const [row] = await readBookings({ sql, tenant }, [bookingId]);
  if (!row || !more) return undefined;
  const { userId, email, phone, hasBrowser, unwanted, quietFrom, quietTo, history } = more;
  return {
    ...row,
    businessSlug: more.businessSlug,
    address: more.address,
    locale: more.locale,
    reach: {
      recipients: {
        email,
        whatsapp: digitsOf(phone, prefix) === null ? null : phone,
        push: hasBrowser ? userId : null,
        inbox: userId,
      },
      unwanted: new Set(unwanted),
    },
    quiet: quietFrom === null || quietTo === null ? NIGHT : { from: quietFrom, to: quietTo },
    history: history.map((one) => ({ ...one, at: new Date(one.at) })),
  };
}

const CHANGES: ReadonlySet<string> = new Set(['rescheduled', 'resized']);

/** How often a booking was moved, or given another length, or ended: what calendars count up by. */
export function sequenceOf(history: readonly Happening[]): number {
  const ended: readonly BookingState[] = ['cancelled', 'declined'];
  return history.filter(({ kind, to }) => CHANGES.has(kind) || (kind === 'state' && ended.includes(to)))
    .length;
}
