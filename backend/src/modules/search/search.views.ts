import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { clockIn, pricesOf } from '../availability/availability.answer.ts';
import { peopleOf } from '../availability/availability.sessions.ts';
import { viewPicture } from '../media/media.views.ts';
import type { SearchResult } from './search.contract.ts';
import type { Found } from './search.service.ts';

type Cover = Parameters<typeof viewPicture>[0];

interface LocationRow {
  id: string;
  name: string;
  address: Partial<Record<'line' | 'city' | 'region', string>>;
  latitude: number | null;
  longitude: number | null;
}

const COVERS = statement<Cover & { businessId: string }>(`
  SELECT c.business_id AS "businessId", m.id, m.width, m.height, m.alt, m.thumbhash
  FROM business_covers c JOIN media m ON m.tenant_id = c.tenant_id AND m.id = c.media_id
  WHERE c.tenant_id = $1 AND c.business_id = ANY($2::uuid[])`);

const LOCATIONS = statement<LocationRow>(
  'SELECT id, name, address, latitude, longitude FROM locations WHERE tenant_id = $1 AND id = ANY($2::uuid[])',
);

function viewLocation({ id, name, address, latitude, longitude }: LocationRow): SearchResult['location'] {
  const { line = '', city = '', region = '' } = address;
  const point = latitude === null || longitude === null ? null : { latitude, longitude };
  return { id, name, address: { line, city, region }, point };
}

function viewStarts({ loaded, offers }: Found, currency: string): SearchResult['starts'] {
  const clock = clockIn(loaded.timeZone);
  const spanOf = pricesOf(loaded, peopleOf(loaded));
  return offers.map((offer) => {
    const { least, most } = spanOf(offer);
    return {
      start: clock.text(offer.start),
      end: clock.text(offer.end),
      price: { amount: least, currency },
      ...(most > least && { priceUpTo: { amount: most, currency } }),
      ...(offer.session && { sessionId: offer.session.id, seatsLeft: offer.session.seatsLeft }),
    };
  });
}

const leastOf = (starts: SearchResult['starts']) =>
  starts.map(({ price }) => price).reduce((least, price) => (price.amount < least.amount ? price : least));

/** Results as they are shown. */
export async function viewResults(
  { sql, tenant }: SqlCtx,
  currency: string,
  found: readonly Found[],
): Promise<SearchResult[]> {
  const [covers, locations] = await Promise.all([
    sql(COVERS, [tenant.id, found.map(({ loaded }) => loaded.business.id)]),
    sql(LOCATIONS, [tenant.id, found.flatMap(({ findable }) => findable.locationId ?? [])]),
  ]);
  const coverOf = new Map(covers.map(({ businessId, ...cover }) => [businessId, viewPicture(cover)]));
  const locationOf = new Map(locations.map((row) => [row.id, viewLocation(row)]));
  return found.map((result) => {
    const { findable, km, loaded } = result;
    const [{ service, minutes }] = loaded.items;
    const { id, slug, name } = loaded.business;
    const starts = viewStarts(result, currency);
    return {
      business: { id, slug, name, cover: coverOf.get(id) ?? null },
      service: {
        id: service.id,
        name: service.name as SearchResult['service']['name'],
        category: findable.category,
        place: service.place,
        minutes,
      },
      location: locationOf.get(findable.locationId ?? '') ?? null,
      distanceKm: km === null ? null : Math.round(km * 100) / 100,
      timeZone: loaded.timeZone,
      priceFrom: starts.length > 0 ? leastOf(starts) : { amount: findable.price, currency },
      starts,
    };
  });
}
