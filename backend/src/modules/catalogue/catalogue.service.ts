import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { pictureSelect, viewPicture } from '../media/media.views.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import type { Business, BusinessPage, Provider, Service } from './catalogue.contract.ts';
import { listedPrices, type Sold } from './catalogue.prices.ts';
import {
  locationSelect,
  locationWithHours,
  providerSelect,
  serviceSelect,
  soldOf,
  viewLocation,
  viewProvider,
  viewService,
} from './catalogue.views.ts';

/** What customers may see. */
const shown = { deletedAt: null, publishedAt: { not: null } };
const alive = { deletedAt: null };

interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

interface Offer {
  businessId: string;
  services: (Sold & { prices: number[] })[];
  providers: number;
}

/** How much each business offers, in one statement for all of them. */
async function offersOf(ctx: TxCtx, businessIds: string[]): Promise<Map<string, Offer>> {
  const offers = await ctx.db.$queryRaw<Offer[]>`
    SELECT b.id AS "businessId",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'businessId', b.id, 'place', s.place,
          'durationInputs', s.duration_inputs, 'prices', (SELECT coalesce(jsonb_agg(v.price_amount), '[]')
             FROM service_variants v
             WHERE v.tenant_id = s.tenant_id AND v.service_id = s.id AND v.deleted_at IS NULL))), '[]')
       FROM services s WHERE s.tenant_id = b.tenant_id AND s.business_id = b.id
         AND s.deleted_at IS NULL AND s.published_at IS NOT NULL) AS services,
      (SELECT count(*)::int FROM providers p WHERE p.tenant_id = b.tenant_id AND p.business_id = b.id
         AND p.deleted_at IS NULL) AS providers
    FROM businesses b WHERE b.tenant_id = ${ctx.tenant.id}::uuid AND b.id = ANY(${businessIds}::uuid[])`;
  return new Map(offers.map((offer) => [offer.businessId, offer]));
}

const businessSelect = {
  id: true,
  slug: true,
  name: true,
  description: true,
  phone: true,
  cover: { select: { media: { select: pictureSelect } } },
} as const;

/** @param prices the least of each thing that is sold, in minor units */
const priceFrom = (prices: readonly number[], { locale: { currency } }: Vertical) =>
  prices.length === 0 ? null : { amount: Math.min(...prices), currency };

/** Published businesses of the tenant, in the order in which they joined. */
export async function listBusinesses(
  ctx: Ctx,
  vertical: Vertical,
  request: PageRequest,
): Promise<Page<Business>> {
  const page = pageOf(request, { field: 'createdAt', direction: 'asc', kind: 'instant' });
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db.business.findMany({
      where: { tenantId: ctx.tenant.id, ...shown, AND: page.where },
      orderBy: page.orderBy,
      take: page.take,
      select: {
        ...businessSelect,
        createdAt: true,
        locations: { where: alive, orderBy: { createdAt: 'asc' }, select: locationSelect },
      },
    });
    const { data, nextCursor } = page.finish(rows, (row) => row.createdAt);
    const offers = await offersOf(
      ctx,
      data.map(({ id }) => id),
    );
    const sold = [...offers.values()].flatMap(({ services }) => services);
    const listed = await listedPrices(ctx, vertical, sold);
    return {
      nextCursor,
      data: data.map(({ createdAt, description, locations, cover, ...row }) => {
        const { services = [], providers = 0 } = offers.get(row.id) ?? {};
        const prices = services.flatMap((service) => service.prices.map(listed(service)));
        return {
          ...row,
          cover: cover && viewPicture(cover.media),
          description: description as Business['description'],
          locations: locations.map(viewLocation),
          serviceCount: services.length,
          providerCount: providers,
          priceFrom: priceFrom(
            prices.map(({ least }) => least),
            vertical,
          ),
        };
      }),
    };
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * One published business with its places, services and people.
 * @param idOrSlug its id, or the slug that stands in its address
 * @throws NOT_FOUND
 */
export async function showBusiness(ctx: Ctx, vertical: Vertical, idOrSlug: string): Promise<BusinessPage> {
  return inTransaction(ctx, async (ctx) => {
    const row = await ctx.db.business.findFirst({
      where: {
        tenantId: ctx.tenant.id,
        ...shown,
        ...(UUID.test(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug }),
      },
      select: {
        ...businessSelect,
        locations: { where: alive, orderBy: { createdAt: 'asc' }, select: locationWithHours },
        services: { where: shown, orderBy: { position: 'asc' }, select: serviceSelect },
        providers: { where: alive, orderBy: [{ priority: 'asc' }, { id: 'asc' }], select: providerSelect },
      },
    });
    if (!row) throw fail('NOT_FOUND');
    const listed = await listedPrices(ctx, vertical, row.services.map(soldOf));
    const services = row.services.map((service) => viewService(service, vertical.locale.currency, listed));
    const prices = services.flatMap(({ variants }) => variants.map(({ priceFrom }) => priceFrom.amount));
    return {
      ...row,
      cover: row.cover && viewPicture(row.cover.media),
      description: row.description as Business['description'],
      locations: row.locations.map(({ weeklyHours, ...location }) => ({
        ...viewLocation(location),
        weeklyHours,
      })),
      services,
      providers: row.providers.map(viewProvider),
      serviceCount: services.length,
      providerCount: row.providers.length,
      priceFrom: priceFrom(prices, vertical),
    };
  });
}

interface OfBusiness extends PageRequest {
  businessId?: string | undefined;
}

const byAge = { field: 'createdAt', direction: 'asc', kind: 'instant' } as const;

/** Published services, of one business or of the whole tenant. */
export async function listServices(
  ctx: Ctx,
  vertical: Vertical,
  request: OfBusiness,
): Promise<Page<Service>> {
  const page = pageOf(request, byAge);
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db.service.findMany({
      where: {
        tenantId: ctx.tenant.id,
        ...shown,
        business: shown,
        ...(request.businessId === undefined ? {} : { businessId: request.businessId }),
        AND: page.where,
      },
      orderBy: page.orderBy,
      take: page.take,
      select: { ...serviceSelect, createdAt: true },
    });
    const { data, nextCursor } = page.finish(rows, (row) => row.createdAt);
    const listed = await listedPrices(ctx, vertical, data.map(soldOf));
    const { currency } = vertical.locale;
    return { nextCursor, data: data.map(({ createdAt, ...row }) => viewService(row, currency, listed)) };
  });
}

/** Providers, of one business or of the whole tenant. */
export async function listProviders(ctx: Ctx, request: OfBusiness): Promise<Page<Provider>> {
  const page = pageOf(request, byAge);
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db.provider.findMany({
      where: {
        tenantId: ctx.tenant.id,
        ...alive,
        business: shown,
        ...(request.businessId === undefined ? {} : { businessId: request.businessId }),
        AND: page.where,
      },
      orderBy: page.orderBy,
      take: page.take,
      select: { ...providerSelect, createdAt: true },
    });
    const { data, nextCursor } = page.finish(rows, (row) => row.createdAt);
    return { nextCursor, data: data.map(({ createdAt, ...row }) => viewProvider(row)) };
  });
}

/**
 * The profile of whoever asks, as a provider.
 * @throws NOT_FOUND for those who serve nobody
 */
export async function showOwnProvider(ctx: Ctx): Promise<Provider> {
  return inTransaction(ctx, async (ctx) => {
    const row = await ctx.db.provider.findFirst({
      where: { tenantId: ctx.tenant.id, userId: ctx.actor.id ?? '', ...alive },
      select: providerSelect,
    });
    if (!row) throw fail('NOT_FOUND');
    return viewProvider(row);
  });
}
