import { MAP_ORIGINS, MAP_STYLE_URL } from '$app/env/private';
import { m } from '#lib/i18n/words.ts';
import type { MapPoint, MapView } from './map-types.ts';

const origins = MAP_STYLE_URL ? [...new Set([new URL(MAP_STYLE_URL).origin, ...MAP_ORIGINS])].join(' ') : '';

/** A map of some points; null where none is configured, or there is nothing to show on it. */
export function mapView(points: readonly (MapPoint | null)[]): MapView | null {
  const known = points.filter((point) => point !== null);
  if (!MAP_STYLE_URL || known.length === 0) return null;
  return {
    style: MAP_STYLE_URL,
    points: known,
    words: { show: m.map_show(), label: m.map_label(), failed: m.map_failed() },
  };
}

type Located = {
  name: string;
  locations: readonly { name: string; directions: string; point: Omit<MapPoint, 'name' | 'href'> | null }[];
};

/** The places of a business; a mark leads to the way there. */
export function businessMap({ name, locations }: Located): MapView | null {
  const named = locations.length > 1;
  return mapView(
    locations.map(
      ({ point, directions, ...location }) =>
        point && { ...point, name: named ? location.name : name, href: directions },
    ),
  );
}

/** Lets pages load from where maps come from, and from nowhere else. */
export function allowMaps(csp: string): string {
  if (!origins) return csp;
  return csp
    .replace("connect-src 'self'", `connect-src 'self' ${origins}`)
    .replace("img-src 'self' data:", `img-src 'self' data: blob: ${origins}`);
}
