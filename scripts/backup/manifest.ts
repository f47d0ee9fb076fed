import { createHash, createHmac, type Hash } from 'node:crypto';
import * as z from 'zod/mini';
import { Told } from '../launch/steps.mjs';

/** The first entry of a backup, by which it is known, and the last one, which says what is before it. */
export const HEAD = 'turnero-backup.json';
export const MANIFEST = 'manifest.json';
/** Bytes of either: there is a line for each table, not for each file. */
export const MOST_OF_MANIFEST = 2 ** 20;

/** A table, as SQL names it: both are put into statements. */
const IDENTIFIER = String.raw`(?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+")`;
const sum = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const count = z.int().check(z.gte(0));

export const manifest = z.strictObject({
  format: z.literal('turnero-backup'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Every migration of the database, in order. */
  migrations: z.array(z.string().check(z.regex(/^[0-9a-z_]+$/))),
  /** The secret of the installation where it made its own; else null, and the operator keeps it. */
  secret: z.nullable(z.string()),
  /** By which the secret is known again. */
  secretMark: z.string(),
  /** Parents first, in the order of the archive. */
  tables: z.array(
    z.strictObject({
      name: z.string().check(z.regex(new RegExp(`^${IDENTIFIER}\\.${IDENTIFIER}$`))),
      columns: z.array(z.string().check(z.regex(new RegExp(`^${IDENTIFIER}$`)))),
      rows: count,
      sha256: sum,
    }),
  ),
  /** Where each counter is; null for those that have not counted yet. */
  sequences: z.record(z.string(), z.nullable(z.string().check(z.regex(/^-?\d+$/)))),
  files: z.strictObject({ count, sha256: sum }),
});
export type Manifest = z.infer<typeof manifest>;

/** Rows of a table, in parts that fit into memory. */
export const tablePart = (table: string, part: number) => `tables/${table}/${String(part).padStart(6, '0')}`;
export const FILES = 'media/';

/** Whose an entry is: `tables/<table>` or `media`. @throws Told for a name that leads elsewhere */
export function placeOf(name: string): { table: string } | { file: string } {
  const [, table] = /^tables\/(.+)\/\d{6}$/.exec(name) ?? [];
  if (table !== undefined) return { table };
  const [, file] =
    /^media\/([A-Za-z0-9][A-Za-z0-9-]*(?:\/[A-Za-z0-9][A-Za-z0-9-]*)+(?:\.[a-z0-9]+)?)$/.exec(name) ?? [];
  if (file !== undefined) return { file };
  throw new Told(`The backup is damaged: ${name} is nothing that it should hold.`);
}

/** A sum of the files is one of their names, too. */
export const addName = (hash: Hash, name: string, bytes: number) => hash.update(`${name}\0${bytes}\0`);
export const newSum = () => createHash('sha256');

/** Says nothing of the secret itself. */
export const markOf = (secret: string) =>
  createHmac('sha256', secret).update('mark of a backup').digest('hex');
