import { type Mistake, valueText } from './verticals.mistakes.ts';
import { nearestName } from './verticals.nearest.ts';

type Json = Record<string, unknown>;

const isObject = (data: unknown): data is Json =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

const isKeyed = (list: unknown): list is (Json & { key: string })[] =>
  Array.isArray(list) &&
  list.length > 0 &&
  list.every((entry) => isObject(entry) && typeof entry['key'] === 'string');

/**
 * What `own` says over what `base` says. Objects are merged, null removes a key, lists of objects with a `key` are
 * merged by it (new entries come last); anything else is replaced, an empty list too.
 */
export function mergeOver(base: unknown, own: unknown): unknown {
  if (isKeyed(base) && isKeyed(own)) {
    const entries = new Map<string, unknown>(base.map((entry) => [entry.key, entry]));
    for (const entry of own) entries.set(entry.key, mergeOver(entries.get(entry.key), entry));
    return [...entries.values()];
  }
  if (!isObject(base) || !isObject(own)) return own;
  const merged = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(own)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergeOver(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

/**
 * A file's data over that of the vertical that it `extends`, and so on up.
 * @param others the data of all files, by the key of their vertical
 */
export function extended(
  name: string,
  data: unknown,
  others: ReadonlyMap<string, unknown>,
): { data: unknown } | { mistake: Mistake } {
  const chain = [name];
  let whole = data;
  for (let at = data; isObject(at) && typeof at['extends'] === 'string';) {
    const parent = at['extends'];
    const wrong = (message: string, remedy: string) => ({
      mistake: { path: 'extends', value: parent, message, remedy },
    });
    if (chain.includes(parent)) {
      return wrong(`leads back to itself: ${[...chain, parent].join(' > ')}`, 'Let one of them stand alone.');
    }
    if (!others.has(parent)) {
      const near = nearestName(parent, others.keys());
      return wrong(
        'is no vertical of this folder',
        near === undefined
          ? `Use one of ${[...others.keys()].join(', ')}.`
          : `Did you mean ${valueText(near)}?`,
      );
    }
    chain.push(parent);
    at = others.get(parent);
    whole = mergeOver(at, whole);
  }
  return { data: whole };
}
