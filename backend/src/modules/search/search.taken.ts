import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { CHUNK_DAYS, DAY_BYTES } from '../freetime/freetime.taken.ts';
import { keysIn, type SearchIndex } from './search.index.ts';

/** Taken time of some days, as bits of five minutes, the first the highest of a byte. */
export interface TakenDays {
  /** Day of UTC, since 1970, with which the bits begin. */
  first: number;
  /** By position in the index's `subjects`; whoever is not there has no time taken. */
  bits: Map<number, Uint8Array>;
}

interface TakenRow {
  ids: Buffer | null;
  cells: Buffer | null;
}

// As it is sent, a bit string begins with four bytes of its length. One row for everybody: rows cost more than what is in them.
const takenOf = (condition: string) =>
  statement<TakenRow>(`
    SELECT string_agg(uuid_send(subject_id), ''::bytea) AS ids,
      string_agg(varbit_send(substring(cells FROM $3::int FOR $4::int)), ''::bytea) AS cells
    FROM taken_time WHERE tenant_id = $1 AND chunk = $2 ${condition}`);
const TAKEN_OF_ALL = takenOf('');
const TAKEN_OF_SOME = takenOf('AND subject_id = ANY($5::uuid[])');

/** Looking so many up one by one costs as much as reading everybody's. */
const SOME = 2_500;

/**
 * Reads taken time from the index of free time.
 * @param first day of UTC, since 1970 @param last inclusive
 */
export async function loadTakenDays(
  { sql, tenant }: SqlCtx,
  index: SearchIndex,
  positions: readonly number[],
  [first, last]: readonly [first: number, last: number],
): Promise<TakenDays> {
  const bits = new Map<number, Uint8Array>();
  const ids =
    positions.length <= SOME ? positions.map((position) => index.subjects[position]?.id) : undefined;
  const chunks = Array.from(
    { length: Math.floor(last / CHUNK_DAYS) - Math.floor(first / CHUNK_DAYS) + 1 },
    (_, number) => Math.floor(first / CHUNK_DAYS) + number,
  );
  await Promise.all(
    chunks.map(async (chunk) => {
      const from = Math.max(first, chunk * CHUNK_DAYS);
      const to = Math.min(last, chunk * CHUNK_DAYS + CHUNK_DAYS - 1);
      const bytes = (to - from + 1) * DAY_BYTES;
      const of = [tenant.id, chunk, (from - chunk * CHUNK_DAYS) * DAY_BYTES * 8 + 1, bytes * 8];
      const [row] = await (ids ? sql(TAKEN_OF_SOME, [...of, ids]) : sql(TAKEN_OF_ALL, of));
      if (!row?.ids || !row.cells) return;
      for (const [place, key] of keysIn(row.ids).entries()) {
        const position = index.positions.get(key);
        if (position === undefined) continue;
        const at = place * (4 + bytes) + 4;
        const cells = row.cells.subarray(at, at + bytes);
        if (chunks.length === 1) bits.set(position, cells);
        else {
          let whole = bits.get(position);
          if (!whole) bits.set(position, (whole = new Uint8Array((last - first + 1) * DAY_BYTES)));
          whole.set(cells, (from - first) * DAY_BYTES);
        }
      }
    }),
  );
  return { first, bits };
}
