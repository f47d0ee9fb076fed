export interface Difference {
  /** "scheduling.holdMinutes" */
  field: string;
  /** Null: it was not there. */
  before: string | null;
  after: string | null;
}

type Part = Record<string, unknown> | null;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A thing's fields with their paths; lists stay whole. */
function* leaves(value: unknown, path = ''): Generator<[string, unknown]> {
  if (isPlain(value) && Object.keys(value).length > 0)
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path ? `${path}.${key}` : key);
  else if (path) yield [path, value];
}

function written(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

/** What is other than it was, field by field: each once, in the order in which they stand. */
export function differences(before: Part, after: Part): Difference[] {
  const was = new Map(leaves(before ?? {}));
  const is = new Map(leaves(after ?? {}));
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({ field, before: written(was.get(field)), after: written(is.get(field)) }))
    .filter((each) => each.before !== each.after);
}
