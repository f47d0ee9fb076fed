import { inTransaction, type Ctx, type TxCtx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { pageOf, type PageRequest } from '../../lib/pagination.ts';
import { pictureSelect, viewPicture } from '../media/media.views.ts';
import type { Business, BusinessPage, Provider, Service } from './catalogue.contract.ts';
import {
  locationSelect,
  locationWithHours,
  providerSelect,
  serviceSelect,
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
  services: number;
  providers: number;
  cheapest: bigint | null;
}

/** How much each business offers and from which price, in one statement for all of them. */
async function offersOf(ctx: TxCtx, businessIds: string[]): Promise<Map<string, Offer>> {
  const offers = await ctx.db.$queryRaw<Offer[]>`
    SELECT b.id AS "businessId",
      (SELECT count(*)::int FROM services s WHERE s.tenant_id = b.tenant_id AND s.business_id = b.id
         AND s.deleted_at IS NULL AND s.published_at IS NOT NULL) AS services,
      (SELECT count(*)::int FROM providers p WHERE p.tenant_id = b.tenant_id AND p.business_id = b.id
         AND p.deleted_at IS NULL) AS providers,
      (SELECT min(v.price_amount) FROM service_variants v
         JOIN services s ON s.tenant_id = v.tenant_id AND s.id = v.service_id
         WHERE s.tenant_id = b.tenant_id AND s.business_id = b.id AND v.deleted_at IS NULL
           AND s.deleted_at IS NULL AND s.published_at IS NOT NULL) AS cheapest
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

function viewOffer(offer: Offer | undefined, currency: string) {
  const cheapest = offer?.cheapest ?? null;
  return {
    serviceCount: offer?.services ?? 0,
    providerCount: offer?.providers ?? 0,
    priceFrom: cheapest === null ? null : { amount: Number(cheapest), currency },
  };
}

/** Published businesses of the tenant, in the order in which they joined. */
export async function listBusinesses(
  ctx: Ctx,
  currency: string,
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
    return {
      nextCursor,
      data: data.map(({ createdAt, description, locations, cover, ...row }) => ({
        ...row,
        cover: cover && viewPicture(cover.media),
        description: description as Business['description'],
        locations: locations.map(viewLocation),
        ...viewOffer(offers.get(row.id), currency),
      })),
    };
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * One published business with its places, services and people.
 * @param idOrSlug its id, or the slug that stands in its address
 * @throws NOT_FOUND
 */
export async function showBusiness(ctx: Ctx, currency: string, idOrSlug: string): Promise<BusinessPage> {
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
    const offers = await offersOf(ctx, [row.id]);
    return {
      ...row,
      cover: row.cover && viewPicture(row.cover.media),
      description: row.description as Business['description'],
      locations: row.locations.map(({ weeklyHours, ...location }) => ({
        ...viewLocation(location),
        weeklyHours,
      })),
      services: row.services.map((service) => viewService(service, currency)),
      providers: row.providers.map(viewProvider),
      ...viewOffer(offers.get(row.id), currency),
    };
  });
}

interface OfBusiness extends PageRequest {
  businessId?: string | undefined;
}

const byAge = { field: 'createdAt', direction: 'asc', kind: 'instant' } as const;

/** Published services, of one business or of the whole tenant. */
export async function listServices(ctx: Ctx, currency: string, request: OfBusiness): Promise<Page<Service>> {
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
    return { nextCursor, data: data.map(({ createdAt, ...row }) => viewService(row, currency)) };
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
