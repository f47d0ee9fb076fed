import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds of work after which others have their turn. */
const MOST_MS = 5;

/** Does work that comes in steps, with pauses between them: other requests are served meanwhile. */
export async function withPauses<Result>(steps: Iterator<unknown, Result>): Promise<Result> {
  let until = performance.now() + MOST_MS;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    await turn();
    until = performance.now() + MOST_MS;
  }
}
