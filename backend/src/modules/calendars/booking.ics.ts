import type { Env } from '../../env.ts';
import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { tenantUrl } from '../../lib/tenant-url.ts';
import { reachBooking, type Key } from '../bookings/bookings.access.ts';
import type { BookingRow } from '../bookings/bookings.views.ts';
import { icsUid } from '../messages/messages.notice.ts';
import type { Locale } from '../verticals/verticals.contract.ts';
import { writeIcs, type IcsEvent } from './ics.ts';

const FACTS = statement<{
  address: { line?: string; city?: string } | null;
  sequence: number;
  at: Date | null;
}>(`
  SELECT (SELECT l.address FROM locations l WHERE l.tenant_id = $1 AND l.id = $3) AS address,
    count(*) FILTER (WHERE kind IN ('rescheduled', 'resized') OR (kind = 'state' AND to_state IN ('cancelled', 'declined')))::int AS sequence,
    max(created_at) AS at
  FROM booking_events WHERE tenant_id = $1 AND booking_id = $2`);

const toDate = (minutes: number) => new Date(minutes * 60_000);
const GONE: ReadonlySet<BookingRow['state']> = new Set(['cancelled', 'declined', 'expired', 'no_show']);

function statusOf({ state }: BookingRow): IcsEvent['status'] {
  if (GONE.has(state)) return 'CANCELLED';
  return state === 'held' || state === 'pending' ? 'TENTATIVE' : 'CONFIRMED';
}

async function read(
  ctx: SqlCtx,
  { env, locale, ...key }: Key & { env: Env; locale: Locale },
  id: string,
): Promise<string> {
  const { tenant, sql } = ctx;
  const row = await reachBooking(ctx, key, id, 'booking:read');
  const [facts] = await sql(FACTS, [tenant.id, id, row.locationId]);
  const address = [facts?.address?.line, facts?.address?.city].filter(Boolean).join(', ');
  const said = (text: Record<string, string>) => text[locale] ?? Object.values(text)[0] ?? '';
  const what = row.items.map(({ serviceName }) => said(serviceName)).join(' + ');
  const people = new Set(row.items.flatMap(({ providers }) => providers.map(({ name }) => name)));
  return writeIcs({
    events: [
      {
        // That of the invitations by mail: one event, whichever way it comes.
        uid: icsUid(env, row.id),
        sequence: facts?.sequence ?? 0,
        stamp: facts?.at ?? ctx.now(),
        startsAt: toDate(row.startsAt),
        endsAt: toDate(row.endsAt),
        status: statusOf(row),
        summary: `${what} (${row.businessName})`,
        description: [row.code, ...people].join('\n'),
        location: [row.locationName, address].filter(Boolean).join(', ') || undefined,
        url: `${tenantUrl(env, tenant)}/bookings/${row.id}`,
      },
    ],
  });
}

/** One booking as a calendar's file, without a word about the customer. @throws NOT_FOUND also for another's */
export const bookingIcs = (ctx: Ctx, key: Parameters<typeof read>[1], id: string): Promise<string> =>
  inPrepared(ctx, (ctx) => read(ctx, key, id));
