import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';
import { fail } from '../../lib/errors.ts';
import type { Instant } from '../../scheduling/types.ts';
import type { SearchQuestion } from './search.contract.ts';
import type { Findable } from './search.index.ts';

type Sort = SearchQuestion['sort'];

/** A service at a place, and how far it is. */
export interface Candidate {
  findable: Findable;
  /** Kilometres; null without a point to count from, and where nobody has to go anywhere. */
  km: number | null;
}

/** Where something stands among the results: the lower comes first. */
export type Position = readonly [first: number, second: number, id: string];

/** What has no distance comes after what has. */
const FARTHEST = 1e9;

/** @param start the first free start; for an order by time */
export function positionOf(sort: Sort, { findable, km }: Candidate, start: Instant): Position {
  const distance = km ?? FARTHEST;
  const { id, price } = findable;
  if (sort === 'soonest') return [start, distance, id];
  return sort === 'price' ? [price, distance, id] : [distance, 0, id];
}

export const compare = (a: Position, b: Position): number =>
  a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);

const cursorOf = (sort: Sort) => z.tuple([z.literal(sort), z.number(), z.number(), z.uuid()]);

export const encodeCursor = (sort: Sort, position: Position): string =>
  Buffer.from(JSON.stringify([sort, ...position])).toString('base64url');

/** @throws BAD_CURSOR for one that was not made by this order */
export function decodeCursor(sort: Sort, cursor: string): Position {
  try {
    const [, ...position] = z.parse(cursorOf(sort), JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return position;
  } catch {
    throw fail('BAD_CURSOR', { details: [{ field: 'cursor', message: 'is not one of ours' }] });
  }
}
