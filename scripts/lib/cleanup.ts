/** What has to be undone at the end, last things first. */
export type Cleanup = { add: (undo: () => unknown) => void; run: () => Promise<void> };

/** `run` may be called twice; the second call waits for the first. What fails is left behind, the rest still happens. */
export function createCleanup(): Cleanup {
  const undos: (() => unknown)[] = [];
  let running: Promise<void> | undefined;
  const runAll = async () => {
    const failures: unknown[] = [];
    for (let undo = undos.pop(); undo; undo = undos.pop()) {
      try {
        await undo();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be cleaned up');
  };
  return { add: (undo) => undos.push(undo), run: () => (running ??= runAll()) };
}
