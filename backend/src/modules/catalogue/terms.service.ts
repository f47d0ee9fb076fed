import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { MOST_GUESTS, type KeptAnswer } from '../intake/intake.contract.ts';
import { resolveSettings } from '../settings/settings.resolve.ts';
import { layersOf } from '../settings/settings.service.ts';
import type { FormField, Vertical } from '../verticals/verticals.contract.ts';
import type { ServiceTerms, TermsQuery } from './terms.contract.ts';

const alive = { deletedAt: null };

async function serviceOf({ db, tenant }: TxCtx, id: string) {
  const service = await db.service.findFirst({
    where: {
      tenantId: tenant.id,
      id,
      ...alive,
      publishedAt: { not: null },
      business: { ...alive, publishedAt: { not: null } },
    },
    select: {
      id: true,
      businessId: true,
      templateKey: true,
      place: true,
      capacity: true,
      business: { select: { locations: { where: alive, select: { id: true } } } },
    },
  });
  if (!service) throw fail('NOT_FOUND');
  return service;
}

/** As bookings do: of several places one is named; what is done elsewhere is at none. */
function locationOf(
  { place, business: { locations } }: Awaited<ReturnType<typeof serviceOf>>,
  wanted: string | undefined,
): string | null {
  if (wanted !== undefined && locations.every(({ id }) => id !== wanted))
    throw fail('NOT_FOUND', { details: [{ field: 'locationId', message: 'is not one of the business' }] });
  if (place !== 'location') return null;
  return wanted ?? (locations.length === 1 ? (locations[0]?.id ?? null) : null);
}

/** A consent counts only for the text that holds now. */
function isAnswered({ key, consent }: FormField, kept: Record<string, KeptAnswer>): boolean {
  const answer = Object.hasOwn(kept, key) ? kept[key] : undefined;
  return answer !== undefined && (!consent || answer.consent?.version === consent.version);
}

/** The keys of what the caller was asked as a customer and has answered. */
async function answeredOf({ db, tenant, actor }: TxCtx, fields: FormField[]) {
  if (actor.id === null || fields.length === 0) return [];
  const [row] = await db.$queryRaw<{ answers: Record<string, KeptAnswer> }[]>`
    SELECT a.answers FROM customers c
      JOIN customer_answers a ON a.tenant_id = c.tenant_id AND a.customer_id = c.id
    WHERE c.tenant_id = ${tenant.id}::uuid AND c.user_id = ${actor.id}::uuid AND c.merged_into_id IS NULL`;
  return fields.filter((field) => isAnswered(field, row?.answers ?? {})).map(({ key }) => key);
}

/** A coupon may hold: it is for all, or for the business, and not over. Whether it does is asked with its code. */
const hasCoupons = async ({ db, tenant, now }: TxCtx, businessId: string) =>
  (await db.coupon.findFirst({
    where: {
      tenantId: tenant.id,
      ...alive,
      AND: [
        { OR: [{ businessId: null }, { businessId }] },
        { OR: [{ validTo: null }, { validTo: { gt: now() } }] },
      ],
    },
    select: { id: true },
  })) !== null;

/** The ways of the chain that the tenant has an account for; at the venue needs none. */
async function waysOf({ db, tenant }: TxCtx, chain: ServiceTerms['payments']) {
  const accounts = await db.paymentAccount.findMany({
    where: { tenantId: tenant.id, disabledAt: null },
    select: { provider: true },
  });
  return chain.filter((way) => way === 'venue' || accounts.some(({ provider }) => provider === way));
}

/** What may be known of a service before it is booked, by the settings that a booking would be made under. @throws NOT_FOUND */
export function showTerms(
  ctx: Ctx,
  vertical: Vertical,
  serviceId: string,
  query: TermsQuery,
): Promise<ServiceTerms> {
  return inTransaction(ctx, async (ctx) => {
    const service = await serviceOf(ctx, serviceId);
    const { businessId, capacity } = service;
    const locationId = locationOf(service, query.locationId);
    const layers = await layersOf(ctx, { businessId, locationId, serviceId });
    const { value } = resolveSettings(vertical, layers);
    const { scheduling, policies, features } = value;
    const type = vertical.serviceTypes.find(({ key }) => key === service.templateKey);
    const payments = await waysOf(ctx, value.payments.chain);
    // Where nothing can be paid from afar, nothing is asked for.
    const deposit = value.payments.chain.some((way) => way !== 'venue') ? policies.deposit : {};
    return {
      serviceId,
      businessId,
      locationId,
      holdMinutes: scheduling.holdMinutes,
      minNoticeMinutes: scheduling.minNoticeMinutes,
      cutoff: scheduling.cutoff ?? null,
      maxAdvanceDays: scheduling.maxAdvanceDays,
      visitMaxGap: scheduling.visitMaxGap,
      approval: scheduling.approval,
      checkInMinutesBefore: scheduling.checkInMinutesBefore,
      waitlistOfferMinutes: scheduling.waitlistOfferMinutes,
      policies: {
        cancellation: policies.cancellation,
        reschedule: policies.reschedule,
        noShowFee: policies.noShowFee,
      },
      deposit: {
        new: deposit.new ?? null,
        regular: deposit.regular ?? null,
        above: deposit.above ?? null,
        payMinutes: value.payments.payMinutes,
      },
      payments,
      tax: value.payments.tax ?? null,
      guestBooking: features.guestBooking,
      visits: features.visits,
      waitlist: features.waitlist,
      coupons: await hasCoupons(ctx, businessId),
      rhythms: features.series ? value.series : [],
      mostSeats: capacity,
      mostGuests: capacity > 1 ? capacity - 1 : MOST_GUESTS,
      intakeForm: vertical.intakeForms.find(({ key }) => key === type?.intakeForm) ?? null,
      customerFields: vertical.customerFields,
      answered: await answeredOf(ctx, vertical.customerFields),
    };
  });
}
