import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { failWith } from '../../lib/errors.ts';
import { searchErrors } from './search.contract.ts';

// Operators of trigrams are not leakproof, so behind row-level security no index helps with them: whole tenants are looked
// through, which takes milliseconds for thousands of services.

const WITH_WORDS = statement<{ id: string }>(`
  SELECT id FROM findable_services
  WHERE tenant_id = $1
    AND (SELECT bool_and(strpos(words, word) > 0) FROM (SELECT folded(w) AS word FROM unnest($2::text[]) w) asked)`);

const WITH_LIKE_WORDS = statement<{ id: string }>(`
  SELECT id FROM findable_services
  WHERE tenant_id = $1
    AND (SELECT bool_and(word_similarity(word, words) >= 0.5) FROM (SELECT folded(w) AS word FROM unnest($2::text[]) w) asked)`);

const PLACE = statement<{ latitude: number; longitude: number }>(`
  SELECT avg(latitude) AS latitude, avg(longitude) AS longitude
  FROM findable_services CROSS JOIN unnest(places) AS place CROSS JOIN folded($2) AS asked
  WHERE tenant_id = $1 AND latitude IS NOT NULL
    AND (place = asked OR similarity(place, asked) >= 0.4)
  GROUP BY place, asked ORDER BY place = asked DESC, similarity(place, asked) DESC, count(*) DESC LIMIT 1`);

/** Words that are in every text say nothing. */
const SHORT = 2;

/** @returns whose texts have every word; where there are none, who have words like them */
export async function findWords({ sql, tenant }: SqlCtx, text: string): Promise<Set<string>> {
  const all = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const long = all.filter((word) => word.length > SHORT);
  const words = long.length > 0 ? long : all;
  if (words.length === 0) return new Set();
  const exact = await sql(WITH_WORDS, [tenant.id, words]);
  const rows = exact.length > 0 ? exact : await sql(WITH_LIKE_WORDS, [tenant.id, words]);
  return new Set(rows.map(({ id }) => id));
}

export interface Point {
  latitude: number;
  longitude: number;
}

const POINT = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

/**
 * @param near "-34.6037,-58.3816", or the name of a place of this marketplace: the middle of what is there
 * @throws PLACE_UNKNOWN naming the field
 */
export async function findPoint({ sql, tenant }: SqlCtx, near: string): Promise<Point> {
  const [, latitude, longitude] = POINT.exec(near) ?? [];
  const point = { latitude: Number(latitude), longitude: Number(longitude) };
  if (Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180) return point;
  const [place] = await sql(PLACE, [tenant.id, near]);
  if (!place)
    throw failWith(searchErrors)('PLACE_UNKNOWN', {
      details: [{ field: 'near', message: 'is neither a point nor a place here' }],
    });
  return place;
}

/** Mean radius of the Earth in kilometres (IUGG). */
const RADIUS = 6371.0088;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The ways over the surface of a sphere from one point, in kilometres (haversine). */
export function kilometresFrom({ latitude, longitude }: Point): (to: Point) => number {
  const [here, cosine] = [radians(latitude), Math.cos(radians(latitude))];
  return (to) => {
    const there = radians(to.latitude);
    const chord =
      Math.sin((there - here) / 2) ** 2 +
      cosine * Math.cos(there) * Math.sin(radians(to.longitude - longitude) / 2) ** 2;
    return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(chord)));
  };
}
