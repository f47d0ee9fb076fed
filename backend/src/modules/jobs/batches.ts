import { inPrepared, type Ctx, type SqlCtx } from '../../lib/context.ts';

/** The most rows that one transaction of a sweep is about. */
export const BATCH = 100;

export interface Batch {
  /** How many were found, at most `BATCH`. */
  due: number;
  /** How many of them it still was to be done to. */
  done: number;
}

export const NOTHING: Batch = { due: 0, done: 0 };

/** Does a sweep's work, a transaction after the other, until nothing is due any more. @returns to how many */
export async function inBatches(ctx: Ctx, work: (ctx: SqlCtx) => Promise<Batch>): Promise<number> {
  let total = 0;
  for (;;) {
    const { due, done } = await inPrepared(ctx, work);
    total += done;
    if (due < BATCH) return total;
  }
}
