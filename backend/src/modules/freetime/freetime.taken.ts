import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import { DAY } from '../../scheduling/days.ts';
import type { Instant, TakenCells } from '../../scheduling/types.ts';

// What the database keeps of taken time: migration 20261122030000_free_time, docs/search.md.

/** Days of UTC in a chunk. */
export const CHUNK_DAYS = 30;
export const CELL_MINUTES = 5;
/** Bytes of the cells of a day. */
export const DAY_BYTES = DAY / CELL_MINUTES / 8;

/**
 * The condition on `allocations` for what takes time now and is not in the bits: holds that have not ended, by the
 * database's clock, and what does not lie on the grid of five minutes. Few rows, by an index of their own.
 */
export const BESIDE_BITS = `((state = 'held' AND expires_at > statement_timestamp())
  OR (state IN ('pending', 'confirmed', 'checked_in', 'completed', 'blocked') AND NOT is_in_bits(state, period)))`;

interface TakenRow {
  subjectId: string;
  /** Day of UTC with which the cells begin. */
  day: number;
  /** The first cell is the highest bit of the first byte. */
  cells: Buffer;
}

// As it is sent, a bit string begins with four bytes of its length.
const TAKEN = statement<TakenRow>(`
  SELECT subject_id AS "subjectId", d.first AS day,
    substr(varbit_send(cells), 5 + (d.first - chunk * ${CHUNK_DAYS}) * ${DAY_BYTES}, (d.last - d.first + 1) * ${DAY_BYTES}) AS cells
  FROM taken_time CROSS JOIN LATERAL (
    SELECT greatest(chunk * ${CHUNK_DAYS}, $3::int) AS first, least(chunk * ${CHUNK_DAYS} + ${CHUNK_DAYS - 1}, $4::int) AS last) d
  WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[])
    AND chunk BETWEEN $3::int / ${CHUNK_DAYS} AND $4::int / ${CHUNK_DAYS}`);

/** Each byte with its bits in the other order: the database counts from the highest, the engine from the lowest. */
const TURNED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let turned = 0;
  for (let bit = 0; bit < 8; bit += 1) turned |= ((byte >> bit) & 1) << (7 - bit);
  return turned;
});

/** @param first day of UTC with which the cells begin @param last their last day, inclusive */
function takenOf(rows: readonly TakenRow[], first: number, last: number): TakenCells {
  const bits = new Uint8Array((last - first + 1) * DAY_BYTES);
  for (const { day, cells } of rows) {
    const at = (day - first) * DAY_BYTES;
    for (let index = 0; index < cells.length; index += 1) bits[at + index] = TURNED[cells[index] ?? 0] ?? 0;
  }
  return { origin: first * DAY, bits };
}

/**
 * Reads the taken time of some subjects from the index, as the engine takes it (`Subject.taken`). What is not in the bits
 * has to be read beside it: `BESIDE_BITS`.
 * @param first day of UTC, since 1970 @param last inclusive
 * @returns whoever is not in it has no time taken in these days
 */
export async function loadTaken(
  { sql, tenant }: SqlCtx,
  subjectIds: readonly string[],
  first: number,
  last: number,
): Promise<Map<string, TakenCells>> {
  const rows = await sql(TAKEN, [tenant.id, subjectIds, first, last]);
  const bySubject = Map.groupBy(rows, ({ subjectId }) => subjectId);
  return new Map([...bySubject].map(([id, rows]) => [id, takenOf(rows, first, last)]));
}

/**
 * Frees a range, in place: that of a booking that is being moved, which does not stand in its own way. Nothing else can
 * have taken the same time.
 * @param from multiple of 5 @param to multiple of 5, exclusive
 */
export function freeCells({ origin, bits }: TakenCells, from: Instant, to: Instant): void {
  const last = Math.min((to - origin) / CELL_MINUTES, bits.length * 8);
  for (let cell = Math.max(0, (from - origin) / CELL_MINUTES); cell < last; cell += 1)
    bits[cell >> 3] = (bits[cell >> 3] ?? 0) & ~(1 << (cell & 7));
}
