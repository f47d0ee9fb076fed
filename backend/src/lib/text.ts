import type { ErrorDetail } from './errors.ts';

/** Levels of objects and lists inside each other that a request may have. */
const DEEPEST = 32;

/** Keys that reach into the prototype of whatever they are copied onto. */
const POISONED = new Set(['__proto__', 'constructor']);

const fieldOf = (path: readonly string[], whole: string) => path.join('.').slice(0, 200) || whole;

const isBadText = (text: string) => text.includes('\0') || !text.isWellFormed();

/**
 * Finds the first thing in a parsed request that no field of ours takes, whatever its schema: a NUL or half a
 * surrogate pair (PostgreSQL refuses both, late and as a 500), a key that poisons prototypes, nesting without end.
 * @param whole the field's name when the value itself is at fault, e.g. `body`
 */
export function findHostile(
  value: unknown,
  whole: string,
  path: readonly string[] = [],
): ErrorDetail | undefined {
  if (typeof value === 'string') {
    return isBadText(value)
      ? { field: fieldOf(path, whole), message: 'holds a character that no text may hold' }
      : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= DEEPEST) {
    return { field: fieldOf(path.slice(0, 3), whole), message: `is nested deeper than ${DEEPEST} levels` };
  }
  for (const [key, child] of Object.entries(value)) {
    if (POISONED.has(key)) return { field: fieldOf([...path, key], whole), message: 'is not a field' };
    if (isBadText(key))
      return { field: fieldOf(path, whole), message: 'has a field with an impossible name' };
    const hostile = findHostile(child, whole, [...path, key]);
    if (hostile) return hostile;
  }
  return undefined;
}
