import type { Prisma } from '../../../generated/prisma/client.ts';
import type { TxCtx } from '../../lib/context.ts';

/** More words than these only cost time. */
const MOST_WORDS = 6;
/** Behind every word that begins with what stands before it, as "C" collates. */
const LAST = '\u{10FFFF}';

/** A number of which more digits are typed is looked for by its last ones: countries' and mobiles' prefixes are written or not. */
const NUMBER = /^[\s+()\d-]{4,}$/;
const END = 8;
/** Whoever a text means is named one by one, up to so many. */
const FEW = 100;

/**
 * Whom a text means: of each of its words a word of the customer's name or address begins with it, or their number ends with it.
 * @returns conditions on a customer, all of which hold
 */
export async function whoIsMeant(ctx: TxCtx, text: string | undefined): Promise<Prisma.CustomerWhereInput[]> {
  const { db, tenant } = ctx;
  // How many rows a word or a cursor means differs a thousandfold: whoever plans the next statement must know them.
  await db.$queryRaw`SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`;
  if (text === undefined) return [];
  const digits = text.replaceAll(/\D/g, '');
  const isNumber = NUMBER.test(text) && digits.length >= 4;
  const [row] = isNumber
    ? [{ words: [digits.slice(-END)] }]
    : await db.$queryRaw<{ words: string[] }[]>`SELECT search_words(${text}) AS words`;
  const words = row?.words.slice(0, MOST_WORDS) ?? [];
  // A text of signs alone means nobody.
  if (words.length === 0) return [{ id: { in: [] } }];
  const ids = await fewWith(ctx, words);
  const each = words.map((word) => ({
    words: { some: { tenantId: tenant.id, word: { gte: word, lt: word + LAST } } },
  }));
  return ids ? [{ id: { in: ids } }, ...each] : each;
}

/** Who has words that begin with the two longest of these, by the words alone; null where they are many. */
async function fewWith({ db, tenant }: TxCtx, words: string[]): Promise<string[] | null> {
  const [first = '', second = first] = words.toSorted((a, b) => b.length - a.length);
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT customer_id AS id FROM customer_words
    WHERE tenant_id = ${tenant.id}::uuid AND word >= ${first} AND word < ${first + LAST}
    INTERSECT
    SELECT customer_id FROM customer_words
    WHERE tenant_id = ${tenant.id}::uuid AND word >= ${second} AND word < ${second + LAST}
    LIMIT ${FEW + 1}`;
  return rows.length > FEW ? null : rows.map(({ id }) => id);
}
