import type { LayerName } from '@turnero/backend/contracts/settings';
import { localized } from '#lib/i18n/text.ts';

export interface Asked {
  layer: LayerName;
  /** As the API wants it: a location or service brings its business. */
  query: { businessId?: string; locationId?: string; serviceId?: string };
  businessId: string | undefined;
  /** "location:<id>", "service:<id>" or nothing. */
  narrower: string;
}

const NARROWER = /^(location|service):(.+)$/;

/** Whose rules an address asks for: the site's, a business's, or those of one of its places or services. */
export function whereOf(params: Pick<URLSearchParams, 'get'>): Asked {
  const businessId = params.get('businessId') || undefined;
  const [, layer, id] = NARROWER.exec(params.get('only') ?? '') ?? [];
  if (businessId !== undefined && id !== undefined) {
    const query = layer === 'location' ? { locationId: id } : { serviceId: id };
    return { layer: layer as LayerName, query, businessId, narrower: `${layer}:${id}` };
  }
  if (businessId !== undefined) return { layer: 'business', query: { businessId }, businessId, narrower: '' };
  return { layer: 'tenant', query: {}, businessId, narrower: '' };
}

/** What can be chosen: businesses, and of the one chosen its places and services. */
export async function readWhere({ api, locale }: App.Locals, { businessId, narrower }: Asked) {
  const of = { query: { businessId, limit: 100 } };
  const [businesses, locations, services] = await Promise.all([
    api('GET /manage/businesses', { query: { limit: 100, sort: 'name' } }),
    businessId === undefined ? null : api('GET /manage/locations', of),
    businessId === undefined ? null : api('GET /manage/services', of),
  ]);
  return {
    businessId: businessId ?? '',
    only: narrower,
    businesses: businesses.data.map(({ id, name }) => ({ value: id, label: name })),
    locations: (locations?.data ?? []).map(({ id, name }) => ({ value: `location:${id}`, label: name })),
    services: (services?.data ?? []).map(({ id, name }) => ({
      value: `service:${id}`,
      label: localized(name, locale),
    })),
  };
}
