import { changedDays } from '../../scheduling/changes.ts';
import type { LocalDay } from '../../scheduling/types.ts';
import type { Loaded } from './availability.problem.ts';
import type { Answer } from './availability.service.ts';

/** What is known of a question since it was answered last. */
export interface Memory {
  loaded: Loaded;
  answer: Answer;
  /** The text of each local day. */
  days: ReadonlyMap<LocalDay, string>;
}

/** Questions that a process remembers; of 50 providers and 30 days each takes about half a megabyte. */
const MOST_QUESTIONS = 200;

/** The questions that were asked last. */
export function openMemories() {
  const memories = new Map<string, Memory>();
  return {
    get: (key: string) => memories.get(key),
    set(key: string, memory: Memory): void {
      memories.delete(key);
      memories.set(key, memory);
      const [oldest] = memories.keys();
      if (memories.size > MOST_QUESTIONS && oldest !== undefined) memories.delete(oldest);
    },
  };
}

/** The days whose text still holds. @param memory of an answer that was everybody's, of no class */
export function keptDays(
  { lasting, problem }: Loaded,
  { loaded, days }: Memory,
): ReadonlyMap<LocalDay, string> {
  if (loaded.lasting !== lasting) return new Map();
  const changed = changedDays(loaded.problem, problem);
  return changed.size === 0 ? days : new Map([...days].filter(([day]) => !changed.has(day)));
}
