import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';
import { fail } from './errors.ts';

/** What a page request carries, parsed by `pageQuery` of lib/page-query.ts. */
export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

/** The columns a list is sorted by: one of its own, and the id so that no two rows are equal. */
export interface PageOrder {
  /** The Prisma field, e.g. `createdAt`. */
  field: string;
  direction: 'asc' | 'desc';
  kind: 'instant' | 'text' | 'number';
}

/** The end of one page: the last row's sort value and id. */
interface Position {
  value: Date | string | number;
  id: string;
}

const VALUES = {
  instant: z.pipe(
    z.iso.datetime(),
    z.transform((text: string) => new Date(text)),
  ),
  text: z.string().check(z.maxLength(500)),
  number: z.number(),
} satisfies Record<PageOrder['kind'], z.ZodMiniType>;

const MOST_CHARACTERS = 2_000;

function encode({ field, direction }: PageOrder, { value, id }: Position): string {
  return Buffer.from(JSON.stringify([field, direction, value, id])).toString('base64url');
}

/** Reads a cursor of this very list; anything else, however well formed, is refused. */
function decode({ field, direction, kind }: PageOrder, cursor: string): Position {
  const schema = z.tuple([z.literal(field), z.literal(direction), VALUES[kind], z.uuid()]);
  try {
    if (cursor.length > MOST_CHARACTERS) throw new RangeError('too long');
    const [, , value, id] = schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    // A text may hold what PostgreSQL does not take; and one position has one spelling.
    const position = { value, id };
    if (encode({ field, direction, kind }, position) !== cursor || /\0/.test(String(value)))
      throw new RangeError('not ours');
    return position;
  } catch {
    throw fail('BAD_CURSOR', { details: [{ field: 'cursor', message: 'is not one of ours' }] });
  }
}

function whereAfter({ field, direction }: PageOrder, { value, id }: Position) {
  const beyond = direction === 'asc' ? 'gt' : 'lt';
  // The first condition says nothing new, but an index can begin with it: pages far behind cost what the first one does.
  return {
    [field]: { [`${beyond}e`]: value },
    OR: [{ [field]: { [beyond]: value } }, { [field]: value, id: { [beyond]: id } }],
  };
}

/**
 * One page of a list. Spread `where`, `orderBy` and `take` into a Prisma query (`where` inside `AND`, beside the
 * list's own conditions), and give the rows found to `finish`.
 * @throws BAD_CURSOR when the cursor was not made by this list
 */
export function pageOf({ limit, cursor }: PageRequest, order: PageOrder) {
  return {
    where: cursor === undefined ? {} : whereAfter(order, decode(order, cursor)),
    orderBy: [{ [order.field]: order.direction }, { id: order.direction }],
    // One more than asked for tells whether there is a next page.
    take: limit + 1,
    /** The page, and the cursor of the next one if there is one. `valueOf` reads a row's sort column. */
    finish<Row extends { id: string }>(rows: Row[], valueOf: (row: Row) => Position['value']) {
      const data = rows.slice(0, limit);
      const last = rows.length > limit ? data.at(-1) : undefined;
      return { data, nextCursor: last ? encode(order, { value: valueOf(last), id: last.id }) : null };
    },
  };
}
