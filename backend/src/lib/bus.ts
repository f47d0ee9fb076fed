import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from './log.ts';

/** What one process tells all: an event that has happened in a tenant. */
export interface BusMessage {
  /** The outbox row's id; the same message may come twice. */
  id: string;
  tenantId: string;
  kind: string;
  payload: unknown;
  requestId: string | null;
}

/** LISTEN and NOTIFY between all processes, with Redis or without: one path that already reaches each. */
export interface Bus {
  publish: (messages: readonly BusMessage[]) => Promise<void>;
  /** @returns a function that ends the subscription */
  subscribe: (handler: (message: BusMessage) => void) => () => void;
  /** Called after the connection was lost and is back: what was said in between has been missed. */
  onGap: (handler: () => void) => void;
  /** Resolves once messages are heard; starts listening. */
  ready: () => Promise<void>;
  close: () => Promise<void>;
}

const CHANNEL = 'turnero';
/** PostgreSQL refuses payloads of 8,000 bytes and more. */
const MOST_BYTES = 7_999;
const PROBE_MS = 15_000;
const FASTEST_RETRY_MS = 50;
const SLOWEST_RETRY_MS = 5_000;

/** Packs messages into as few payloads as fit; one that fits in none is dropped and logged with its kind. */
export function pack(messages: readonly BusMessage[], log: Logger): string[] {
  const payloads: string[] = [];
  let open: string[] = [];
  let size = 2;
  const seal = () => {
    if (open.length > 0) payloads.push(`[${open.join(',')}]`);
    open = [];
    size = 2;
  };
  for (const message of messages) {
    const text = JSON.stringify(message);
    const bytes = Buffer.byteLength(text);
    if (bytes + 2 > MOST_BYTES) {
      log.error({ kind: message.kind, eventId: message.id, bytes }, 'an event is too large for the bus');
      continue;
    }
    if (size + bytes + 1 > MOST_BYTES) seal();
    open.push(text);
    size += bytes + 1;
  }
  seal();
  return payloads;
}

/** Says the messages as part of the client's open transaction: they are heard if it commits. */
export async function notify(
  client: pg.ClientBase,
  messages: readonly BusMessage[],
  log: Logger,
): Promise<void> {
  const payloads = pack(messages, log);
  if (payloads.length === 0) return;
  await client.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [CHANNEL, payloads]);
}

interface Connection {
  client: pg.Client;
  /** Resolves when the connection is of no more use, however it ended. */
  ended: Promise<void>;
}

async function listen(url: string, hear: (payload: string) => void): Promise<Connection> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
    keepAlive: true,
    application_name: 'turnero bus',
  });
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  client.on('error', () => resolve());
  client.on('end', () => resolve());
  client.on('notification', ({ payload }) => hear(payload ?? '[]'));
  await client.connect();
  try {
    await client.query(`LISTEN ${CHANNEL}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  // A connection that died without a word is noticed by asking.
  const probe = setInterval(() => void client.query('SELECT 1').catch(() => resolve()), PROBE_MS).unref();
  return { client, ended: ended.finally(() => clearInterval(probe)) };
}

/** @param url connection string of turnero_direct: LISTEN does not pass a transaction-mode pooler */
export function openBus({ url, log }: { url: string; log: Logger }): Bus {
  const handlers = new Set<(message: BusMessage) => void>();
  const gapHandlers = new Set<() => void>();
  const heard = Promise.withResolvers<void>();
  const closing = new AbortController();
  let client: pg.Client | undefined;
  let running: Promise<void> | undefined;

  function isolated(work: () => void, about: object): void {
    try {
      work();
    } catch (error) {
      log.error({ err: error, ...about }, 'a bus handler failed');
    }
  }

  function hear(payload: string): void {
    for (const message of JSON.parse(payload) as BusMessage[]) {
      const about = { kind: message.kind, eventId: message.id };
      for (const handler of handlers) isolated(() => handler(message), about);
    }
  }

  async function hold(connection: Connection, first: boolean): Promise<void> {
    client = connection.client;
    if (first) heard.resolve();
    else for (const handler of gapHandlers) isolated(handler, { gap: true });
    if (!closing.signal.aborted) await connection.ended;
    client = undefined;
    void connection.client.end().catch(() => undefined);
  }

  async function run(): Promise<void> {
    let first = true;
    for (let wait = FASTEST_RETRY_MS; !closing.signal.aborted; wait = Math.min(wait * 2, SLOWEST_RETRY_MS)) {
      try {
        await hold(await listen(url, hear), first);
        first = false;
        wait = FASTEST_RETRY_MS;
      } catch (error) {
        log.warn({ err: error }, 'the bus cannot listen; trying again');
      }
      await sleep(wait, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  function start(): void {
    running ??= run();
  }

  return {
    async publish(messages) {
      start();
      await heard.promise;
      if (!client) throw new Error('The bus is not connected.');
      await notify(client, messages, log);
    },
    subscribe(handler) {
      start();
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    onGap: (handler) => void gapHandlers.add(handler),
    ready() {
      start();
      return heard.promise;
    },
    async close() {
      closing.abort();
      await client?.end().catch(() => undefined);
      await running;
    },
  };
}
