import type { DemoBusiness, Vertical } from '../modules/verticals/verticals.contract.ts';
import { catalogueRows, type CatalogueRows } from './seed-catalogue.ts';

export interface FirstBusiness {
  slug: string;
  name: string;
  /** Who serves there; more of them are numbered, where the vertical's services take several. */
  provider: string;
  line: string;
  city: string;
}

/** A business as the vertical's own example works: its hours, its services and units, but none of its people or words. */
function modelled(vertical: Vertical, model: DemoBusiness, wanted: FirstBusiness): DemoBusiness {
  const [place] = model.locations;
  if (!place) return model;
  const { timeZone: _, ...here } = place;
  const served = vertical.serviceTypes.filter(({ key }) => model.services.some(({ type }) => type === key));
  const crew = Math.max(0, ...served.map(({ requires }) => requires.providers));
  const people = model.providers
    .filter(({ location }) => location === undefined || location === place.slug)
    .slice(0, crew);
  const providers = people.map(({ timeZone: __, services: ___, ...person }, index) => ({
    ...person,
    bio: {},
    name: index === 0 ? wanted.provider : `${wanted.provider} ${index + 1}`,
  }));
  const slugs = new Set(providers.map(({ slug }) => slug));
  return {
    ...model,
    slug: wanted.slug,
    name: wanted.name,
    locations: [
      {
        ...here,
        name: wanted.line || wanted.name,
        address: { line: wanted.line, city: wanted.city, region: '', postalCode: '' },
      },
    ],
    providers,
    sessions: model.sessions.filter(
      ({ provider, location }) =>
        (provider === undefined || slugs.has(provider)) &&
        (location === undefined || location === place.slug),
    ),
  };
}

/** The vertical with one more business in its example, from which the rows of a new tenant are made. */
export function withFirstBusiness(
  vertical: Vertical,
  wanted: FirstBusiness | null,
  keepsExample: boolean,
): Vertical {
  const { demo } = vertical;
  const [model] = demo.businesses;
  const own = wanted && model ? [modelled(vertical, model, wanted)] : [];
  return { ...vertical, demo: { ...demo, businesses: [...(keepsExample ? demo.businesses : []), ...own] } };
}

/** Rows of a tenant whose own business says nothing of the example's telephone, words and point on the map. */
export function rowsOf(tenantId: string, vertical: Vertical, own: FirstBusiness | null): CatalogueRows {
  const rows = catalogueRows(tenantId, vertical);
  if (!own) return rows;
  const mine = rows.business.find(({ slug }) => slug === own.slug)?.id;
  return {
    ...rows,
    business: rows.business.map((row) => (row.id === mine ? { ...row, phone: null, description: {} } : row)),
    location: rows.location.map((row) =>
      row.businessId === mine ? { ...row, latitude: null, longitude: null } : row,
    ),
  };
}
