import { explainStarts, findSlots } from '../../backend/src/scheduling/engine.ts';
import {
  answerOf,
  parseProblem,
  PlainFormError,
  refusedOf,
  type Mistake,
} from '../../backend/src/scheduling/plain.ts';
import type { Problem } from '../../backend/src/scheduling/types.ts';

export interface SlotsOptions {
  /** Adds the starts that are not offered, with their reasons. */
  explain?: boolean | undefined;
  /** How often to compute, for `ms`; at least 1. */
  times?: number | undefined;
}

/**
 * The answer to a problem of the plain-file form, or the answers to a list of them (scheduling rules, section 10).
 * @param json what `JSON.parse` gave
 * @throws PlainFormError with the path of each mistake
 */
export function answerFile(json: unknown, options: SlotsOptions = {}): object {
  if (!Array.isArray(json)) return answer(parseProblem(json), options);
  const mistakes: Mistake[] = [];
  const problems = json.map((item, index) => {
    try {
      return parseProblem(item);
    } catch (error) {
      if (!(error instanceof PlainFormError)) throw error;
      for (const { path, message } of error.problems)
        mistakes.push({ path: path ? `[${index}].${path}` : `[${index}]`, message });
    }
  });
  if (mistakes.length > 0) throw new PlainFormError(mistakes);
  return problems.flatMap((problem) => (problem ? [answer(problem, options)] : []));
}

function answer(problem: Problem, { explain, times }: SlotsOptions): object {
  const took: number[] = [];
  const compute = () => {
    const began = performance.now();
    const slots = findSlots(problem);
    took.push(performance.now() - began);
    return slots;
  };
  const slots = compute();
  while (took.length < (times ?? 1)) compute();
  return {
    ...answerOf(slots),
    ...(explain && { refused: refusedOf(explainStarts(problem)) }),
    ...(times && { ms: summary(took) }),
  };
}

function summary(took: readonly number[]) {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? 0;
  const middle = (sorted.length - 1) / 2;
  const rounded = (ms: number) => Number(ms.toFixed(3));
  return {
    min: rounded(at(0)),
    median: rounded((at(Math.floor(middle)) + at(Math.ceil(middle))) / 2),
    max: rounded(at(sorted.length - 1)),
  };
}
