// Loaded before an api or worker process whose end is planned: it counts what must not be torn apart (commits of transactions
// that write, files of mail that are kept, calls to the outside), and ends the process by SIGKILL just before or just after one.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import pg from 'pg';
import * as z from 'zod/mini';

/** What the parent sends: from now on points are counted, and written down line by line; it ends at one of them, if told. */
export const armed = z.object({
  type: z.literal('count points'),
  file: z.string(),
  /** The first is 1. */
  end: z.optional(z.object({ at: z.int(), when: z.enum(['before', 'after']) })),
});
export type Armed = z.infer<typeof armed>;

let orders: Armed | undefined;
let counted = 0;

process.on('message', (message) => {
  const { data } = armed.safeParse(message);
  if (!data) return;
  orders = data;
  counted = 0;
});

const endNow = () => process.kill(process.pid, 'SIGKILL');

/** Passes a point. @returns what to call once it is passed */
function pass(what: string): () => void {
  if (!orders) return () => undefined;
  counted += 1;
  fs.appendFileSync(orders.file, `${what.replaceAll(/\s+/g, ' ').trim().slice(0, 100)}\n`);
  const { end } = orders;
  if (end?.at !== counted) return () => undefined;
  if (end.when === 'before') endNow();
  return endNow;
}

/** The relay begins a transaction ten times a second to see that nothing is to be done; what it does then says `add_jobs` or `pg_notify`. */
const IDLE = /^\s*DELETE FROM outbox/i;
const WRITES = /\b(INSERT INTO|UPDATE|DELETE FROM|add_jobs|pg_notify|lock_subjects)\b/i;

/** What one connection is about. */
interface Traffic {
  texts: Map<string, string>;
  /** The last statement of the open transaction that writes. */
  wrote: string | undefined;
  committed: (() => void) | undefined;
}

const traffic = new WeakMap<object, Traffic>();

function trafficOf(connection: pg.Connection): Traffic {
  const known = traffic.get(connection);
  if (known) return known;
  const fresh: Traffic = { texts: new Map(), wrote: undefined, committed: undefined };
  traffic.set(connection, fresh);
  connection.on('commandComplete', ({ text }: { text: string }) => {
    if (text === 'COMMIT') fresh.committed?.();
    if (text === 'COMMIT' || text === 'ROLLBACK') fresh.committed = undefined;
  });
  return fresh;
}

function see(connection: pg.Connection, text: string): void {
  const about = trafficOf(connection);
  if (/^\s*BEGIN/i.test(text)) about.wrote = undefined;
  else if (/^\s*COMMIT/i.test(text)) {
    about.committed = about.wrote === undefined ? undefined : pass(about.wrote);
    about.wrote = undefined;
  } else if (WRITES.test(text) && !IDLE.test(text)) about.wrote = text;
}

/** How a connection sends; a statement passes here in one form or the other. */
interface Sent {
  query: string;
  parse: { name?: string; text: string };
  bind: { statement?: string };
}
const looks: { [Name in keyof Sent]: (connection: pg.Connection, given: Sent[Name]) => void } = {
  query: see,
  parse: (connection, { name = '', text }) => trafficOf(connection).texts.set(name, text),
  bind: (connection, { statement = '' }) => see(connection, trafficOf(connection).texts.get(statement) ?? ''),
};
const sending = pg.Connection.prototype as unknown as Record<
  string,
  (this: pg.Connection, given: unknown) => void
>;
for (const [name, look] of Object.entries(looks) as [
  string,
  (connection: pg.Connection, given: unknown) => void,
][]) {
  const send = sending[name];
  sending[name] = function (given) {
    look(this, given);
    send?.call(this, given);
  };
}

const { fetch } = globalThis;
globalThis.fetch = async (url, init) => {
  const passed = pass(`calls ${url instanceof Request ? url.url : String(url)}`);
  const answer = await fetch(url, init);
  passed();
  return answer;
};

const { rename } = fs.promises;
fs.promises.rename = async (from, to) => {
  const passed = pass(`keeps ${String(to).split('/').at(-1)}`);
  await rename(from, to);
  passed();
};
syncBuiltinESMExports();
