/** Work that comes in steps, between which whoever has it done may do something else. */
export type Steps<Result> = Generator<void, Result, void>;

/** Does it without a pause. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
