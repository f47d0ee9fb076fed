import { inTransaction, type Ctx } from '../src/lib/context.ts';
import type { Overview, OverviewQuery } from '../src/modules/insights/insights.contract.ts';

const LIVE = new Set(['pending', 'confirmed', 'checked_in', 'completed']);
const DAY_MS = 86_400_000;

/** The local date of an instant, by another hand than PostgreSQL's. */
const localDate = (instant: Date, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant);

const sum = <T>(rows: readonly T[], of: (row: T) => number) =>
  rows.reduce((total, row) => total + of(row), 0);
const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);

async function load(ctx: Ctx, { businessId }: OverviewQuery) {
  return inTransaction(ctx, async ({ db, tenant: { id: tenantId } }) => ({
    bookings: await db.booking.findMany({
      where: { tenantId, ...(businessId !== undefined && { businessId }) },
      include: {
        bookingItems: { orderBy: { position: 'asc' }, include: { seats: true } },
        ledgerTransactions: { include: { ledgerEntries: { include: { account: true } } } },
      },
    }),
    services: await db.service.findMany({ where: { tenantId }, include: { business: true } }),
  }));
}
type Booking = Awaited<ReturnType<typeof load>>['bookings'][number];

function moneyOf(bookings: readonly Booking[]) {
  return [...new Set(bookings.map(({ currency }) => currency))].toSorted().map((currency) => {
    const of = bookings.filter((booking) => booking.currency === currency);
    const entries = of.flatMap(({ ledgerTransactions }) =>
      ledgerTransactions.flatMap(({ kind, ledgerEntries }) =>
        ledgerEntries
          .filter((entry) => entry.currency === currency)
          .map(({ account, amount }) => ({ kind, account: account.kind, amount: Number(amount) })),
      ),
    );
    const total = (is: (entry: (typeof entries)[number]) => boolean) =>
      sum(entries.filter(is), ({ amount }) => amount);
    return {
      currency,
      value: sum(of, ({ state, totalAmount }) => (LIVE.has(state) ? Number(totalAmount) : 0)),
      revenue: 0 - total((e) => e.kind === 'settlement' && ['business', 'commission'].includes(e.account)),
      commission: 0 - total((e) => e.account === 'commission'),
      companyFees: total((e) => e.account === 'company_fees'),
      refunds: total((e) => e.kind === 'refund' && e.account === 'prepayments'),
    };
  });
}

const minutesOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) =>
  (endsAt.getTime() - startsAt.getTime()) / 60_000;

function figures(all: readonly Booking[], providerId: string | undefined) {
  const isOf = (id: string | null) => providerId === undefined || id === providerId;
  const own = all.filter(({ bookingItems }) => isOf(bookingItems[0]?.providerId ?? null));
  const count = (state: string) => own.filter((booking) => booking.state === state).length;
  const states = {
    pending: count('pending'),
    confirmed: count('confirmed'),
    checkedIn: count('checked_in'),
    completed: count('completed'),
    cancelled: count('cancelled'),
    noShow: count('no_show'),
    declined: count('declined'),
  };
  const bookings = own.length - states.declined;
  const live = own.filter(({ state }) => LIVE.has(state));
  // Rounded once for each day and provider, as minutes are kept.
  const taken = all.flatMap((booking) =>
    booking.state === 'no_show' || LIVE.has(booking.state)
      ? booking.bookingItems
          .filter((item) => isOf(item.providerId))
          .map((item) => ({
            key: `${item.providerId} ${localDate(booking.startsAt, booking.timeZone)}`,
            minutes:
              minutesOf(item) *
              (item.classSessionId === null ? 1 : item.seats.length / (item.seats[0]?.capacity ?? 1)),
          }))
      : [],
  );
  const bookedMinutes = sum([...Map.groupBy(taken, ({ key }) => key).values()], (some) =>
    Math.round(sum(some, ({ minutes }) => minutes)),
  );
  const returningCustomers = live.filter(({ acquisition }) => acquisition === 'returning').length;
  return {
    bookings,
    states,
    newCustomers: live.length - returningCustomers,
    returningCustomers,
    availableMinutes: 0,
    bookedMinutes,
    occupancy: null,
    noShowRate: share(states.noShow, states.noShow + states.checkedIn + states.completed),
    cancellationRate: share(states.cancelled, bookings),
    money: moneyOf(own),
  };
}

/** What an overview must be but for the hours: from every booking there is, with nothing counted beforehand. */
export async function slowOverview(
  ctx: Ctx,
  query: OverviewQuery,
): Promise<Pick<Overview, 'totals' | 'days' | 'services'>> {
  const { from, to, providerId } = query;
  const { bookings, services } = await load(ctx, query);
  const dated = bookings
    .filter(({ state }) => state !== 'held' && state !== 'expired')
    .map((booking) => ({ booking, day: localDate(booking.startsAt, booking.timeZone) }))
    .filter(({ day }) => day >= from && day <= to);
  const all = dated.map(({ booking }) => booking);
  const length = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  const byDay = Array.from({ length }, (_, index) => {
    const day = new Date(Date.parse(from) + index * DAY_MS).toISOString().slice(0, 10);
    const of = dated.filter((each) => each.day === day).map(({ booking }) => booking);
    return { day, ...figures(of, providerId) };
  });
  // A provider's own days: totals are rounded by day, as they are kept.
  const totals = { ...figures(all, providerId), bookedMinutes: sum(byDay, (day) => day.bookedMinutes) };
  const items = all
    .filter(({ state }) => LIVE.has(state))
    .flatMap(({ id, bookingItems }) => bookingItems.map((item) => ({ ...item, bookingId: id })))
    .filter((item) => providerId === undefined || item.providerId === providerId);
  const top = services
    .map((service) => {
      const of = items.filter(({ serviceId }) => serviceId === service.id);
      return {
        serviceId: service.id,
        name: service.name as Record<string, string>,
        businessName: service.business.name,
        bookings: of.length,
        minutes: Math.round(sum(of, minutesOf)),
      };
    })
    .filter((service) => service.bookings > 0)
    .toSorted((a, b) => b.bookings - a.bookings || b.minutes - a.minutes);
  return { totals, days: byDay, services: top };
}
