import type { WeeklyHours } from './verticals.contract.ts';
import { findOverlap } from './verticals.hours.ts';
import { type Mistake, pathText, valueAt } from './verticals.mistakes.ts';
import { nearestName } from './verticals.nearest.ts';

export type Path = readonly (string | number)[];
export type Found = Iterable<Mistake>;
type Keyed = { key: string };

/** A mistake at a path, with what is written there. */
export function mistake(data: unknown, path: Path, message: string, remedy: string): Mistake {
  return { path: pathText(path), value: valueAt(data, path), message, remedy };
}

/** "Did you mean ...?" or the list of what there is. */
export function suggest(written: string, known: readonly string[], what: string): string {
  const near = nearestName(written, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return known.length === 0 ? `Add it to ${what}.` : `Add it to ${what}, or use one of ${known.join(', ')}.`;
}

/** The key at `path` is one of those known. */
export function* reference(data: unknown, path: Path, known: readonly Keyed[], what: string): Found {
  const written = String(valueAt(data, path));
  const keys = known.map(({ key }) => key);
  if (!keys.includes(written)) {
    yield mistake(data, path, `is no key of ${what}`, suggest(written, keys, what));
  }
}

/** No two entries of the list at `path` have the same `field`. */
export function* unique(data: unknown, path: Path, field: string): Found {
  const seen = new Map<unknown, number>();
  const list = (valueAt(data, path) ?? []) as Record<string, unknown>[];
  for (const [index, entry] of list.entries()) {
    const value = entry[field];
    const first = seen.get(value);
    if (first === undefined) seen.set(value, index);
    else {
      const earlier = pathText([...path, first, field]);
      yield mistake(data, [...path, index, field], `is already at ${earlier}`, 'Give each its own.');
    }
  }
}

function isZone(name: string): boolean {
  // Offsets are valid to Intl, but know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The zone at `path`, if there is one, is in the IANA database; links count ("America/Argentina/Cordoba"). */
export function* zone(data: unknown, path: Path): Found {
  const written = valueAt(data, path);
  if (typeof written !== 'string' || isZone(written)) return;
  const near = nearestName(written, Intl.supportedValuesOf('timeZone'));
  const remedy =
    near === undefined
      ? 'Use an IANA name, such as "America/Argentina/Buenos_Aires".'
      : `Did you mean "${near}"?`;
  yield mistake(data, path, 'is not a time zone', remedy);
}

/** Hours of one place or person: no empty and no overlapping intervals. */
export function* hours(data: unknown, path: Path): Found {
  const weekly = valueAt(data, path) as WeeklyHours;
  for (const [index, { start, end }] of weekly.entries()) {
    if (start === end)
      yield mistake(
        data,
        [...path, index],
        'ends when it starts',
        'For a whole day write "00:00" to "24:00".',
      );
  }
  const overlap = findOverlap(weekly);
  if (overlap === undefined) return;
  const [day, next] = overlap.map(({ weekday }) => String(weekday));
  const days = day === next ? `on day ${day ?? ''}` : `from day ${day ?? ''} into day ${next ?? ''}`;
  yield mistake(data, path, `has intervals that overlap ${days}`, 'Shorten one of them, or join them.');
}
