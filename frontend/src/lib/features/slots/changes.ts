import type { SlotChip, SlotPart, SlotWords } from './slots-types.ts';

/** What was free a moment ago and what is free now, on the same day. */
type Merged = { parts: SlotPart[]; taken: string[]; freed: string[] };

const chipsOf = (parts: readonly SlotPart[]) => parts.flatMap(({ slots }) => slots);

/** Starts sort as their instants; those of one day share their offset but for the day that clocks change. */
const instantOf = ({ value }: SlotChip) => Date.parse(value.split(' ')[0] ?? '');
const byStart = (a: SlotChip, b: SlotChip) => instantOf(a) - instantOf(b);

/** A start that somebody has just taken, with a word for it (`taken`) in place of what else was said. */
const faded = ({ label, ...chip }: SlotChip, taken: string): SlotChip => ({
  ...chip,
  text: `${chip.time}\n${taken}`,
  label: chip.taken ? label : `${label}, ${taken}`,
  freed: false,
  taken: true,
});

/**
 * The starts of now, with those that have just been taken still in their place: nothing vanishes under a finger. What
 * is told aloud are the times in sight that changed with this answer.
 */
export function mergeParts(
  before: readonly SlotPart[],
  now: readonly SlotPart[],
  words: Pick<SlotWords, 'taken'>,
): Merged {
  const known = new Map(chipsOf(before).map((chip) => [chip.value, chip]));
  const free = new Set(chipsOf(now).map(({ value }) => value));
  const taken: string[] = [];
  const freed: string[] = [];
  const keys = (['morning', 'afternoon', 'evening'] as const).filter((key) =>
    [...before, ...now].some((part) => part.key === key),
  );
  const parts = keys.map((key): SlotPart => {
    const old = before.find((part) => part.key === key);
    const fresh = now.find((part) => part.key === key);
    const gone = (old?.slots ?? []).filter(({ value }) => !free.has(value));
    const stay = (fresh?.slots ?? []).map((chip) => {
      const was = known.get(chip.value);
      if (was && !was.taken) return was.freed ? { ...chip, freed: true } : chip;
      if (!chip.minor) freed.push(chip.time);
      return { ...chip, freed: true };
    });
    taken.push(...gone.filter((chip) => !chip.taken && !chip.minor).map(({ time }) => time));
    return {
      key,
      name: (fresh ?? old)?.name ?? '',
      all: (fresh ?? old)?.all ?? '',
      slots: [...stay, ...gone.map((chip) => faded(chip, words.taken))].sort(byStart),
    };
  });
  return { parts, taken, freed };
}

/** What is told aloud of times that were taken and freed; nothing where none were. */
export function tellChanges(
  { taken, freed }: Pick<Merged, 'taken' | 'freed'>,
  { nowTaken, nowFreed }: SlotWords,
): string {
  return [
    taken.length > 0 && nowTaken.replace('{times}', taken.join(', ')),
    freed.length > 0 && nowFreed.replace('{times}', freed.join(', ')),
  ]
    .filter(Boolean)
    .join('. ');
}
