import { inTransaction, type Ctx } from '../../lib/context.ts';
import { dateOf, dayOf } from '../../scheduling/days.ts';
import { holidaysIn } from '../availability/availability.holidays.ts';
import { requireLocation } from '../catalogue/catalogue.access.ts';
import { readSettings } from '../settings/settings.service.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { Holidays } from './schedules.contract.ts';

const DAYS_AHEAD = 365;

/** The public holidays of a place in the year to come. @throws NOT_FOUND */
export async function listHolidays(ctx: Ctx, vertical: Vertical, locationId: string): Promise<Holidays> {
  const address = await inTransaction(ctx, async (ctx) => {
    await requireLocation(ctx, 'schedule:read', locationId);
    const row = await ctx.db.location.findUniqueOrThrow({
      where: { tenantId_id: { tenantId: ctx.tenant.id, id: locationId } },
      select: { address: true },
    });
    return row.address as Record<string, string>;
  });
  const { country = vertical.locale.country, region = '' } = address;
  const today = dayOf(ctx.now().toISOString().slice(0, 10));
  const [{ value }, days] = await Promise.all([
    readSettings(ctx, vertical, { locationId }),
    holidaysIn({ country, region }, today, today + DAYS_AHEAD),
  ]);
  return { closed: value.scheduling.closedOnHolidays, dates: days.map(dateOf) };
}
