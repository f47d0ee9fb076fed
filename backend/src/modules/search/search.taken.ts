import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { DAY } from '../../scheduling/days.ts';
import type { Instant } from '../../scheduling/types.ts';
import { CELL_MINUTES, CHUNK_DAYS } from '../freetime/freetime.taken.ts';
import { keysIn, type SearchIndex } from './search.index.ts';

/** Taken time of many, as bits of five minutes, the first the highest of a byte. */
export interface TakenTime {
  /** The first cell (of five minutes, since 1970). */
  first: number;
  bits: Uint8Array;
  /** Bytes that one of them has in `bits`. */
  size: number;
  /** Where each begins in `bits`, by position in the index's `subjects`; -1: has no time taken. */
  places: Int32Array;
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
const HEADER = 4;

/** Looking so many up one by one costs as much as reading everybody's. */
const SOME = 1_500;
const BYTE_MINUTES = 8 * CELL_MINUTES;
const CHUNK_BYTES = (CHUNK_DAYS * DAY) / BYTE_MINUTES;

/**
 * Reads taken time from the index of free time, in whole bytes.
 * @param positions of those who are asked for; others may be in the answer
 * @param to exclusive
 */
export async function loadTakenTime(
  { sql, tenant }: SqlCtx,
  index: SearchIndex,
  positions: readonly number[],
  [from, to]: readonly [from: Instant, to: Instant],
): Promise<TakenTime> {
  const [first, end] = [Math.floor(from / BYTE_MINUTES), Math.ceil(to / BYTE_MINUTES)];
  const ids =
    positions.length <= SOME ? positions.map((position) => index.subjects[position]?.id) : undefined;
  const chunks = Array.from(
    { length: Math.floor((end - 1) / CHUNK_BYTES) - Math.floor(first / CHUNK_BYTES) + 1 },
    (_, number) => Math.floor(first / CHUNK_BYTES) + number,
  );
  const size = HEADER + end - first;
  const places = new Int32Array(index.subjects.length).fill(-1);
  const parts = await Promise.all(
    chunks.map(async (chunk) => {
      const since = Math.max(first, chunk * CHUNK_BYTES);
      const bytes = Math.min(end, (chunk + 1) * CHUNK_BYTES) - since;
      const of = [tenant.id, chunk, (since - chunk * CHUNK_BYTES) * 8 + 1, bytes * 8];
      const [row] = await (ids ? sql(TAKEN_OF_SOME, [...of, ids]) : sql(TAKEN_OF_ALL, of));
      return { keys: keysIn(row?.ids), cells: row?.cells ?? Buffer.alloc(0), since, bytes };
    }),
  );
  const [only] = parts;
  // Most questions lie in one chunk, whose rows are used as they came.
  if (parts.length === 1 && only) {
    for (const [row, key] of only.keys.entries()) {
      const position = index.positions.get(key);
      if (position !== undefined) places[position] = row * size + HEADER;
    }
    return { first: first * 8, bits: only.cells, size: end - first, places };
  }
  const bits = new Uint8Array(index.subjects.length * size);
  for (const { keys, cells, since, bytes } of parts)
    for (const [row, key] of keys.entries()) {
      const position = index.positions.get(key);
      if (position === undefined) continue;
      const place = position * size;
      const at = row * (HEADER + bytes) + HEADER;
      bits.set(cells.subarray(at, at + bytes), place + since - first);
      places[position] = place;
    }
  return { first: first * 8, bits, size: end - first, places };
}
