import { hash } from 'node:crypto';
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
  /** Another after each change of the row. */
  stamp: string;
}

// As it is sent, a bit string begins with four bytes of its length.
const TAKEN = statement<TakenRow>(`
  SELECT subject_id AS "subjectId", d.first AS day,
    substr(varbit_send(cells), 5 + (d.first - chunk * ${CHUNK_DAYS}) * ${DAY_BYTES}, (d.last - d.first + 1) * ${DAY_BYTES}) AS cells,
    taken_time.xmin::text AS stamp
  FROM taken_time CROSS JOIN LATERAL (
    SELECT greatest(chunk * ${CHUNK_DAYS}, $3::int) AS first, least(chunk * ${CHUNK_DAYS} + ${CHUNK_DAYS - 1}, $4::int) AS last) d
  WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[])
    AND chunk BETWEEN $3::int / ${CHUNK_DAYS} AND $4::int / ${CHUNK_DAYS}
  ORDER BY chunk, subject_id`);

const MARK = statement<{ mark: string | null }>(`
  SELECT md5(string_agg(xmin::text, ' ' ORDER BY chunk, subject_id)) AS mark FROM taken_time
  WHERE tenant_id = $1 AND subject_id = ANY($2::uuid[])
    AND chunk BETWEEN $3::int / ${CHUNK_DAYS} AND $4::int / ${CHUNK_DAYS}`);

/** The taken time of some subjects in some days. */
export interface Taken {
  /** Whoever is not in it has no time taken in these days. */
  cells: ReadonlyMap<string, TakenCells>;
  /** Of the same subjects and days another after each change; null where nothing was ever taken. */
  mark: string | null;
}

/** Each byte with its bits in the other order, in place: the database counts from the highest, the engine from the lowest. */
function turn(bits: Uint8Array<ArrayBuffer>): void {
  const words = new Int32Array(bits.buffer);
  for (let index = 0; index < words.length; index += 1) {
    let word = words[index] ?? 0;
    word = ((word >>> 4) & 0x0f0f0f0f) | ((word & 0x0f0f0f0f) << 4);
    word = ((word >>> 2) & 0x33333333) | ((word & 0x33333333) << 2);
    words[index] = ((word >>> 1) & 0x55555555) | ((word & 0x55555555) << 1);
  }
}

/** @param first day of UTC with which the cells begin @param last their last day, inclusive */
function takenOf(rows: readonly TakenRow[], first: number, last: number): TakenCells {
  const bits = new Uint8Array((last - first + 1) * DAY_BYTES);
  for (const { day, cells } of rows) bits.set(cells, (day - first) * DAY_BYTES);
  turn(bits);
  return { origin: first * DAY, bits };
}

/**
 * Reads the taken time of some subjects from the index, as the engine takes it (`Subject.taken`). What is not in the bits
 * has to be read beside it: `BESIDE_BITS`.
 * @param first day of UTC, since 1970 @param last inclusive
 */
export async function loadTaken(
  { sql, tenant }: SqlCtx,
  subjectIds: readonly string[],
  first: number,
  last: number,
): Promise<Taken> {
  const rows = await sql(TAKEN, [tenant.id, subjectIds, first, last]);
  const bySubject = Map.groupBy(rows, ({ subjectId }) => subjectId);
  return {
    cells: new Map([...bySubject].map(([id, rows]) => [id, takenOf(rows, first, last)])),
    mark: rows.length === 0 ? null : hash('md5', rows.map(({ stamp }) => stamp).join(' ')),
  };
}

/** The same, where it was read before: read again only if it has changed. @param before of the same subjects and days */
export async function loadTakenAgain(
  ctx: SqlCtx,
  subjectIds: readonly string[],
  first: number,
  last: number,
  before: Taken,
): Promise<Taken> {
  const [row] = await ctx.sql(MARK, [ctx.tenant.id, subjectIds, first, last]);
  return row?.mark === before.mark ? before : loadTaken(ctx, subjectIds, first, last);
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
