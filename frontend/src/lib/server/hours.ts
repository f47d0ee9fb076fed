import { error } from '@sveltejs/kit';
import type {
  ManagedLocation,
  ManagedProvider,
  ManagedResourceType,
  ManagedResourceUnit,
  Tenant,
} from '#lib/api/types.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { localized } from '#lib/i18n/text.ts';
import { heading } from '#lib/theme/terms.ts';
import type { Workspace } from './workspace.ts';

type Kind = 'location' | 'provider' | 'unit';
type OwnerKind = 'locations' | 'providers' | 'resource-units';

/** Whose hours can be looked at: a place, somebody, a unit. */
export interface Owner {
  /** As the address names it: `provider:<id>`. */
  key: string;
  kind: OwnerKind;
  id: string;
  name: string;
  /** In which its local times are. */
  timeZone: string;
  /** Whether it may be open always, without hours of its own. */
  mayKeepNone: boolean;
}

interface OwnerGroup {
  label: string;
  owners: Owner[];
}

const kinds: Record<Kind, OwnerKind> = {
  location: 'locations',
  provider: 'providers',
  unit: 'resource-units',
};

type Place = {
  locations: ManagedLocation[];
  providers: ManagedProvider[];
  units: ManagedResourceUnit[];
  types: ManagedResourceType[];
};

/** Everybody and everything of a business that has hours. */
export async function placeOf({ api }: App.Locals, businessId: string): Promise<Place> {
  const query = { businessId, limit: 100 };
  const [locations, providers, types] = await Promise.all([
    api('GET /manage/locations', { query }),
    api('GET /manage/providers', { query }),
    api('GET /manage/resource-types'),
  ]);
  const units = await Promise.all(
    locations.data.map(({ id }) =>
      api('GET /manage/resource-units', { query: { locationId: id, limit: 100 } }),
    ),
  );
  return {
    locations: locations.data,
    providers: providers.data,
    units: units.flatMap(({ data }) =>
      data.toSorted((a, b) => a.type.localeCompare(b.type) || a.number - b.number),
    ),
    types: types.data,
  };
}

/** `Sillón 2`, or what it was named. */
export function unitName(
  { name, type, number }: ManagedResourceUnit,
  types: readonly ManagedResourceType[],
  locale: Locale,
): string {
  const typeName = types.find(({ key }) => key === type)?.name;
  return `${localized(name, locale) || localized(typeName, locale) || type} ${number}`;
}

/** Those whose hours somebody may change: their own, or everybody's of the business. */
export function ownersOf(
  { may, provider }: Workspace,
  { locations, providers, units, types }: Place,
  tenant: Tenant,
  locale: Locale,
): OwnerGroup[] {
  const all = may('schedule:write');
  const zone = tenant.locale.timeZone;
  const zoneOf = (locationId: string | undefined) =>
    locations.find(({ id }) => id === locationId)?.timeZone ?? zone;
  const owner = (kind: Kind, id: string, name: string, timeZone: string): Owner => ({
    key: `${kind}:${id}`,
    kind: kinds[kind],
    id,
    name,
    timeZone,
    mayKeepNone: kind !== 'provider',
  });
  const people = providers
    .filter(({ id }) => all || id === provider?.id)
    .map(({ id, name, locationIds, timeZone }) =>
      owner('provider', id, name, timeZone ?? zoneOf(locationIds[0])),
    );
  const nameOf = (unit: ManagedResourceUnit) => {
    const place = locations.length > 1 && locations.find(({ id }) => id === unit.locationId);
    return [unitName(unit, types, locale), ...(place ? [place.name] : [])].join(' · ');
  };
  const groups = [{ label: heading(tenant, locale, 'provider'), owners: people }];
  if (all) {
    groups.push(
      {
        label: heading(tenant, locale, 'location'),
        owners: locations.map(({ id, name, timeZone }) => owner('location', id, name, timeZone)),
      },
      {
        label: heading(tenant, locale, 'resource'),
        owners: units.map((unit) => owner('unit', unit.id, nameOf(unit), zoneOf(unit.locationId))),
      },
    );
  }
  return groups.filter(({ owners }) => owners.length > 0);
}

/** The one that an address names, else one's own, else the first. @throws 404 for one that is not theirs to change */
export function ownerIn(groups: OwnerGroup[], key: string | null, own?: string): Owner | undefined {
  const owners = groups.flatMap((group) => group.owners);
  if (key === null) return owners.find(({ id }) => id === own) ?? owners[0];
  const found = owners.find((owner) => owner.key === key);
  if (!found) error(404, 'Not found', { code: 'NOT_FOUND' });
  return found;
}
