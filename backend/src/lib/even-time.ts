/**
 * Answers only at whole multiples of a step, so that a caller cannot tell by the clock which way the work went.
 * The step must be longer than the ways differ.
 * @param stepMs milliseconds
 */
export async function inEvenTime<T>(stepMs: number, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    const spent = performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, stepMs - (spent % stepMs)));
  }
}
