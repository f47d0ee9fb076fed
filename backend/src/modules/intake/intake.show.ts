import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { fail } from '../../lib/errors.ts';
import { reachBooking, type Key } from '../bookings/bookings.access.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { BookingIntake, KeptAnswer } from './intake.contract.ts';

const FORMS = statement<BookingIntake['forms'][number]>(`
  SELECT position AS item, form, form_version AS version, answers FROM booking_answers
  WHERE tenant_id = $1 AND booking_id = $2 ORDER BY position`);

const CUSTOMER = statement<{ answers: Record<string, KeptAnswer> }>(`
  SELECT answers FROM customer_answers WHERE tenant_id = $1 AND customer_id = $2`);

const GUESTS = statement<BookingIntake['guests'][number]>(`
  SELECT name, email::text AS email, phone FROM booking_guests
  WHERE tenant_id = $1 AND booking_id = $2 ORDER BY position`);

async function read(ctx: SqlCtx, vertical: Vertical, key: Key, id: string): Promise<BookingIntake> {
  const { sql, tenant } = ctx;
  const booking = await reachBooking(ctx, key, id, 'booking:read');
  const [forms, [customer], guests] = await Promise.all([
    sql(FORMS, [tenant.id, id]),
    sql(CUSTOMER, [tenant.id, booking.customer?.id ?? null]),
    sql(GUESTS, [tenant.id, id]),
  ]);
  return {
    forms,
    customer: vertical.customerFields.flatMap(({ key }) => customer?.answers[key] ?? []),
    guests,
    partySize: booking.items[0]?.details.seats ?? guests.length + 1,
  };
}

/** What was asked with a booking and answered. @throws NOT_FOUND also for another's */
export function showIntake(ctx: Ctx, vertical: Vertical, key: Key, id: string): Promise<BookingIntake> {
  return inPrepared(ctx, (ctx) => read(ctx, vertical, key, id));
}

const FILE = statement<{ storageKey: string; contentType: string }>(`
  SELECT storage_key AS "storageKey", content_type AS "contentType" FROM intake_files
  WHERE tenant_id = $1 AND id = $2`);

/** Where a file lies that a booking was answered with. @throws NOT_FOUND also for another's */
export function findFile(
  ctx: Ctx,
  vertical: Vertical,
  key: Key,
  { id, fileId }: { id: string; fileId: string },
): Promise<{ storageKey: string; contentType: string }> {
  return inPrepared(ctx, async (ctx) => {
    const { forms, customer } = await read(ctx, vertical, key, id);
    const answers = [...forms.flatMap(({ answers }) => answers), ...customer];
    if (!answers.some(({ type, value }) => type === 'file' && value === fileId)) throw fail('NOT_FOUND');
    const [file] = await ctx.sql(FILE, [ctx.tenant.id, fileId]);
    if (!file) throw fail('NOT_FOUND');
    return file;
  });
}
