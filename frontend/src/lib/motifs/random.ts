/** Numbers that look drawn at random but are always the same for the same seed. */
export type Random = {
  /** From `from` up to, not including, `to`. */
  between(from: number, to: number): number;
  whole(from: number, to: number): number;
  pick<T>(among: readonly [T, ...T[]]): T;
};

/** FNV-1a, then mulberry32: small, and good enough for drawing. */
export function randomFrom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const character of seed) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (from: number, to: number) => from + next() * (to - from);
  return {
    between,
    whole: (from, to) => Math.floor(between(from, to + 1)),
    pick: (among) => among[Math.floor(next() * among.length)] ?? among[0],
  };
}
