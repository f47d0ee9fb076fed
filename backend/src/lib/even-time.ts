/** Longer than the transactions of a known and an unknown address differ. */
export const EVEN_STEP_MS = 100;

/** Answers only at whole multiples of a step, so that a caller cannot tell by the clock which way the work went. */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    const spent = performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, EVEN_STEP_MS - (spent % EVEN_STEP_MS)));
  }
}
