const LEAST_MS = 1_000;
const MOST_MS = 30_000;

/** Resolves when asking again may help: as soon as there is a connection, and after `pause` milliseconds of one. */
export function chance(pause = LEAST_MS): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      removeEventListener('online', go);
      resolve();
    };
    addEventListener('online', go);
    if (navigator.onLine) setTimeout(go, pause);
  });
}

/**
 * Asks again, less and less often, until somebody answers: a connection may be said to be back before anything gets through.
 * @param isWanted looked at before it is asked again
 * @throws what `ask` threw, once it is not wanted any more
 */
export async function untilAnswered<T>(ask: () => Promise<T>, isWanted = () => true): Promise<T> {
  for (let pause = LEAST_MS; ; pause = Math.min(pause * 2, MOST_MS))
    try {
      return await ask();
    } catch (error) {
      if (isWanted()) await chance(pause);
      if (!isWanted()) throw error;
    }
}
