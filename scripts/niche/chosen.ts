import { nearestName } from '../../backend/src/modules/verticals/verticals.nearest.ts';
import { Told } from '../launch/steps.mjs';

/**
 * Those that are named, each once; all of them if none is.
 * @throws Told for a key that no file has
 */
export function chosen(keys: readonly string[], known: readonly string[]): string[] {
  for (const key of keys) {
    if (known.includes(key)) continue;
    const near = nearestName(key, known);
    const remedy = near === undefined ? `there are: ${known.join(', ')}` : `did you mean "${near}"?`;
    throw new Told(`There is no vertical "${key}"; ${remedy}`);
  }
  return keys.length === 0 ? [...known] : [...new Set(keys)];
}
