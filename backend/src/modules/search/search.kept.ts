import { inPrepared, type Ctx } from '../../lib/context.ts';
import { catchUp, emptyIndex, type SearchIndex } from './search.index.ts';
import { chunkOf } from './search.cells.ts';

/** Subjects of all tenants together, of which each takes about a kilobyte. */
const MOST_SUBJECTS = 100_000;

interface Kept {
  index: SearchIndex;
  reading: Promise<void> | undefined;
}

/** The indexes that this process has read; those that were asked for last stay. */
export function keptIndexes() {
  const kept = new Map<string, Kept>();

  function makeRoom(): void {
    let subjects = 0;
    for (const [tenantId, { index }] of [...kept].reverse()) {
      subjects += index.subjects.length;
      if (subjects > MOST_SUBJECTS && kept.size > 1) kept.delete(tenantId);
    }
  }

  /** @param now minutes since 1970 @returns the index of the ctx's tenant, as the database has it now */
  return async (ctx: Ctx, now: number): Promise<SearchIndex> => {
    const known = kept.get(ctx.tenant.id);
    const entry: Kept =
      known?.index.chunk === chunkOf(now) ? known : { index: emptyIndex(now), reading: undefined };
    kept.delete(ctx.tenant.id);
    kept.set(ctx.tenant.id, entry);
    // Those who ask at the same time read together.
    entry.reading ??= inPrepared(ctx, (ctx) => catchUp(ctx, entry.index), { timeoutMs: 60_000 }).finally(
      () => {
        entry.reading = undefined;
        makeRoom();
      },
    );
    await entry.reading;
    return entry.index;
  };
}
