type Section = Record<string, unknown> | unknown[];

const same = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const keys = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === Object.keys(other).length &&
    keys.every((key) => same((one as never)[key], (other as never)[key]))
  );
};

export interface Layered {
  /** What holds, and what would without this layer. */
  now: Section;
  inherited: Section;
  /** Keys of which this layer says something itself. */
  own: ReadonlySet<string>;
}

/** Keys that this layer does without, although one before it has them. */
const withoutOf = ({ now, inherited, own }: Layered): string[] =>
  Array.isArray(now) || Array.isArray(inherited)
    ? []
    : [...own].filter((key) => now[key] === undefined && inherited[key] !== undefined);

const withWithout = (layered: Layered, patch: Record<string, unknown>, without: string[]) => {
  const before = withoutOf(layered);
  const isSame = before.length === without.length && before.every((key) => without.includes(key));
  return isSame ? patch : { ...patch, without: without.length > 0 ? without : null };
};

/** What a layer has to be told so that it says what was typed; undefined: it says so already. */
export function patchOf(layered: Layered, typed: Section): Section | undefined {
  const { now, inherited } = layered;
  if (Array.isArray(typed) || Array.isArray(now) || Array.isArray(inherited))
    return same(now, typed) ? undefined : typed;
  const changed = Object.keys({ ...now, ...typed }).filter((key) => !same(now[key], typed[key]));
  if (changed.length === 0) return undefined;
  const patch = Object.fromEntries(changed.map((key) => [key, typed[key] ?? null]));
  const without = [
    ...withoutOf(layered).filter((key) => typed[key] === undefined),
    ...changed.filter((key) => typed[key] === undefined && inherited[key] !== undefined),
  ];
  return withWithout(layered, patch, without);
}

/** What a layer has to be told so that it says nothing of a key, or (null) of the whole section. */
export function inheritPatch(layered: Layered, key: string | null): Section | null {
  if (key === null) return null;
  return withWithout(
    layered,
    { [key]: null },
    withoutOf(layered).filter((each) => each !== key),
  );
}
