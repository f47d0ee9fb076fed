import type { SqlCtx } from '../../lib/context.ts';
import { statement } from '../../lib/database.ts';
import type { Run } from '../../scheduling/runs.ts';
import type { Grid, Instant } from '../../scheduling/types.ts';
import { CHUNK_DAYS } from '../freetime/freetime.taken.ts';
import { CHUNK_BYTES, chunkOf } from './search.cells.ts';
import { SEARCHED_DAYS } from './search.contract.ts';

// What search keeps in the database (search.refresh.ts), as this process has read it. Of taken time nothing is kept here.

/** A service at one of its places. */
export interface Findable {
  id: string;
  businessId: string;
  serviceId: string;
  locationId: string | null;
  templateKey: string | null;
  category: string;
  latitude: number | null;
  longitude: number | null;
  timeZone: string;
  /** Minor units, before price rules. */
  price: number;
  /** Whether it is sold by a timetable. */
  seats: boolean;
  run: Run;
  grid: Grid;
  /** Minutes. */
  minNotice: number;
  /** The same for all whose zone, grid and notice are the same. */
  timing: string;
  /** Positions in `subjects` of those who could take the run. */
  subjects: number[];
}

/** Somebody's working time as bits of half hours, the first the highest of a byte; a bit is set if they work in it at all. */
export interface KeptSubject {
  /** Id as 16 bytes, one character each. */
  key: string;
  id: string;
  working: Uint8Array;
}

export interface SearchIndex {
  /** Up to which refresh it has read. */
  version: number;
  /** First chunk of everybody's working time. */
  chunk: number;
  findable: Map<string, Findable>;
  byBusiness: Map<string, Findable[]>;
  subjects: KeptSubject[];
  /** Positions in `subjects`, by key. */
  positions: Map<string, number>;
}

interface FindableRow extends Omit<Findable, 'subjects' | 'run' | 'timing'> {
  run: [number, number, number, number];
  /** Ids of 16 bytes, one after the other. */
  subjectIds: Buffer | null;
}

const CHANGES = statement<{ businessId: string; version: number }>(`
  SELECT business_id AS "businessId", version::float8 AS version FROM search_refreshes
  WHERE tenant_id = $1 AND version > $2 ORDER BY version FETCH FIRST 250 ROWS WITH TIES`);

const FINDABLE = statement<FindableRow>(`
  SELECT id, business_id AS "businessId", service_id AS "serviceId", location_id AS "locationId",
    template_key AS "templateKey", category, latitude, longitude, time_zone AS "timeZone", price_amount::float8 AS price,
    seats, ARRAY[run_offset, run_minutes, run_before, run_after] AS run, grid, min_notice AS "minNotice",
    (SELECT string_agg(uuid_send(subject), ''::bytea) FROM unnest(subject_ids) subject) AS "subjectIds"
  FROM findable_services WHERE tenant_id = $1 AND business_id = ANY($2::uuid[])`);

// As it is sent, a bit string begins with four bytes of its length.
const WORKING = statement<{ ids: Buffer | null; cells: Buffer | null }>(`
  SELECT string_agg(uuid_send(subject_id), ''::bytea) AS ids, string_agg(varbit_send(cells), ''::bytea) AS cells
  FROM working_time WHERE tenant_id = $1 AND chunk = $2 AND subject_id = ANY($3::uuid[])`);

const KEY_BYTES = 16;
/** Chunks that days searched can lie in. */
const CHUNKS = 1 + Math.ceil(SEARCHED_DAYS / CHUNK_DAYS);

export const emptyIndex = (now: Instant): SearchIndex => ({
  version: 0,
  chunk: chunkOf(now),
  findable: new Map(),
  byBusiness: new Map(),
  subjects: [],
  positions: new Map(),
});

const idOf = (key: string): string => {
  const hex = Buffer.from(key, 'latin1').toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** Keys of ids that come one after the other. */
export function keysIn(ids: Buffer | null | undefined): string[] {
  const keys: string[] = [];
  const text = ids?.toString('latin1') ?? '';
  for (let at = 0; at < text.length; at += KEY_BYTES) keys.push(text.slice(at, at + KEY_BYTES));
  return keys;
}

function positionOf(index: SearchIndex, key: string): number {
  let position = index.positions.get(key);
  if (position === undefined) {
    position = index.subjects.length;
    // Where nothing is known, anybody may be working.
    index.subjects.push({ key, id: idOf(key), working: new Uint8Array(CHUNKS * CHUNK_BYTES).fill(255) });
    index.positions.set(key, position);
  }
  return position;
}

function replace(index: SearchIndex, businessIds: readonly string[], rows: readonly FindableRow[]): number[] {
  for (const businessId of businessIds) {
    for (const { id } of index.byBusiness.get(businessId) ?? []) index.findable.delete(id);
    index.byBusiness.delete(businessId);
  }
  const touched = new Set<number>();
  for (const {
    run: [offset, minutes, before, after],
    subjectIds,
    ...row
  } of rows) {
    const subjects = keysIn(subjectIds).map((key) => positionOf(index, key));
    for (const position of subjects) touched.add(position);
    const timing = JSON.stringify([row.timeZone, row.minNotice, row.grid]);
    const findable: Findable = { ...row, run: { offset, minutes, before, after }, timing, subjects };
    index.findable.set(row.id, findable);
    const others = index.byBusiness.get(row.businessId);
    if (others) others.push(findable);
    else index.byBusiness.set(row.businessId, [findable]);
  }
  return [...touched];
}

async function readWorking({ sql, tenant }: SqlCtx, index: SearchIndex, positions: number[]): Promise<void> {
  const ids = positions.map((position) => index.subjects[position]?.id);
  for (let number = 0; number < CHUNKS; number += 1) {
    const [row] = await sql(WORKING, [tenant.id, index.chunk + number, ids]);
    if (!row?.ids || !row.cells) continue;
    for (const [place, key] of keysIn(row.ids).entries()) {
      const { working } = index.subjects[positionOf(index, key)] as KeptSubject;
      const at = place * (4 + CHUNK_BYTES) + 4;
      working.set(row.cells.subarray(at, at + CHUNK_BYTES), number * CHUNK_BYTES);
    }
  }
}

/** Brings an index to what the database has; businesses that nothing happened to are not read again. */
export async function catchUp(ctx: SqlCtx, index: SearchIndex): Promise<void> {
  const { sql, tenant } = ctx;
  for (;;) {
    const changes = await sql(CHANGES, [tenant.id, index.version]);
    const last = changes.at(-1);
    if (!last) return;
    const businessIds = changes.map(({ businessId }) => businessId);
    const touched = replace(index, businessIds, await sql(FINDABLE, [tenant.id, businessIds]));
    await readWorking(ctx, index, touched);
    index.version = last.version;
  }
}
